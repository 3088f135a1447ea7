//! The server of the conformance suite as a program, for transports that run where a program cannot
//! listen, for example in a browser.
//!
//! It prints its addresses (here, elsewhere, nowhere), one per line, and exits when its standard
//! input is closed:
//!
//! ```sh
//! cargo run -p coc-core --features testing --example conformance-server
//! ```

#[cfg(not(target_family = "wasm"))]
fn main() -> std::io::Result<()> {
    let server = coc_core::testing::conformance::Server::start()?;
    let addresses = server.addresses();
    println!("{}\n{}\n{}", addresses.here, addresses.elsewhere, addresses.nowhere);
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}

#[cfg(target_family = "wasm")]
fn main() {}
