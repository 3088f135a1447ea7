//! The in-process handle: starts a simulator, tells where it is, and changes it while it runs.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::fault::Faults;
use crate::portal::accounts::{Accounts, Key, PortalSettings, Wanted};
use crate::route::{Answer, Route};
use crate::server::counters::Counters;
use crate::server::random::Random;
use crate::server::{self, Game, Settings, Shared};
use crate::world::{Samples, World, WorldConfig};

/// What a simulator is to be like; see [`Simulator::builder`].
pub struct Builder {
    seed: u64,
    clans: u32,
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
        let Self { seed, clans, address, settings, portal, speed, now, email, .. } = self;
        formatter
            .debug_struct("Builder")
            .field("seed", seed)
            .field("clans", clans)
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
            seed: 1,
            clans: 200,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            settings: Settings {
                rate: 0.0,
                burst: 0,
                retry_after: false,
                latency_ms: 0,
                drift: false,
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
    /// The world's seed: the same seed gives the same world and the same tokens. At first 1.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How many clans the world has. At first 200.
    #[must_use]
    pub fn clans(mut self, clans: u32) -> Self {
        self.clans = clans;
        self
    }

    /// The port; 0 takes a free one, as at first.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// The address to listen on, which must be a loopback address. At first `127.0.0.1`.
    #[must_use]
    pub fn host(mut self, host: IpAddr) -> Self {
        self.address.set_ip(host);
        self
    }

    /// Requests per second and token; 0 for no limit, as at first.
    #[must_use]
    pub fn rate(mut self, rate: impl Into<f64>) -> Self {
        self.settings.rate = rate.into();
        self
    }

    /// Requests that may come at once before the rate counts; 0 for one second's worth, as at first.
    #[must_use]
    pub fn burst(mut self, burst: u32) -> Self {
        self.settings.burst = burst;
        self
    }

    /// Whether 429 comes with `Retry-After`. At first not, as at the real API.
    #[must_use]
    pub fn retry_after(mut self, retry_after: bool) -> Self {
        self.settings.retry_after = retry_after;
        self
    }

    /// Real time before every answer, in whole milliseconds. At first none.
    #[must_use]
    pub fn latency(mut self, latency: Duration) -> Self {
        self.settings.latency_ms = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// World seconds per real second. At first 1; 0 stops the clock, which then moves only by [`Simulator::advance`].
    #[must_use]
    pub fn speed(mut self, speed: f64) -> Self {
        self.speed = speed;
        self
    }

    /// World time at the start, unix milliseconds. At first the world's own default.
    #[must_use]
    pub fn now(mut self, unix_millis: i64) -> Self {
        self.now = Some(unix_millis);
        self
    }

    /// Whether payloads have unknown fields, new enum values and fewer optional fields. At first not.
    #[must_use]
    pub fn drift(mut self, drift: bool) -> Self {
        self.settings.drift = drift;
        self
    }

    /// The address from which callers seem to come. At first `203.0.113.7`.
    #[must_use]
    pub fn caller_ip(mut self, address: IpAddr) -> Self {
        self.settings.caller_ip = address;
        self
    }

    /// The developer portal's settings.
    #[must_use]
    pub fn portal(mut self, settings: PortalSettings) -> Self {
        self.portal = settings;
        self
    }

    /// Email and password of the account that [`Simulator::email`] and [`Simulator::password`] give.
    #[must_use]
    pub fn account(mut self, email: impl Into<String>, password: impl Into<String>) -> Self {
        self.email = email.into();
        self.password = password.into();
        self
    }

    /// Answers routes with this function, at a moment of world time in unix milliseconds, instead of a generated world.
    #[must_use]
    pub fn answering(mut self, game: impl Fn(&Route, i64) -> Answer + Send + Sync + 'static) -> Self {
        self.game = Some(Box::new(game));
        self
    }

    /// Starts the server on the current tokio runtime.
    ///
    /// # Errors
    /// `InvalidInput` if the address is not a loopback address, otherwise the cause why it cannot be listened on.
    pub async fn start(self) -> io::Result<Simulator> {
        let (mut simulator, server) = self.prepare().await?;
        simulator.task = Some(tokio::spawn(server));
        Ok(simulator)
    }

    /// Starts the server on a thread and a runtime of its own, for callers without one.
    ///
    /// # Errors
    /// As [`Builder::start`], or the cause why no thread or runtime can be had.
    pub fn start_blocking(self) -> io::Result<Simulator> {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        let serve = move || {
            let started = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .and_then(|runtime| runtime.block_on(self.prepare()).map(|prepared| (runtime, prepared)));
            // The receiver waits until it has been told, so there is always somebody to tell.
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
        let gone = |_| io::Error::other("the simulator's thread ended before it listened");
        let mut simulator: Simulator = receiver.recv().map_err(gone)??;
        simulator.thread = Some(thread);
        Ok(simulator)
    }

    /// Listens, and gives the handle and the server that is yet to run.
    async fn prepare(self) -> io::Result<(Simulator, impl Future<Output = ()> + Send + 'static)> {
        if !self.address.ip().is_loopback() {
            let why = "the simulator listens on loopback addresses only";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let listener = TcpListener::bind(self.address).await?;
        let world = Arc::new(World::new(WorldConfig { seed: self.seed, clans: self.clans }));
        let game = self.game.unwrap_or_else(|| {
            let world = Arc::clone(&world);
            Box::new(move |route, now| world.answer(route, now))
        });
        let now = self.now.unwrap_or_else(World::default_start);
        let mut accounts = Accounts::new(self.seed, self.portal);
        accounts.add(&self.email, &self.password, self.settings.caller_ip, now);
        // The ready-made key has an owner of its own, so that the account above begins with all its slots free.
        let owner_password = Random::of_text(self.seed, "owner").uuid();
        accounts.add(OWNER, &owner_password, self.settings.caller_ip, now);
        let wanted = Wanted {
            name: "simulator",
            description: "The key that the simulator prints",
            cidrs: vec![self.settings.caller_ip.to_string()],
            scopes: vec!["clash".to_owned()],
        };
        let key = accounts.find(OWNER).and_then(|owner| accounts.create(owner, wanted, now));
        let key = key.map_err(|denial| io::Error::other(format!("no key for the simulator: {denial:?}")))?;
        let shared = Arc::new(Shared {
            address: listener.local_addr()?,
            seed: self.seed,
            clock: Clock::new(now, self.speed),
            faults: Faults::new(self.seed),
            counters: server::counters::Tally::default(),
            accounts: Mutex::new(accounts),
            limiter: server::limit::Limiter::default(),
            snapshots: server::snapshot::Snapshots::default(),
            game,
            settings: Mutex::new(self.settings),
        });
        let (stop, stopped) = watch::channel(false);
        let server = server::run(listener, Arc::clone(&shared), stopped);
        let simulator = Simulator {
            shared,
            world,
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

/// The account that owns the ready-made key.
const OWNER: &str = "owner@simulator.invalid";

/// A running simulator. Dropping it stops it.
pub struct Simulator {
    shared: Arc<Shared>,
    world: Arc<World>,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
    thread: Option<thread::JoinHandle<()>>,
    token: String,
    email: String,
    password: String,
}

impl fmt::Debug for Simulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Simulator").field("address", &self.shared.address).finish_non_exhaustive()
    }
}

impl Simulator {
    /// A simulator to be started, at first on a free port, at real speed, without limits and faults.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The API, as `http://127.0.0.1:PORT/v1`.
    pub fn base_url(&self) -> String {
        self.shared.api_url()
    }

    /// The developer portal, as `http://127.0.0.1:PORT/api`.
    pub fn portal_url(&self) -> String {
        self.shared.portal_url()
    }

    /// The admin routes, as `http://127.0.0.1:PORT/admin`.
    pub fn admin_url(&self) -> String {
        format!("http://{}/admin", self.shared.address)
    }

    /// A page that tells the caller's address and nothing else, as public services do.
    pub fn ip_url(&self) -> String {
        format!("http://{}/ip", self.shared.address)
    }

    /// The socket's address.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// A key that works at the API from the caller's address at the start.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The email of an account at the portal that has no keys yet.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// That account's password.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Tags and ids of the generated world that are worth asking for.
    pub fn samples(&self) -> Samples {
        self.world.samples()
    }

    /// World time, unix milliseconds.
    pub fn now(&self) -> i64 {
        self.shared.clock.now()
    }

    /// Sets world time, unix milliseconds. Rate limits do not notice.
    pub fn set_now(&self, unix_millis: i64) {
        self.shared.clock.set_now(unix_millis);
    }

    /// Lets time pass at once: world time, cache ages, sessions, and the rate limits' time.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
    }

    /// Changes how many world seconds pass in a real second; 0 stops the clock.
    pub fn set_speed(&self, speed: f64) {
        self.shared.clock.set_speed(speed);
    }

    /// The faults, to be set, added and cleared at any time.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// The settings in force.
    pub fn settings(&self) -> Settings {
        self.shared.settings()
    }

    /// Changes the settings, as in `simulator.configure(|settings| settings.rate = 10.0)`.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        self.shared.configure(change);
    }

    /// Has callers come from another address from now on: keys bound to the old one stop working.
    pub fn set_caller_ip(&self, address: IpAddr) {
        self.configure(|settings| settings.caller_ip = address);
    }

    /// What the server has done so far.
    pub fn counters(&self) -> Counters {
        self.shared.counters.read()
    }

    /// Counts from zero again.
    pub fn reset_counters(&self) {
        self.shared.counters.reset();
    }

    /// Changes the developer portal's settings.
    pub fn configure_portal(&self, change: impl FnOnce(&mut PortalSettings)) {
        change(&mut self.accounts().settings);
    }

    /// Adds an account to the portal, or gives an existing one a new password.
    pub fn add_account(&self, email: &str, password: &str) {
        self.accounts().add(email, password, self.settings().caller_ip, self.now());
    }

    /// Adds a key to an account as if its owner had made it by hand. Not counted.
    ///
    /// # Errors
    /// If there is no such account, its slots are full, or the name or an address is not valid.
    pub fn add_key(&self, email: &str, name: &str, cidrs: &[&str]) -> Result<Key, String> {
        self.add_scoped_key(email, name, cidrs, &["clash"])
    }

    /// As [`Simulator::add_key`] with other scopes, such as `clash:*:verifytoken,realtime`.
    ///
    /// # Errors
    /// As [`Simulator::add_key`].
    pub fn add_scoped_key(
        &self,
        email: &str,
        name: &str,
        cidrs: &[&str],
        scopes: &[&str],
    ) -> Result<Key, String> {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let wanted = Wanted { name, description: "", cidrs: owned(cidrs), scopes: owned(scopes) };
        let mut accounts = self.accounts();
        let account = accounts.find(email);
        let key = account.and_then(|account| accounts.create(account, wanted, self.now()));
        key.map_err(|denial| format!("{denial:?}"))
    }

    /// Revokes a key as if its owner had done it by hand. Not counted.
    ///
    /// # Errors
    /// If there is no such account or key.
    pub fn remove_key(&self, email: &str, id: &str) -> Result<(), String> {
        let mut accounts = self.accounts();
        let account = accounts.find(email);
        account.and_then(|account| accounts.revoke(account, id)).map_err(|denial| format!("{denial:?}"))
    }

    /// The keys of an account, oldest first; none if there is no such account.
    pub fn keys(&self, email: &str) -> Vec<Key> {
        let accounts = self.accounts();
        accounts.find(email).map(|account| accounts.keys(account).1.to_vec()).unwrap_or_default()
    }

    /// Ends all sessions of the portal at once.
    pub fn end_sessions(&self) {
        self.accounts().end_sessions();
    }

    /// Stops the server: it takes no more connections, finishes the answers that are under way, and ends.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.take() {
            // The task ends by itself or is gone with its runtime; both are a stop.
            let _ = task.await;
        }
        if let Some(thread) = self.thread.take() {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }

    fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.shared.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // A panic of the server has already been printed by its own thread.
            let _ = thread.join();
        }
    }
}
