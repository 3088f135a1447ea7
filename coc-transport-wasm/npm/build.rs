//! Joins the TypeScript declarations into the one file that wasm-pack writes, and sets a linker
//! option.

use std::{env, fs, io, path::Path};

/// Their imports are omitted, because all are in one file afterwards.
const FILES: [&str; 8] = [
    "types/models.d.ts",
    "types/errors.d.ts",
    "types/routes.d.ts",
    "types/fetch.d.ts",
    "types/tokens.d.ts",
    "types/metrics.d.ts",
    "types/client.d.ts",
    "types/load.d.ts",
];

fn main() -> io::Result<()> {
    let mut joined = String::new();
    for file in FILES {
        println!("cargo::rerun-if-changed={file}");
        let mut in_import = false;
        for line in fs::read_to_string(file)?.lines() {
            in_import |= line.starts_with("import ");
            if !in_import {
                joined.extend([line, "\n"]);
            }
            in_import &= !line.ends_with(';');
        }
    }
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
    fs::write(Path::new(&out).join("package.d.ts"), joined)?;
    if env::var_os("CARGO_CFG_TARGET_FAMILY").is_some_and(|family| family == "wasm") {
        // Stripping would remove this section too, by which wasm-bindgen knows that it may use
        // reference types.
        println!("cargo::rustc-link-arg-cdylib=--keep-section=target_features");
    }
    Ok(())
}
