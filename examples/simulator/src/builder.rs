//! [`Builder`]: the settings of a simulator, and its start.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::clock::{self, Clock};
use crate::fault::active::ActiveFaults;
use crate::portal::accounts::{Accounts, KeySpec, PortalSettings};
use crate::route::{Route, RouteResponse};
use crate::server::random::Random;
use crate::server::{self, Game, MaxAge, Settings, Shared};
use crate::simulator::Simulator;
use crate::world::{Scenario, SeasonIds, World, WorldConfig};

/// The settings of a simulator; see [`Simulator::builder`].
pub struct Builder {
    world: WorldConfig,
    address: SocketAddr,
    settings: Settings,
    portal: PortalSettings,
    speed: f64,
    now: Option<i64>,
    email: String,
    password: String,
    game: Option<Game>,
}

impl fmt::Debug for Builder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { world, address, settings, portal, speed, now, email, .. } = self;
        formatter
            .debug_struct("Builder")
            .field("world", world)
            .field("address", address)
            .field("settings", settings)
            .field("portal", portal)
            .field("speed", speed)
            .field("now", now)
            .field("email", email)
            .finish_non_exhaustive()
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            world: WorldConfig { clans: 200, ..WorldConfig::default() },
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            settings: Settings {
                rate: 0.0,
                burst: 0,
                retry_after: false,
                latency_ms: 0,
                drift: false,
                max_age: MaxAge::Real,
                caller_ip: IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)),
            },
            portal: PortalSettings::default(),
            speed: 1.0,
            now: None,
            email: "developer@example.com".to_owned(),
            password: "correct-horse-battery-staple".to_owned(),
            game: None,
        }
    }
}

