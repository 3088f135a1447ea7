//! JSON decoding with errors that say what the body is instead.
//!
//! | Function | Odd values |
//! |---|---|
//! | [`repaired`] | are mended and reported as [`Repairs`]; the client decodes with it |
//! | [`json`] | are an error that names the first of them |
//! | [`check`] | are not looked at: the body must only be JSON |
//!
//! [`coc_models::json`] lists which values are repaired and which are an error.

pub use coc_models::json::{
    DecodeError, Decoded, Repair, RepairKind, Repairs, check, decode as repaired, strict as json,
};
