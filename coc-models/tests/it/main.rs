//! Tests of the models as a whole: what they read, and what of it they write back.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test, too")]

mod corpus;
mod fixtures;
mod models;
mod outcome;
