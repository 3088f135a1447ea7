//! coc-keys
