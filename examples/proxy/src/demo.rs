//! `--demo`: a simulator in place of the API, and the example page, in one program.

use std::{
    env,
    error::Error,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use proxy::{Credentials, Folder, Settings};
use simulator::Simulator;

use crate::arguments::Arguments;

/// About the latency of the real API, so that progress is visible.
const LATENCY: Duration = Duration::from_millis(40);

/// The path from which the page imports the npm package.
const PACKAGE: &str = "/coc-api";

/// Starts a simulator and returns it with the settings of a proxy in front of it.
pub(crate) async fn prepare(arguments: &Arguments) -> Result<(Simulator, Settings), Box<dyn Error>> {
    let simulator = Simulator::builder().latency(LATENCY).start().await?;
    let settings = Settings {
        base_url: simulator.base_url(),
        credentials: Credentials::Tokens(vec![simulator.token().into()]),
        verify_token: true,
        // The simulator has no rate limit, and a page may request fifty members at once.
        upstream_rate: 0,
        folders: if arguments.web.is_empty() { page()? } else { arguments.web.clone() },
        ..arguments.without_secrets()
    };
    Ok((simulator, settings))
}

/// The example page and its package, if the program was built in a checkout that still exists.
fn page() -> Result<Vec<Folder>, Box<dyn Error>> {
    let checkout = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let page = checkout.join("examples/web");
    if !page.join("index.html").is_file() {
        tracing::warn!("examples/web/index.html does not exist; only the API is served");
        return Ok(Vec::new());
    }
    let mut folders = vec![Folder::at_root(page)];
    match package(checkout) {
        Ok(package) => folders.push(Folder::at(PACKAGE, package)?),
        Err(error) => tracing::warn!(%error, "the example page is served without its npm package"),
    }
    Ok(folders)
}

/// The folder of the npm package, which is built if it does not exist yet.
fn package(checkout: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let package = checkout.join("coc-transport-wasm/npm/dist");
    if !package.is_dir() {
        tracing::info!("building the npm package with `cargo run -p pack`, which takes a minute");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo)
            .args(["run", "--quiet", "--locked", "-p", "pack"])
            .current_dir(checkout)
            .status()?;
        if !status.success() {
            return Err("`cargo run -p pack` failed".into());
        }
    }
    Ok(package)
}
