//! Events for the `tracing` crate, with the feature of that name; no-ops without it.
//!
//! Fields name accounts, key ids and addresses, never a password, a cookie or a key. The target of
//! all events is `coc_keys`.

use std::net::IpAddr;

#[cfg(feature = "tracing")]
use tracing::{debug, info, warn};

use crate::{error::Error, plan::AccountPlan};

/// Declares functions that emit one event each, with the feature `tracing`.
macro_rules! events {
    ($($name:ident($($arg:ident: $Type:ty),*) $body:block)+) => { $(
        pub(crate) fn $name($($arg: $Type),*) {
            #[cfg(feature = "tracing")]
            $body
            #[cfg(not(feature = "tracing"))]
            let _ = ($($arg,)*);
        }
    )+ };
}

events! {
    logged_in(account: &str, ip: Option<IpAddr>) {
        let ip = ip.map(tracing::field::display);
        info!(target: "coc_keys", account, ip, "logged in");
    }
    ip_of_provider(provider: &str, ip: IpAddr) {
        debug!(target: "coc_keys", provider, %ip, "an IP provider reported the public address");
    }
    ip_of_rejection(account: &str, ip: IpAddr) {
        warn!(target: "coc_keys", account, %ip, "the API rejected a key and named the address that it sees");
    }
    planned(plan: &AccountPlan) {
        let (creates, revokes) = (plan.creates(), plan.revokes().count());
        let (account, ip, missing) = (plan.account.as_str(), plan.ip, plan.missing);
        debug!(target: "coc_keys", account, %ip, creates, revokes, missing, "planned");
        if missing > 0 {
            warn!(target: "coc_keys", account, missing, "the account has too few free slots for the wanted keys");
        }
    }
    created(account: &str, id: &str, ip: IpAddr) {
        info!(target: "coc_keys", account, id, %ip, "created a key");
    }
    revoked(account: &str, id: &str, reason: &str) {
        info!(target: "coc_keys", account, id, reason, "revoked a key");
    }
    retrying(account: &str, error: &Error) {
        debug!(target: "coc_keys", account, %error, "failed, retrying");
    }
    failed(account: &str, error: &Error) {
        warn!(target: "coc_keys", account, %error, "could not renew the account's keys");
    }
    from_file(account: &str, keys: usize) {
        debug!(target: "coc_keys", account, keys, "loaded keys from the key file");
    }
}
