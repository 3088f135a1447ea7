//! Tests of the follower of wars.

mod driver;
mod endings;
mod rounds;
mod script;
mod sequence;
mod vectors;
