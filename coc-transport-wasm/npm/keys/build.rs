//! Sets a linker option.

use std::env;

fn main() {
    if env::var_os("CARGO_CFG_TARGET_FAMILY").is_some_and(|family| family == "wasm") {
        // Stripping would remove this section too, by which wasm-bindgen knows that it may use
        // reference types.
        println!("cargo::rustc-link-arg-cdylib=--keep-section=target_features");
    }
}
