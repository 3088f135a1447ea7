//! The handle of a running simulator: its addresses and samples, and every change at run time.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use hyper::{Request, Response};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::builder::Builder;
use crate::fault::active::ActiveFaults;
use crate::portal::accounts::{Accounts, Key, KeySpec, PortalSettings};
use crate::route::ApiError;
use crate::server::counters::Counters;
use crate::server::{Settings, Shared};
use crate::world::{Change, ChangesOf, Samples, World};

/// The simulated time that a body describes, in Unix milliseconds: an extension of the responses of
/// [`Simulator::respond`]. It is earlier than the time of the request if the response comes from the
/// server's cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyMoment(pub i64);

/// A running simulator. Dropping it stops the server.
pub struct Simulator {
    pub(crate) shared: Arc<Shared>,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) task: Option<JoinHandle<()>>,
    pub(crate) thread: Option<thread::JoinHandle<()>>,
    pub(crate) token: String,
    pub(crate) email: String,
    pub(crate) password: String,
}

impl fmt::Debug for Simulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Simulator").field("address", &self.shared.address).finish_non_exhaustive()
    }
}

impl Simulator {
    /// Returns a builder; the defaults are a free port, real speed, and neither limits nor faults.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The base URL of the API, as `http://127.0.0.1:PORT/v1`.
    pub fn base_url(&self) -> String {
        self.shared.api_url()
    }

    /// The base URL of the developer portal, as `http://127.0.0.1:PORT/api`.
    pub fn portal_url(&self) -> String {
        self.shared.portal_url()
    }

    /// The base URL of the admin routes, as `http://127.0.0.1:PORT/admin`.
    pub fn admin_url(&self) -> String {
        format!("http://{}/admin", self.shared.address)
    }

    /// The URL of a page that returns only the caller's IP address.
    pub fn ip_url(&self) -> String {
        format!("http://{}/ip", self.shared.address)
    }

    /// The address of the listening socket.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// A key that is valid for the API from the caller's initial address.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The email of a portal account that has no keys yet.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The password of that account.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Tags and ids of the generated world for requests, as of the simulated time.
    pub fn samples(&self) -> Samples {
        self.shared.world.samples(self.now())
    }

    /// The generated world, which computes any moment.
    pub fn world(&self) -> &World {
        &self.shared.world
    }

    /// Lists the changes of the generated world after `from` and up to `to` (Unix milliseconds); with
    /// [`ChangesOf::Calendar`], also the planned maintenance of the active faults.
    ///
    /// # Errors
    /// `404 notFound` if there is no such clan or player.
    pub fn changes(&self, of: ChangesOf<'_>, from: i64, to: i64) -> Result<Vec<Change>, ApiError> {
        self.shared.changes(of, from, to)
    }

    /// The simulated time in Unix milliseconds.
    pub fn now(&self) -> i64 {
        self.shared.clock.now()
    }

    /// Sets the simulated time in Unix milliseconds. Rate limits are not affected.
    pub fn set_now(&self, unix_millis: i64) {
        self.shared.clock.set_now(unix_millis);
    }

    /// Moves the clock forward at once: simulated time, cache ages, sessions and rate limits.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
    }

    /// Changes the simulated seconds per real second; 0 stops the clock.
    pub fn set_speed(&self, speed: f64) {
        self.shared.clock.set_speed(speed);
    }

    /// Responds to a request of the API without a socket, as fast as the world can be computed. The
    /// URL is that of [`Simulator::base_url`], or only its path. Delays of settings and faults do
    /// not apply; `None` means that a fault lost the response.
    pub fn respond(&self, request: &Request<Bytes>) -> Option<Response<Bytes>> {
        self.shared.respond_in_process(request)
    }

    /// The active faults, which can be set, added and cleared at any time.
    pub fn faults(&self) -> &ActiveFaults {
        &self.shared.faults
    }

    /// The current settings.
    pub fn settings(&self) -> Settings {
        self.shared.settings()
    }

    /// Changes the settings, as in `simulator.configure(|settings| settings.rate = 10.0)`.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        self.shared.configure(change);
    }

    /// Changes the address of all callers: keys bound to the old one stop working.
    pub fn set_caller_ip(&self, address: IpAddr) {
        self.configure(|settings| settings.caller_ip = address);
    }

    /// The counters since the start or the last reset.
    pub fn counters(&self) -> Counters {
        self.shared.counters.read()
    }

    /// Resets all counters to zero.
    pub fn reset_counters(&self) {
        self.shared.counters.reset();
    }

    /// Changes the developer portal's settings.
    pub fn configure_portal(&self, change: impl FnOnce(&mut PortalSettings)) {
        change(&mut self.accounts().settings);
    }

    /// Adds an account to the portal, or changes the password of an existing one.
    pub fn add_account(&self, email: &str, password: &str) {
        self.accounts().add(email, password, self.settings().caller_ip, self.now());
    }

    /// Adds a key to an account as if its owner had created it manually. Not counted.
    ///
    /// # Errors
    /// If the account does not exist, its slots are full, or the name or an address is invalid.
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
        let wanted = KeySpec { name, description: "", cidrs: owned(cidrs), scopes: owned(scopes) };
        let mut accounts = self.accounts();
        let account = accounts.find(email);
        let key = account.and_then(|account| accounts.create(account, wanted, self.now()));
        key.map_err(|error| format!("{error:?}"))
    }

    /// Revokes a key as if its owner had revoked it manually. Not counted.
    ///
    /// # Errors
    /// If the account or key does not exist.
    pub fn remove_key(&self, email: &str, id: &str) -> Result<(), String> {
        let mut accounts = self.accounts();
        let account = accounts.find(email);
        account.and_then(|account| accounts.revoke(account, id)).map_err(|error| format!("{error:?}"))
    }

    /// The keys of an account, oldest first; none if the account does not exist.
    pub fn keys(&self, email: &str) -> Vec<Key> {
        let accounts = self.accounts();
        accounts.find(email).map(|account| accounts.keys(account).1.to_vec()).unwrap_or_default()
    }

    /// Ends all sessions of the portal.
    pub fn end_sessions(&self) {
        self.accounts().end_sessions();
    }

    /// Stops the server: it closes the listener, finishes the responses in flight, and returns.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.take() {
            // The task may also have been cancelled with its runtime, which is a stop as well.
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
            // A panic of the server has already been printed by its thread.
            let _ = thread.join();
        }
    }
}
