//! `cargo run -p vectors` writes `coc-transport-wasm/npm/test/vectors.json` anew.

fn main() -> std::io::Result<()> {
    std::fs::write(vectors::file(), vectors::json())?;
    println!("wrote {}", vectors::file().display());
    Ok(())
}
