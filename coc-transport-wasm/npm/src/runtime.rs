//! The event loop of the calls: an executor, one-shot channels and a timer queue of our own.
//!
//! # Why not `wasm-bindgen-futures` and gloo-timers
//!
//! They would do, but cost too much time for each call. A call without a cache waits for JavaScript
//! twice (for its response and for its time limit) and takes about 250 µs, of which parsing the
//! body is 100.
//!
//! | part | with the libraries | here |
//! |---|---|---|
//! | [`executor`] | a microtask for each step, for which Node makes an async resource | a step runs within the callback that delivers the response |
//! | [`oneshot`] | a closure for each response, which is registered for collection | a number, and one closure for all responses |
//! | [`clock`] | a timer and a closure for each time limit, which is set and cleared | one timer for all, which is rarely set |

mod clock;
mod executor;
mod oneshot;

pub use clock::JsClock;
pub(crate) use executor::{abort, begin, run};
pub(crate) use oneshot::{Oneshot, Oneshots};
