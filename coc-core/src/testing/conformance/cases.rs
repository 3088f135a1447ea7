//! The list of cases. Each is a function whose error describes the transport's misbehaviour.

use std::time::Duration;

use super::{
    Options,
    context::{CaseContext, Checked},
};
use crate::transport::Transport;

mod failures;
mod requests;
mod responses;

/// Expands one list of cases to [`CASES`], to their options and to the function that runs them.
macro_rules! cases {
    ($($(#[$meta:meta])* $name:literal: $options:ident => $case:path,)+) => {
        /// The names of all cases, in the order in which they run.
        pub const CASES: &[&str] = &[$($name),+];

        /// The options of the transport for this case.
        pub(super) fn options(name: &str) -> Options {
            match name {
                $($name => $options(),)+
                _ => default_options(),
            }
        }

        /// Runs one case.
        pub(super) async fn run<T: Transport>(name: &str, context: &CaseContext<'_, T>) -> Checked {
            match name {
                $($name => Box::pin($case(context)).await,)+
                _ => Err("there is no case of this name".to_owned()),
            }
        }
    };
}

cases! {
    "any-status-is-ok": default_options => responses::any_status_is_ok,
    "status-407-is-ok": default_options => responses::status_407_is_ok,
    "headers-are-preserved": default_options => responses::headers_are_preserved,
    "repeated-headers-are-preserved": default_options => responses::repeated_headers_are_preserved,
    "bodies-are-exact": default_options => responses::bodies_are_exact,
    "chunked-bodies-are-exact": default_options => responses::chunked_bodies_are_exact,
    "bodies-are-decompressed": default_options => responses::bodies_are_decompressed,
    "redirects-are-not-followed": default_options => responses::redirects_are_not_followed,
    "path-is-preserved": default_options => requests::path_is_preserved,
    "query-is-preserved": default_options => requests::query_is_preserved,
    "body-and-headers-are-sent": default_options => requests::body_and_headers_are_sent,
    "concurrent-responses-are-not-mixed-up": default_options => requests::concurrent_responses_are_not_mixed_up,
    "dropping-cancels": default_options => requests::dropping_cancels,
    "requests-are-not-retried": default_options => requests::requests_are_not_retried,
    "refused-connection": default_options => failures::refused_connection,
    "response-timeout": short_timeout => failures::response_timeout,
    "stalled-body": short_timeout => failures::stalled_body,
    "truncated-body": default_options => failures::truncated_body,
    "truncated-chunks": default_options => failures::truncated_chunks,
    "truncated-compression": default_options => failures::truncated_compression,
    "broken-connection": default_options => failures::broken_connection,
    "body-too-large": small_cap => failures::body_too_large,
    "chunked-body-too-large": small_cap => failures::chunked_body_too_large,
    "decompressed-body-too-large": small_cap => failures::decompressed_body_too_large,
    "errors-keep-secrets": short_timeout => failures::errors_keep_secrets,
}

/// Long enough limits for any machine.
fn default_options() -> Options {
    Options::default()
}

/// For cases that wait for the time limit: short, but long enough for a connection on loopback.
fn short_timeout() -> Options {
    Options { timeout: Duration::from_millis(400), ..Options::default() }
}

/// For cases about the size cap.
fn small_cap() -> Options {
    Options { max_body: failures::MAX_BODY, ..Options::default() }
}
