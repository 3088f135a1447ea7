//! How calls run on the JavaScript event loop: an executor, one-shot channels and a timer queue of our own.

mod clock;
mod executor;
mod oneshot;

pub use clock::JsClock;
pub(crate) use executor::{abort, begin, run};
pub(crate) use oneshot::{Oneshot, Oneshots};
