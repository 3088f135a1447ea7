//! What happens on the way of a call, told to the `tracing` crate if the feature of that name is on, and to nobody otherwise.
//!
//! Every call is a span `coc.call`; every attempt, retry, hit and refusal in it is an event. Fields name endpoints, statuses
//! and [`TokenId`]s; never a token, and no tag. The target of all is `coc`.

use std::time::Duration;

use crate::{credentials::TokenId, error::Error, response::Source};

#[cfg(feature = "tracing")]
mod target {
    use tracing::{Instrument, debug, debug_span, warn};

    use super::{Duration, Error, Source, TokenId};

    pub(crate) fn call<F: Future>(endpoint: &'static str, call: F) -> impl Future<Output = F::Output> {
        call.instrument(debug_span!(target: "coc", "coc.call", endpoint))
    }

    pub(crate) fn answered(source: Source, status: u16, attempts: u32) {
        debug!(target: "coc", source = source.as_str(), status, attempts, "answered");
    }

    pub(crate) fn failed(error: &Error) {
        let status = error.status().map(|status| status.as_u16());
        debug!(target: "coc", kind = %error.kind(), status, attempts = error.attempts(), "failed");
    }

    pub(crate) fn attempt(number: u32, token: Option<TokenId>, result: &Result<u16, &Error>) {
        let token = token.map(tracing::field::display);
        match result {
            Ok(status) => debug!(target: "coc", attempt = number, token, status, "attempt"),
            Err(error) => {
                let status = error.status().map(|status| status.as_u16());
                debug!(target: "coc", attempt = number, token, status, kind = %error.kind(), "attempt failed");
            }
        }
    }

    pub(crate) fn retry(delay: Duration) {
        debug!(target: "coc", delay_ms = delay.as_secs_f64() * 1_000.0, "trying again");
    }

    pub(crate) fn token_rejected(token: TokenId, error: &Error) {
        warn!(target: "coc", %token, kind = %error.kind(), "the API refused a token");
    }

    pub(crate) fn token_throttled(token: Option<TokenId>, retry_after: Option<Duration>) {
        let token = token.map(tracing::field::display);
        let retry_after_ms = retry_after.map(|asked| asked.as_secs_f64() * 1_000.0);
        warn!(target: "coc", token, retry_after_ms, "the API throttled a token");
    }

    pub(crate) fn cache_failed(error: &Error) {
        warn!(target: "coc", %error, "the cache failed; the API is asked instead");
    }

    pub(crate) fn base_url_changed(base_url: &str) {
        warn!(target: "coc", base_url, "calls and tokens no longer go to the official API");
    }
}

#[cfg(not(feature = "tracing"))]
mod target {
    use super::{Duration, Error, Source, TokenId};

    pub(crate) fn call<F: Future>(_: &'static str, call: F) -> F {
        call
    }
    pub(crate) fn answered(_: Source, _: u16, _: u32) {}
    pub(crate) fn failed(_: &Error) {}
    pub(crate) fn attempt(_: u32, _: Option<TokenId>, _: &Result<u16, &Error>) {}
    pub(crate) fn retry(_: Duration) {}
    pub(crate) fn token_rejected(_: TokenId, _: &Error) {}
    pub(crate) fn token_throttled(_: Option<TokenId>, _: Option<Duration>) {}
    pub(crate) fn cache_failed(_: &Error) {}
    pub(crate) fn base_url_changed(_: &str) {}
}

pub(crate) use target::*;
