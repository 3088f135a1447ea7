//! Tests of all models: decoding bodies and encoding them again.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test, too")]

mod corpus;
mod fixtures;
mod models;
mod outcome;
mod places;
mod repairs;
