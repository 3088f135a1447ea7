//! The connection: the real API with a token, a proxy with or without one, otherwise a built-in
//! simulator.

use std::error::Error;
use std::time::Duration;

use coc_transport_native::Client;
use simulator::Simulator;

use crate::style::{DIM, print_line};

/// A client, and the simulator if there is one, which stops when the session is dropped.
pub(crate) struct Session {
    pub(crate) client: Client,
    simulator: Option<Simulator>,
}

impl Session {
    pub(crate) fn is_simulated(&self) -> bool {
        self.simulator.is_some()
    }
}

pub(crate) async fn connect(
    token: Option<String>,
    base_url: Option<String>,
) -> Result<Session, Box<dyn Error>> {
    let non_empty = |text: Option<String>| text.filter(|text| !text.is_empty());
    match (non_empty(token), non_empty(base_url)) {
        (None, None) => with_simulator().await,
        // A proxy may hold the token.
        (token, base_url) => with_server(token, base_url),
    }
}

fn with_server(token: Option<String>, base_url: Option<String>) -> Result<Session, Box<dyn Error>> {
    let mut builder = coc_transport_native::builder()?;
    if let Some(token) = token {
        builder = builder.token(token);
    }
    if let Some(url) = base_url {
        builder = builder.base_url(url);
    }
    let client = builder.build()?;
    print_line!("{DIM}Using {}.{DIM:#}", client.base_url());
    Ok(Session { client, simulator: None })
}

async fn with_simulator() -> Result<Session, Box<dyn Error>> {
    // About the latency of the real API, so that progress is visible.
    let simulator = Simulator::builder().latency(Duration::from_millis(40)).start().await?;
    let client =
        coc_transport_native::builder()?.base_url(simulator.base_url()).token(simulator.token()).build()?;
    print_line!("{DIM}Using a built-in simulator. Set COC_TOKEN to use the real API.{DIM:#}");
    Ok(Session { client, simulator: Some(simulator) })
}