impl Builder {
    /// The world's seed: equal seeds create equal worlds and tokens. 1 by default.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.world.seed = seed;
        self
    }

    /// The number of clans in the world. 200 by default.
    #[must_use]
    pub fn clans(mut self, clans: u32) -> Self {
        self.world.clans = clans;
        self
    }

    /// The form of the ids of trophy seasons. By default the form depends on the simulated time.
    #[must_use]
    pub fn season_ids(mut self, season_ids: SeasonIds) -> Self {
        self.world.season_ids = season_ids;
        self
    }

    /// Deviations from the usual world. None by default.
    #[must_use]
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.world.scenario = scenario;
        self
    }

    /// The port; 0, the default, picks a free port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// The address to listen on, which must be a loopback address. `127.0.0.1` by default.
    #[must_use]
    pub fn host(mut self, host: IpAddr) -> Self {
        self.address.set_ip(host);
        self
    }

    /// Requests per second and token; 0, the default, means no limit.
    #[must_use]
    pub fn rate(mut self, rate: impl Into<f64>) -> Self {
        self.settings.rate = rate.into();
        self
    }

    /// Requests that may arrive at once before the rate applies; 0, the default, means one
    /// second's.
    #[must_use]
    pub fn burst(mut self, burst: u32) -> Self {
        self.settings.burst = burst;
        self
    }

    /// Whether 429 has a `Retry-After` header. Off by default, as on the real API.
    #[must_use]
    pub fn retry_after(mut self, retry_after: bool) -> Self {
        self.settings.retry_after = retry_after;
        self
    }

    /// The latency of every response, in whole milliseconds. None by default.
    #[must_use]
    pub fn latency(mut self, latency: Duration) -> Self {
        self.settings.latency_ms = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// Simulated seconds per real second, 1 by default; 0 stops the clock. See
    /// [`Simulator::advance`].
    #[must_use]
    pub fn speed(mut self, speed: f64) -> Self {
        self.speed = speed;
        self
    }

    /// The simulated time at the start in Unix milliseconds. The present by default; if the clock
    /// is stopped (`speed(0.0)`), [`World::default_start`], so that tests are reproducible.
    #[must_use]
    pub fn now(mut self, unix_millis: i64) -> Self {
        self.now = Some(unix_millis);
        self
    }

    /// Whether payloads have unknown fields and enum values, and lack optional fields. Off by
    /// default.
    #[must_use]
    pub fn drift(mut self, drift: bool) -> Self {
        self.settings.drift = drift;
        self
    }

    /// The clock that `max-age` follows: by default real time, so that `max-age` is shorter if the
    /// simulated time runs faster.
    #[must_use]
    pub fn max_age(mut self, max_age: MaxAge) -> Self {
        self.settings.max_age = max_age;
        self
    }

    /// The address from which callers seem to connect. `203.0.113.7` by default.
    #[must_use]
    pub fn caller_ip(mut self, address: IpAddr) -> Self {
        self.settings.caller_ip = address;
        self
    }

    /// The settings of the developer portal.
    #[must_use]
    pub fn portal(mut self, settings: PortalSettings) -> Self {
        self.portal = settings;
        self
    }

    /// The account that [`Simulator::email`] and [`Simulator::password`] return.
    #[must_use]
    pub fn account(mut self, email: impl Into<String>, password: impl Into<String>) -> Self {
        self.email = email.into();
        self.password = password.into();
        self
    }

    /// Responds to routes with a custom function instead of a generated world. Its second argument
    /// is the simulated time in Unix milliseconds.
    #[must_use]
    pub fn respond_with(
        mut self,
        game: impl Fn(&Route, i64) -> RouteResponse + Send + Sync + 'static,
    ) -> Self {
        self.game = Some(Game::Custom(Box::new(game)));
        self
    }

    /// Starts the server on the current tokio runtime.
    ///
    /// # Errors
    /// `InvalidInput` if the address is not a loopback address, otherwise the error of listening on
    /// it.
    pub async fn start(self) -> io::Result<Simulator> {
        let (mut simulator, server) = self.prepare().await?;
        simulator.task = Some(tokio::spawn(server));
        Ok(simulator)
    }

    /// Starts the server on a new thread with its own runtime, for callers without one.
    ///
    /// # Errors
    /// As [`Builder::start`], or the error of creating the thread or runtime.
    pub fn start_blocking(self) -> io::Result<Simulator> {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        let serve = move || {
            let started = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .and_then(|runtime| runtime.block_on(self.prepare()).map(|prepared| (runtime, prepared)));
            // The receiver waits for this message, so sending cannot fail.
            match started {
                Ok((runtime, (simulator, server))) => {
                    let _ = sender.send(Ok(simulator));
                    runtime.block_on(server);
                }
                Err(error) => {
                    let _ = sender.send(Err(error));
                }
            }
        };
        let thread = thread::Builder::new().name("simulator".to_owned()).spawn(serve)?;
        let gone = |_| io::Error::other("the simulator's thread ended before it was listening");
        let mut simulator: Simulator = receiver.recv().map_err(gone)??;
        simulator.thread = Some(thread);
        Ok(simulator)
    }

    /// Starts listening, and returns the handle and the server future.
    async fn prepare(self) -> io::Result<(Simulator, impl Future<Output = ()> + Send + 'static)> {
        if !self.address.ip().is_loopback() {
            let why = "the simulator listens on loopback addresses only";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let listener = TcpListener::bind(self.address).await.map_err(|error| {
            io::Error::new(error.kind(), format!("cannot listen on {}: {error}", self.address))
        })?;
        let world = Arc::new(World::new(self.world));
        let game = self.game.unwrap_or_else(|| Game::World(Arc::clone(&world)));
        let now = self
            .now
            .unwrap_or_else(|| if self.speed > 0.0 { clock::wall_now() } else { World::default_start() });
        let mut accounts = Accounts::new(self.world.seed, self.portal);
        accounts.add(&self.email, &self.password, self.settings.caller_ip, now);
        // The default key has a separate owner, so that the account above starts without keys.
        let owner_password = Random::of_text(self.world.seed, "owner").uuid();
        accounts.add(OWNER, &owner_password, self.settings.caller_ip, now);
        let wanted = KeySpec {
            name: "simulator",
            description: "The simulator's default key",
            cidrs: vec![self.settings.caller_ip.to_string()],
            scopes: vec!["clash".to_owned()],
        };
        let key = accounts.find(OWNER).and_then(|owner| accounts.create(owner, wanted, now));
        let key = key.map_err(|error| io::Error::other(format!("no key for the simulator: {error:?}")))?;
        let shared = Arc::new(Shared {
            address: listener.local_addr()?,
            seed: self.world.seed,
            clock: Clock::new(now, self.speed),
            faults: ActiveFaults::new(self.world.seed),
            counters: server::counters::SharedCounters::default(),
            accounts: Mutex::new(accounts),
            limiter: server::limit::Limiter::default(),
            snapshots: server::snapshot::Snapshots::default(),
            game,
            world,
            settings: Mutex::new(self.settings),
        });
        let (stop, stopped) = watch::channel(false);
        let server = server::run(listener, Arc::clone(&shared), stopped);
        let simulator = Simulator {
            shared,
            stop,
            task: None,
            thread: None,
            token: key.token,
            email: self.email,
            password: self.password,
        };
        Ok((simulator, server))
    }
}

/// The account that owns the default key.
const OWNER: &str = "owner@simulator.invalid";
