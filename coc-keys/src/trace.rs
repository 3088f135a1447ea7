//! What is done about keys, told to the `tracing` crate if the feature of that name is on, and to nobody otherwise.
//!
//! Fields name accounts, key ids and addresses; never a password, a cookie or a key. The target of all is `coc_keys`.

use std::net::IpAddr;

use crate::{error::Error, plan::AccountPlan};

#[cfg(feature = "tracing")]
mod target {
    use tracing::{debug, info, warn};

    use super::{AccountPlan, Error, IpAddr};

    pub(crate) fn logged_in(account: &str, ip: Option<IpAddr>) {
        let ip = ip.map(tracing::field::display);
        info!(target: "coc_keys", account, ip, "logged in");
    }

    pub(crate) fn address_of_provider(provider: &str, ip: IpAddr) {
        debug!(target: "coc_keys", provider, %ip, "a service told the own address");
    }

    pub(crate) fn address_of_refusal(account: &str, ip: IpAddr) {
        warn!(target: "coc_keys", account, %ip, "the API sees another address than the portal");
    }

    pub(crate) fn planned(plan: &AccountPlan) {
        let (creates, revokes) = (plan.creates(), plan.revokes().count());
        let (account, ip, missing) = (plan.account.as_str(), plan.ip, plan.missing);
        debug!(target: "coc_keys", account, %ip, creates, revokes, missing, "planned");
        if missing > 0 {
            warn!(target: "coc_keys", account, missing, "the account has no room for all keys that are wanted");
        }
    }

    pub(crate) fn created(account: &str, id: &str, ip: IpAddr) {
        info!(target: "coc_keys", account, id, %ip, "created a key");
    }

    pub(crate) fn revoked(account: &str, id: &str, why: &str) {
        info!(target: "coc_keys", account, id, why, "revoked a key");
    }

    pub(crate) fn stumbled(account: &str, error: &Error) {
        debug!(target: "coc_keys", account, %error, "failed, and looked at again");
    }

    pub(crate) fn failed(account: &str, error: &Error) {
        warn!(target: "coc_keys", account, %error, "an account's keys could not be renewed");
    }

    pub(crate) fn from_file(account: &str, keys: usize) {
        debug!(target: "coc_keys", account, keys, "took keys from the file");
    }
}

#[cfg(not(feature = "tracing"))]
mod target {
    use super::{AccountPlan, Error, IpAddr};

    pub(crate) fn logged_in(_: &str, _: Option<IpAddr>) {}
    pub(crate) fn address_of_provider(_: &str, _: IpAddr) {}
    pub(crate) fn address_of_refusal(_: &str, _: IpAddr) {}
    pub(crate) fn planned(_: &AccountPlan) {}
    pub(crate) fn created(_: &str, _: &str, _: IpAddr) {}
    pub(crate) fn revoked(_: &str, _: &str, _: &str) {}
    pub(crate) fn stumbled(_: &str, _: &Error) {}
    pub(crate) fn failed(_: &str, _: &Error) {}
    pub(crate) fn from_file(_: &str, _: usize) {}
}

pub(crate) use target::*;
