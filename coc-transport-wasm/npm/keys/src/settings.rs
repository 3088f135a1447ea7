//! The options of `Keys`. `js/options.js` has checked names and types: a missing option is
//! `undefined`, and has the default of `coc-keys`.

use std::{net::IpAddr, time::Duration};

use coc_keys::{Keys, file::FileError};
use coc_transport_wasm::JsClock;
use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::{
    js_error::{Failure, invalid},
    properties::Properties,
    storage::{HostFile, HostStorage},
    transport::HostTransport,
};

#[wasm_bindgen]
extern "C" {
    /// The settings, flat.
    #[wasm_bindgen(extends = Properties)]
    pub type Settings;
    #[wasm_bindgen(method, getter)]
    fn send(this: &Settings) -> Function;
    /// The key file, if keys are stored.
    #[wasm_bindgen(method, getter)]
    fn file(this: &Settings) -> Option<HostFile>;
}

impl Settings {
    pub(crate) fn keys(&self) -> Result<Keys, Failure> {
        let mut builder = Keys::builder(HostTransport::new(self.send()), JsClock::new())
            .machine_name(&self.string("machine").unwrap_or_default());
        // An email and a password in turn.
        let accounts = self.strings("accounts").unwrap_or_default();
        for account in accounts.chunks_exact(2) {
            if let [email, password] = account {
                builder = builder.account(email, password.as_str());
            }
        }
        if let Some(name) = self.string("keyName") {
            builder = builder.key_name(name);
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "JavaScript has checked it"
        )]
        if let Some(count) = self.number("keyCount") {
            builder = builder.key_count(count as usize);
        }
        if let Some(description) = self.string("description") {
            builder = builder.description(description);
        }
        if let Some(scopes) = self.strings("scopes") {
            builder = builder.scopes(scopes);
        }
        if let Some(enabled) = self.flag("autoRefresh") {
            builder = builder.auto_refresh(enabled);
        }
        if let Some(ip) = self.string("ip") {
            let ip: IpAddr = ip.parse().map_err(|_| invalid("`ip` must be an IPv4 or IPv6 address"))?;
            builder = builder.ip(ip);
        }
        if self.flag("trustReportedIp") == Some(true) {
            builder = builder.trust_reported_ip();
        }
        if let Some(urls) = self.strings("ipProviders") {
            builder = builder.ip_providers(urls);
        }
        if let Some(url) = self.string("portalUrl") {
            builder = builder.portal_url(url);
        }
        if let Some(timeout) = self.number("portalTimeout") {
            let timeout = Duration::try_from_secs_f64(timeout / 1_000.0).map_err(|_| {
                invalid("`portalTimeout` must be a non-negative, finite number of milliseconds")
            })?;
            builder = builder.portal_timeout(timeout);
        }
        if let Some(file) = self.file() {
            let storage = HostStorage::new(file).ok_or(FileError::NoHome).map_err(coc_keys::Error::from)?;
            builder = builder.storage(storage);
        }
        Ok(builder.build()?)
    }
}
