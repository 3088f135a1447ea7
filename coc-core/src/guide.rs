//! Guides: the request pipeline with all settings, and a migration from cocapi.

/// The request pipeline, and every setting that affects it.
#[doc = include_str!("../docs/pipeline.md")]
pub mod pipeline {}

/// A migration guide from the Python library `cocapi`.
#[doc = include_str!("../docs/coming_from_cocapi.md")]
pub mod coming_from_cocapi {}
