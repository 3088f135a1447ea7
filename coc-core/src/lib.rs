//! coc-core
