//! The kinds of recorded responses and their models, for programs that use recordings.
//!
//! The program of this crate reports what the models lose; others measure them.

pub mod kinds;
pub mod recordings;
