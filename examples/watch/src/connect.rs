//! The connection: the real API with a token, a proxy with or without one, otherwise a built-in
//! simulator that runs faster than real time.

use std::error::Error;
use std::time::Duration;

use coc_transport_native::coc_core::Clock as _;
use coc_transport_native::models::{ClanTag, Timestamp};
use coc_transport_native::{Client, NativeTransport, TokioClock};
use simulator::{MaxAge, Simulator};

use crate::fast_clock::FastClock;

/// A client, its clock, and the simulator if there is one, which stops when the session is dropped.
pub(crate) struct Session {
    pub(crate) client: Client,
    clock: SessionClock,
    /// Clans to follow if none is given.
    pub(crate) clans: Vec<ClanTag>,
    _simulator: Option<Simulator>,
}

enum SessionClock {
    Real(TokioClock),
    Fast(FastClock),
}

impl Session {
    /// The present, by the clock that the API's times refer to.
    pub(crate) fn now(&self) -> Timestamp {
        let time = match &self.clock {
            SessionClock::Real(clock) => clock.unix_time(),
            SessionClock::Fast(clock) => clock.unix_time(),
        };
        let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_unix_millis(millis).unwrap_or_default()
    }

    pub(crate) fn is_simulated(&self) -> bool {
        matches!(self.clock, SessionClock::Fast(_))
    }

    /// Connects to a server.
    pub(crate) fn with_server(
        token: Option<String>,
        base_url: Option<String>,
    ) -> Result<Self, Box<dyn Error>> {
        let clock = TokioClock::new();
        let mut builder = coc_transport_native::builder()?;
        if let Some(token) = token {
            builder = builder.token(token);
        }
        if let Some(url) = base_url {
            builder = builder.base_url(url);
        }
        let client = builder.build()?;
        Ok(Self { client, clock: SessionClock::Real(clock), clans: Vec::new(), _simulator: None })
    }

    /// Starts a simulator at this time, or at the present, with this many simulated seconds per real
    /// second.
    pub(crate) async fn with_simulator(at: Option<Timestamp>, speed: f64) -> Result<Self, Box<dyn Error>> {
        let present = TokioClock::new().unix_time();
        let start = match at {
            Some(at) => at.unix_millis(),
            None => i64::try_from(present.as_millis())?,
        };
        // Responses say in simulated seconds how long they are fresh, because the client's clock runs
        // as fast.
        let builder = Simulator::builder().now(start).speed(speed).max_age(MaxAge::Simulated);
        let simulator = builder.start().await?;
        let clock = FastClock::new(start, speed);
        let transport = NativeTransport::builder().no_proxy().build()?;
        let client = Client::builder(transport, clock)
            .base_url(simulator.base_url())
            .token(simulator.token())
            // A second of real time is minutes here.
            .timeout(Duration::from_secs(30).mul_f64(speed))
            .build()?;
        let samples = simulator.samples();
        let clans = [samples.warring_clan, samples.clan].iter().filter_map(|tag| tag.parse().ok()).collect();
        Ok(Self { client, clock: SessionClock::Fast(clock), clans, _simulator: Some(simulator) })
    }
}
