//! Where the answers come from: the real API with a token, otherwise a simulator inside this program.

use std::error::Error;
use std::time::Duration;

use coc_transport_native::Client;
use simulator::Simulator;

use crate::style::{DIM, say};

/// A client, and the simulator behind it if there is one; dropping the session stops it.
pub(crate) struct Session {
    pub(crate) client: Client,
    _simulator: Option<Simulator>,
}

pub(crate) async fn connect(
    token: Option<String>,
    base_url: Option<String>,
) -> Result<Session, Box<dyn Error>> {
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    match (given(token), given(base_url)) {
        (Some(token), base_url) => with_token(&token, base_url),
        (None, Some(_)) => Err("a base URL is set but no token; set COC_TOKEN, too".into()),
        (None, None) => with_simulator().await,
    }
}

fn with_token(token: &str, base_url: Option<String>) -> Result<Session, Box<dyn Error>> {
    let mut builder = coc_transport_native::builder()?.token(token);
    if let Some(url) = base_url {
        builder = builder.base_url(url);
    }
    let client = builder.build()?;
    say!("{DIM}Talking to {}.{DIM:#}", client.base_url());
    Ok(Session { client, _simulator: None })
}

async fn with_simulator() -> Result<Session, Box<dyn Error>> {
    // About as slow as the real thing, so that there is a progress to see.
    let simulator = Simulator::builder().latency(Duration::from_millis(40)).start().await?;
    let client =
        coc_transport_native::builder()?.base_url(simulator.base_url()).token(simulator.token()).build()?;
    say!("{DIM}Talking to a simulator inside this program. Set COC_TOKEN to talk to the real API.{DIM:#}");
    Ok(Session { client, _simulator: Some(simulator) })
}
