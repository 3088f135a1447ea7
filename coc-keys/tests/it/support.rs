//! A simulator of the API and the portal, and clients of it.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use coc_core::{BoxFuture, Client, Clock, Instant, RateLimit};
use coc_keys::{Builder, Keys, SecretString};
use coc_transport_native::{NativeTransport, TokioClock};
use futures_util::future::join_all;
use simulator::{Fault, FaultKind, Key, PortalSettings, Progress, Simulator};

/// The tokio clock, which a test advances: a cool-down of minutes is over at once.
#[derive(Clone, Debug)]
pub(crate) struct AdjustableClock {
    clock: TokioClock,
    by: Arc<Mutex<Duration>>,
    /// A shorter sleep advances the clock and ends at once.
    skips: Duration,
}

impl AdjustableClock {
    pub(crate) fn new() -> Self {
        Self { clock: TokioClock::new(), by: Arc::default(), skips: Duration::ZERO }
    }

    /// A clock that skips the pauses between retries. Time limits are longer, and apply.
    pub(crate) fn skipping_pauses() -> Self {
        Self { skips: Duration::from_secs(5), ..Self::new() }
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.by.lock().unwrap() += by;
    }
}

impl Clock for AdjustableClock {
    fn now(&self) -> Instant {
        self.clock.now() + *self.by.lock().unwrap()
    }

    fn unix_time(&self) -> Duration {
        self.clock.unix_time() + *self.by.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration < self.skips {
            self.advance(duration);
            return Box::pin(std::future::ready(()));
        }
        self.clock.sleep(duration)
    }
}

pub(crate) async fn start() -> Simulator {
    start_with(PortalSettings::default()).await
}

pub(crate) async fn start_with(portal: PortalSettings) -> Simulator {
    Simulator::builder().clans(8).speed(0.0).portal(portal).start().await.unwrap()
}

pub(crate) fn transport() -> NativeTransport {
    NativeTransport::builder().no_proxy().build().unwrap()
}

/// Keys of the simulator's account.
pub(crate) fn keys_at(simulator: &Simulator, clock: &AdjustableClock) -> Builder {
    Keys::builder(transport(), clock.clone())
        .portal_url(simulator.portal_url())
        .base_url(simulator.base_url())
        .ip_providers([simulator.ip_url()])
        .key_name("coc-rs")
        .account(simulator.email(), password(simulator))
}

pub(crate) fn keys(simulator: &Simulator) -> Builder {
    keys_at(simulator, &AdjustableClock::new())
}

pub(crate) fn password(simulator: &Simulator) -> SecretString {
    simulator.password().into()
}

/// A client with these keys, without cache and rate limit.
pub(crate) fn client(keys: Builder) -> Client {
    keys.client_builder().unwrap().no_cache().rate_limit(RateLimit::none()).build().unwrap()
}

/// Makes this many different calls at once, and returns the errors.
pub(crate) async fn failures_of(client: &Client, calls: u32) -> Vec<coc_core::Error> {
    let calls = (1..=calls).map(|limit| client.locations().limit(limit).into_future());
    join_all(calls).await.into_iter().filter_map(Result::err).collect()
}

pub(crate) fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// One of 256 addresses.
pub(crate) fn address(number: usize) -> IpAddr {
    IpAddr::from([198, 51, 100, u8::try_from(number).unwrap()])
}

pub(crate) fn own(simulator: &Simulator) -> Vec<Key> {
    named(simulator, "coc-rs")
}

pub(crate) fn named(simulator: &Simulator, name: &str) -> Vec<Key> {
    simulator.keys(simulator.email()).into_iter().filter(|key| key.name == name).collect()
}

/// Adds foreign keys, some with names similar to ours.
pub(crate) fn add_foreign(simulator: &Simulator, count: usize) -> Vec<Key> {
    let names = ["my bot", "coc-rs2", "COC-RS", "coc", "x", "y", "z", "a", "b", "c"];
    let add = |name: &&str| simulator.add_key(simulator.email(), name, &["203.0.113.7"]).unwrap();
    names.iter().take(count).map(add).collect()
}

/// Whether these keys are all still there.
pub(crate) fn all_there(simulator: &Simulator, keys: &[Key]) -> bool {
    let there = simulator.keys(simulator.email());
    keys.iter().all(|key| there.contains(key))
}

/// The number of logins that reached the portal, successful or not.
pub(crate) fn logins(simulator: &Simulator) -> u64 {
    simulator.counters().by_route.get("portal.login").copied().unwrap_or_default()
}

pub(crate) fn add_fault(simulator: &Simulator, kind: FaultKind, route: &str) {
    simulator.faults().add(Fault::new(kind).on([route])).unwrap();
}

pub(crate) fn reset(after: Progress) -> FaultKind {
    FaultKind::Reset { after }
}

/// The error of the key manager that caused a failed call.
pub(crate) fn cause(error: &coc_core::Error) -> &coc_keys::Error {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref());
    source.unwrap_or_else(|| panic!("not because of keys: {error:?}"))
}
