//! coc-transport-wasm
