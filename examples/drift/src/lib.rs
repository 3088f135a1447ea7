//! Which model is whose: the kinds of recorded answers, for programs that work with them.
//!
//! The program of this crate tells what the models miss or lose; others measure them.

pub mod kinds;
pub mod recordings;
