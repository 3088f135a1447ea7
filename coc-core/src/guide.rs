//! Pages to read: how a call goes, and where the names of another client went.

/// How a call goes, and every setting that bears on it.
#[doc = include_str!("../docs/pipeline.md")]
pub mod pipeline {}

/// For those who come from the Python library `cocapi`.
#[doc = include_str!("../docs/coming_from_cocapi.md")]
pub mod coming_from_cocapi {}
