//! `--demo`: a simulator in place of the API, and the example page, in one program.

use std::{
    env,
    error::Error,
    path::{Path, PathBuf},
    time::Duration,
};

use coc_transport_native::coc_core::RateLimit;
use proxy::{Credentials, Folder, Settings};
use simulator::Simulator;

use crate::arguments::Arguments;

/// About the latency of the real API, so that progress is visible.
const LATENCY: Duration = Duration::from_millis(40);

/// The example page, the npm package that it imports, and the path at which it does, in a checkout.
const PAGE: &str = "examples/web";
const PACKAGE: &str = "coc-transport-wasm/npm/dist";
const PACKAGE_PATH: &str = "/coc-api";

/// The files without which the page stays blank.
const NEEDED: [&str; 2] = ["browser.js", "coc_bg.wasm"];

/// Starts a simulator and returns it with the settings of a proxy in front of it.
pub(crate) async fn prepare(arguments: &Arguments) -> Result<(Simulator, Settings), Box<dyn Error>> {
    let simulator = Simulator::builder().latency(LATENCY).start().await?;
    let mut settings = Settings {
        base_url: simulator.base_url(),
        credentials: Credentials::Tokens(vec![simulator.token().into()]),
        verify_token: true,
        // The simulator has no rate limit, and a page may request fifty members at once.
        upstream_rate: RateLimit::none(),
        ..arguments.without_secrets()
    };
    if settings.folders.is_empty() {
        match page(&starting_points()) {
            Ok(folders) => settings.folders = folders,
            Err(missing) => {
                tracing::warn!("the example page is not served: {}", missing.reason);
                settings.front_page = Some(missing.page());
            }
        }
    }
    Ok((simulator, settings))
}

/// The reason why the page cannot be served, and the command that ends it.
#[derive(Debug, PartialEq, Eq)]
struct Missing {
    reason: String,
    help: &'static str,
}

impl Missing {
    /// A page that says so in place of the example page.
    fn page(&self) -> String {
        let reason = self.reason.replace('&', "&amp;").replace('<', "&lt;");
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>coc: something is missing</title>\n\
             <h1>The example page cannot be shown</h1>\n<p>{reason}.</p>\n<pre>{}</pre>\n\
             <p>The API is served: <a href=\"/v1/locations?limit=5\">/v1/locations?limit=5</a></p>\n</html>\n",
            self.help
        )
    }
}

/// The folders in which a checkout is searched, with those above them: where the program is run,
/// and where it was built.
fn starting_points() -> Vec<PathBuf> {
    [env::current_dir(), env::current_exe()].into_iter().flatten().collect()
}

/// The example page and its package, from where they are.
fn page(starts: &[PathBuf]) -> Result<Vec<Folder>, Missing> {
    let is_checkout = |folder: &&Path| {
        folder.join(PAGE).join("index.html").is_file()
            && folder.join("coc-transport-wasm/npm/package.json").is_file()
    };
    let checkout = starts.iter().flat_map(|start| start.ancestors()).find(is_checkout);
    let Some(checkout) = checkout else {
        return Err(Missing {
            reason: "The page is in the repository, and there is no checkout of it above the current folder or this \
                     program"
                .to_owned(),
            help: "cd coc\ncargo run -p pack\ncargo run -p proxy -- --demo",
        });
    };
    let package = checkout.join(PACKAGE);
    if let Some(file) = NEEDED.iter().map(|name| package.join(name)).find(|file| !file.is_file()) {
        return Err(Missing {
            reason: format!("The npm package is not built: {} does not exist", file.display()),
            help: "rustup target add wasm32-unknown-unknown\ncargo run -p pack\ncargo run -p proxy -- --demo",
        });
    }
    let package =
        Folder::at(PACKAGE_PATH, package).map_err(|error| Missing { reason: error.to_string(), help: "" })?;
    Ok(vec![Folder::at_root(checkout.join(PAGE)), package])
}
