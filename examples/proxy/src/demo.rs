//! `--demo`: everything in one program, a simulator in place of the API and the example page in front.

use std::{
    error::Error,
    path::{Path, PathBuf},
    time::Duration,
};

use proxy::{Credentials, Settings};
use simulator::Simulator;

use crate::arguments::Arguments;

/// About as slow as the real API, so that there is a progress to see.
const LATENCY: Duration = Duration::from_millis(40);

/// Where the page is in a checkout, from the folder of this crate.
const PAGE: [&str; 2] = ["../web/dist", "../web"];

/// A simulator, and the settings of a proxy in front of it.
pub(crate) async fn prepare(arguments: &Arguments) -> Result<(Simulator, Settings), Box<dyn Error>> {
    let simulator = Simulator::builder().latency(LATENCY).start().await?;
    let settings = Settings {
        base_url: simulator.base_url(),
        credentials: Credentials::Tokens(vec![simulator.token().into()]),
        verify_token: true,
        // The simulator has no limit, and a page may ask for fifty members at once.
        upstream_rate: 0,
        web: arguments.web.clone().or_else(page),
        ..arguments.without_secrets()
    };
    Ok((simulator, settings))
}

/// The example page, if this program was built in a checkout that is still there.
fn page() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    PAGE.iter().map(|page| here.join(page)).find(|page| page.join("index.html").is_file())
}
