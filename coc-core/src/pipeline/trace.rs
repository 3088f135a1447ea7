//! Spans and events for the `tracing` crate; no-ops without the feature of that name.
//!
//! Every call is a span `coc.call`; attempts, retries, responses and rejections are events in it.
//! Fields contain endpoints, tags or paths, statuses and [`TokenId`]s; never a token. The target is
//! `coc`.

use std::time::Duration;

use super::CallResult;
use crate::{credentials::TokenId, decode::Repairs, error::Error, request::Request};

#[cfg(feature = "tracing")]
mod target {
    use tracing::{Instrument, Span, debug, debug_span, field::display, warn};

    use super::{CallResult, Duration, Error, Repairs, Request, TokenId};

    pub(crate) fn call<F: Future>(request: &Request, call: F) -> impl Future<Output = F::Output> {
        call.instrument(span(request))
    }

    fn span(request: &Request) -> Span {
        let endpoint = request.route.name();
        debug_span!(target: "coc", "coc.call", endpoint, resource = request.resource().map(display))
    }

    /// A call that a hit in memory ends without a future.
    pub(crate) fn cached_call(request: &Request, result: &CallResult) {
        span(request).in_scope(|| ended(result));
    }

    pub(crate) fn ended(result: &CallResult) {
        match result {
            Ok(response) => {
                let (source, status) = (response.source().as_str(), response.status().as_u16());
                debug!(target: "coc", source, status, attempts = response.attempts(), "response");
            }
            Err(error) => {
                let status = error.status().map(|status| status.as_u16());
                debug!(target: "coc", kind = %error.kind(), status, attempts = error.attempts(), "failed");
            }
        }
    }

    pub(crate) fn attempt(number: u32, token: Option<TokenId>, result: &Result<u16, &Error>) {
        let token = token.map(display);
        match result {
            Ok(status) => debug!(target: "coc", attempt = number, token, status, "attempt"),
            Err(error) => {
                let status = error.status().map(|status| status.as_u16());
                debug!(target: "coc", attempt = number, token, status, kind = %error.kind(), "attempt failed");
            }
        }
    }

    pub(crate) fn repaired(repairs: &Repairs) {
        if let Some(first) = repairs.iter().next() {
            let (count, skipped) = (repairs.count(), repairs.skipped_entries());
            warn!(target: "coc", count, skipped, %first, "repaired the response to decode it");
        }
    }

    pub(crate) fn retry(delay: Duration) {
        debug!(target: "coc", delay_ms = delay.as_secs_f64() * 1_000.0, "retrying");
    }

    pub(crate) fn token_rejected(token: TokenId, error: &Error) {
        warn!(target: "coc", %token, kind = %error.kind(), "the API rejected a token");
    }

    pub(crate) fn token_throttled(token: Option<TokenId>, retry_after: Option<Duration>) {
        let token = token.map(display);
        let retry_after_ms = retry_after.map(|delay| delay.as_secs_f64() * 1_000.0);
        warn!(target: "coc", token, retry_after_ms, "the API throttled a token");
    }

    pub(crate) fn cache_failed(error: &Error) {
        warn!(target: "coc", %error, "the cache failed; sending a request instead");
    }

    pub(crate) fn exporter_panicked(error: &Error) {
        warn!(target: "coc", %error, "metrics are incomplete");
    }

    pub(crate) fn observer_panicked(error: &Error) {
        warn!(target: "coc", %error, "the call continues");
    }

    pub(crate) fn base_url_changed(base_url: &str) {
        warn!(target: "coc", base_url, "calls and tokens no longer go to the official API");
    }
}

#[cfg(not(feature = "tracing"))]
mod target {
    use super::{CallResult, Duration, Error, Repairs, Request, TokenId};

    pub(crate) fn call<F: Future>(_: &Request, call: F) -> F {
        call
    }
    pub(crate) fn cached_call(_: &Request, _: &CallResult) {}
    pub(crate) fn ended(_: &CallResult) {}
    pub(crate) fn attempt(_: u32, _: Option<TokenId>, _: &Result<u16, &Error>) {}
    pub(crate) fn repaired(_: &Repairs) {}
    pub(crate) fn retry(_: Duration) {}
    pub(crate) fn token_rejected(_: TokenId, _: &Error) {}
    pub(crate) fn token_throttled(_: Option<TokenId>, _: Option<Duration>) {}
    pub(crate) fn cache_failed(_: &Error) {}
    pub(crate) fn exporter_panicked(_: &Error) {}
    pub(crate) fn observer_panicked(_: &Error) {}
    pub(crate) fn base_url_changed(_: &str) {}
}

pub(crate) use target::*;
