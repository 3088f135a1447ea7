//! `--demo`: everything in one program, a simulator in place of the API and the example page in front.

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

/// About as slow as the real API, so that there is a progress to see.
const LATENCY: Duration = Duration::from_millis(40);

/// Where the page finds the npm package.
const PACKAGE: &str = "/coc-api";

/// A simulator, and the settings of a proxy in front of it.
pub(crate) async fn prepare(arguments: &Arguments) -> Result<(Simulator, Settings), Box<dyn Error>> {
    let simulator = Simulator::builder().latency(LATENCY).start().await?;
    let settings = Settings {
        base_url: simulator.base_url(),
        credentials: Credentials::Tokens(vec![simulator.token().into()]),
        verify_token: true,
        // The simulator has no limit, and a page may ask for fifty members at once.
        upstream_rate: 0,
        folders: if arguments.web.is_empty() { page()? } else { arguments.web.clone() },
        ..arguments.without_secrets()
    };
    Ok((simulator, settings))
}

/// The example page and the package it imports, if this program was built in a checkout that is still there.
fn page() -> Result<Vec<Folder>, Box<dyn Error>> {
    let checkout = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let page = checkout.join("examples/web");
    if !page.join("index.html").is_file() {
        tracing::warn!("the example page is not there; only the API is served");
        return Ok(Vec::new());
    }
    let mut folders = vec![Folder::at_root(page)];
    match package(checkout) {
        Ok(package) => folders.push(Folder::at(PACKAGE, package)?),
        Err(error) => tracing::warn!(%error, "the page is served without the package that it imports"),
    }
    Ok(folders)
}

/// The files of the npm package, which are put together if they are not there yet.
fn package(checkout: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let package = checkout.join("coc-transport-wasm/npm/dist");
    if !package.is_dir() {
        tracing::info!("putting the npm package together, which takes a minute (`cargo run -p pack`)");
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
