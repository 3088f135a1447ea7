//! Joins the declarations for TypeScript into the one file that `wasm-pack` has room for.

use std::{env, fs, io, path::Path};

/// In this order one may refer to the next; the statements by which they do so are left out.
const FILES: [&str; 3] = ["types/models.d.ts", "types/errors.d.ts", "types/client.d.ts"];

fn main() -> io::Result<()> {
    let mut joined = String::new();
    for file in FILES {
        println!("cargo::rerun-if-changed={file}");
        let mut importing = false;
        for line in fs::read_to_string(file)?.lines() {
            importing |= line.starts_with("import ");
            if !importing {
                joined.extend([line, "\n"]);
            }
            importing &= !line.ends_with(';');
        }
    }
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo did not say where to write"))?;
    fs::write(Path::new(&out).join("package.d.ts"), joined)
}
