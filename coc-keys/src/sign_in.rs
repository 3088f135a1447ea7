//! Signing in to the portal: from an account's password to a session and the address that the API
//! sees, as far as the circuits of the portal and of the account allow.

use std::{net::IpAddr, time::Duration};

use crate::{
    account::{Account, Login, Policy},
    circuit_breaker::{CircuitBreaker, Stage},
    error::{Error, ErrorKind},
    portal::{LoggedIn, Portal},
    public_ip,
    rejection::Rejection,
    trace,
};

/// The pause before the first retry.
pub(crate) const BACKOFF: Duration = Duration::from_millis(200);
/// The age up to which a login is right about the address, unless the API contradicts it.
const RECENT: Duration = Duration::from_secs(60);
/// The time for which the account's circuit stays open after a failure that waiting does not cure.
const OPEN: Duration = Duration::from_secs(30);

/// Access to one account at the portal.
pub(crate) struct SignIn<'a> {
    pub(crate) portal: &'a Portal,
    pub(crate) policy: &'a Policy,
    pub(crate) account: &'a mut Account,
    pub(crate) breaker: &'a mut CircuitBreaker,
}

impl SignIn<'_> {
    /// Whether a job may begin: both circuits let it through.
    pub(crate) fn admit(&self, manual: bool) -> Result<(), Error> {
        let now = self.portal.now();
        let admitted = self.account.admit(now, manual).and_then(|()| self.breaker.admit(now));
        admitted.map_err(|error| error.of_account(&self.account.email))
    }

    /// Returns the address that keys are to be valid for, and makes sure that there is a session.
    ///
    /// The API that rejects a key names the address, if it is trusted. Otherwise, the portal
    /// reports it with a login. So a job logs in unless the address is known, but only once: the
    /// job after a failed one reuses its session, unless the API has named another address since.
    pub(crate) async fn address(
        &mut self,
        known: Option<IpAddr>,
        rejection: Option<&Rejection>,
        accept_recent: bool,
    ) -> Result<IpAddr, Error> {
        let now = self.portal.now();
        let open = self.account.session.as_ref().is_some_and(|session| session.is_open(now));
        // Portal and API may be reached from different addresses, and keys are for the API.
        let seen_by_api = rejection.and_then(Rejection::ip);
        if let Some(ip) = self.policy.ip.or(known).or(seen_by_api) {
            if seen_by_api == Some(ip) {
                trace::ip_of_rejection(&self.account.email, ip);
            }
            if !open {
                self.login().await?;
            }
            return Ok(ip);
        }
        let contradicts = |ip: IpAddr| rejection.and_then(Rejection::named_ip).is_some_and(|seen| seen != ip);
        let reusable = self.account.login.as_ref().filter(|login| {
            open && now.saturating_since(login.at) < RECENT
                && (login.unfinished || accept_recent)
                && !login.ip.is_some_and(contradicts)
        });
        let reported = match reusable {
            Some(login) => login.ip,
            None => self.login().await?,
        };
        if let Some(ip) = reported {
            return Ok(ip);
        }
        let unusable = self.account.login.as_ref().and_then(|login| login.unusable_ip);
        let ip = public_ip::of_providers(&self.portal.http, &self.policy.providers, unusable).await?;
        if let Some(login) = &mut self.account.login {
            login.ip = Some(ip);
        }
        Ok(ip)
    }

    /// Starts a new session. Returns the address that the portal saw.
    pub(crate) async fn login(&mut self) -> Result<Option<IpAddr>, Error> {
        self.account.session = None;
        let mut first: Option<Error> = None;
        loop {
            let now = self.portal.now();
            if let Err(limited) = self.breaker.admit_login(now) {
                return Err(first.unwrap_or(limited));
            }
            self.breaker.record_login(now);
            match self.portal.login(&self.account.email, &self.account.password).await {
                Ok(LoggedIn { session, token }) => {
                    let (ip, unusable_ip) = public_ip::of_login(token.as_ref());
                    trace::logged_in(&self.account.email, ip);
                    self.account.session = Some(session);
                    self.account.login = Some(Login { at: now, ip, unusable_ip, unfinished: true });
                    return Ok(ip);
                }
                Err(error) if first.is_some() || !error.kind().is_worth_a_retry() => return Err(error),
                Err(error) => {
                    trace::retrying(&self.account.email, &error);
                    first = Some(error);
                    self.portal.http.clock.sleep(BACKOFF).await;
                }
            }
        }
    }

    /// Records the outcome of a job in both circuits.
    pub(crate) fn record<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        let now = self.portal.now();
        let error = match result {
            Ok(value) => {
                self.breaker.close();
                self.account.circuit = None;
                if let Some(login) = &mut self.account.login {
                    login.unfinished = false;
                }
                return Ok(value);
            }
            Err(error) => error.of_account(&self.account.email),
        };
        match error.kind() {
            // Nothing was sent, so there is nothing to record.
            _ if error.cool_down().is_some() => {}
            kind if kind.is_transient() => {
                let stage = if self.account.session.is_some() { Stage::Session } else { Stage::Login };
                self.breaker.record_failure(stage, &error, now);
            }
            ErrorKind::WrongCredentials => {
                self.breaker.discount_login();
                self.account.circuit = Some((None, error.clone()));
            }
            // The limit of replacements remembers this.
            ErrorKind::KeyRejected => self.breaker.record_permanent_failure(&error),
            ErrorKind::PlanOutdated => {}
            _ => {
                self.breaker.record_permanent_failure(&error);
                self.account.circuit = Some((Some(now + OPEN), error.clone()));
            }
        }
        trace::failed(&self.account.email, &error);
        Err(error)
    }
}
