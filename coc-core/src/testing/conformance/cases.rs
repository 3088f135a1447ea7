//! The list of cases. Each is a function that says in words what the transport did wrong.

use std::time::Duration;

use super::{
    Options,
    context::{Context, RetryDecision},
};
use crate::transport::Transport;

mod answers;
mod failures;
mod requests;

/// Names the cases once: in [`CASES`], in what they ask of the transport, and in how they are run.
macro_rules! cases {
    ($($(#[$meta:meta])* $name:literal: $options:ident => $case:path,)+) => {
        /// The names of all cases, in the order they run.
        pub const CASES: &[&str] = &[$($name),+];

        /// How the transport for this case is to be made.
        pub(super) fn options(name: &str) -> Options {
            match name {
                $($name => $options(),)+
                _ => usual(),
            }
        }

        /// Runs one case.
        pub(super) async fn run<T: Transport>(name: &str, context: &Context<'_, T>) -> RetryDecision {
            match name {
                $($name => Box::pin($case(context)).await,)+
                _ => Err("there is no such case".to_owned()),
            }
        }
    };
}

cases! {
    "any-status-is-ok": usual => answers::any_status_is_ok,
    "status-407-is-ok": usual => answers::status_407_is_ok,
    "headers-are-kept": usual => answers::headers_are_kept,
    "repeated-headers-are-kept": usual => answers::repeated_headers_are_kept,
    "bodies-are-exact": usual => answers::bodies_are_exact,
    "chunked-bodies-are-exact": usual => answers::chunked_bodies_are_exact,
    "bodies-are-decompressed": usual => answers::bodies_are_decompressed,
    "redirects-are-handed-on": usual => answers::redirects_are_handed_on,
    "path-is-kept": usual => requests::path_is_kept,
    "query-is-kept": usual => requests::query_is_kept,
    "body-and-headers-are-sent": usual => requests::body_and_headers_are_sent,
    "concurrent-answers-are-not-mixed-up": usual => requests::concurrent_answers_are_not_mixed_up,
    "dropping-cancels": usual => requests::dropping_cancels,
    "nothing-is-sent-twice": usual => requests::nothing_is_sent_twice,
    "refused-connection": usual => failures::refused_connection,
    "no-answer-in-time": impatient => failures::no_answer_in_time,
    "stalled-body": impatient => failures::stalled_body,
    "truncated-body": usual => failures::truncated_body,
    "truncated-chunks": usual => failures::truncated_chunks,
    "truncated-compression": usual => failures::truncated_compression,
    "broken-connection": usual => failures::broken_connection,
    "body-too-large": strict => failures::body_too_large,
    "chunked-body-too-large": strict => failures::chunked_body_too_large,
    "decompressed-body-too-large": strict => failures::decompressed_body_too_large,
    "errors-keep-secrets": impatient => failures::errors_keep_secrets,
}

/// Patient enough for any machine.
fn usual() -> Options {
    Options::default()
}

/// For cases that wait for the transport's limit: short for the reader, long for a connection on loopback.
fn impatient() -> Options {
    Options { timeout: Duration::from_millis(400), ..Options::default() }
}

/// For cases about the size.
fn strict() -> Options {
    Options { max_body: failures::MAX_BODY, ..Options::default() }
}
