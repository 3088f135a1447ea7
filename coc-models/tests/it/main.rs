//! Tests of all models: decoding bodies and encoding them again, the rules of the game, and those
//! rules on recorded bodies.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test, too")]

mod corpus;
mod facts;
mod fixtures;
mod models;
mod navigation;
mod outcome;
mod places;
mod proofs;
mod repairs;
mod wars;
