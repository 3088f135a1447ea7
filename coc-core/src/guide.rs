//! Guides: the request pipeline with all settings, watching, and migrations from Python libraries.

/// The request pipeline, and every setting that affects it.
#[doc = include_str!("../docs/pipeline.md")]
pub mod pipeline {}

/// Following clans, players and wars, and what polling can see.
#[cfg(feature = "watch")]
#[doc = include_str!("../docs/watching.md")]
pub mod watching {}

/// A migration guide from the Python library `cocapi`.
#[doc = include_str!("../docs/coming_from_cocapi.md")]
pub mod coming_from_cocapi {}

/// A migration guide from the Python libraries `coc.py` and `clashy.py`.
#[doc = include_str!("../docs/coming_from_coc_py.md")]
pub mod coming_from_coc_py {}
