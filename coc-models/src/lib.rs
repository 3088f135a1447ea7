//! coc-models
#![no_std]
