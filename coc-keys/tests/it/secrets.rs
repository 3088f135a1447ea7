//! The log of a whole run, by all crates in the process.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use coc_core::{Transport, TransportError};
use coc_keys::{ExposeSecret as _, Keys};
use coc_transport_native::NativeTransport;
use simulator::{FaultKind, Progress, Simulator};
use tracing_subscriber::fmt::MakeWriter;

use crate::support::*;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The native transport, and a record of all cookies received.
#[derive(Clone)]
struct CookieRecorder(NativeTransport, Arc<Mutex<Vec<String>>>);

impl Transport for CookieRecorder {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let response = self.0.send(request).await?;
        let cookies = response.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
        let values =
            cookies.map(|cookie| cookie.split_once(';').unwrap().0.split_once('=').unwrap().1.to_owned());
        // One is a URL, which is no secret.
        self.1.lock().unwrap().extend(values.filter(|value| !value.starts_with("http")));
        Ok(response)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_of_a_whole_run_has_no_secret_at_any_level() {
    let log = Log::default();
    // For the whole process and the `log` crate: this includes reqwest, rustls and hyper.
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE);
    subscriber.with_writer(log.clone()).try_init().unwrap();

    // A seed of its own: with the default one, other tests in this process have the same strings as
    // ids, which are no secrets.
    let simulator = Simulator::builder().seed(4_711).clans(8).speed(0.0).start().await.unwrap();
    let clock = AdjustableClock::skipping_pauses();
    let folder = tempfile::tempdir().unwrap();
    let mut secrets: Vec<String> = add_foreign(&simulator, 2).into_iter().map(|key| key.token).collect();
    let cookies = Arc::default();
    let builder = Keys::builder(CookieRecorder(transport(), Arc::clone(&cookies)), clock.clone())
        .portal_url(simulator.portal_url())
        .account(simulator.email(), simulator.password())
        .key_count(2)
        .path(folder.path().join("keys.json"));
    let mut shown = vec![format!("{builder:?}")];
    let keys = builder.build().unwrap();
    let client = coc_core::Client::builder(transport(), clock.clone())
        .base_url(simulator.base_url())
        .credentials(keys.clone())
        .build()
        .unwrap();
    let mut noted = 0;
    let mut note = |error: &coc_core::Error| {
        noted += 1;
        shown.push(format!("{error} {error:?}"));
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            shown.push(format!("{cause} {cause:?}"));
            source = cause.source();
        }
    };
    client.test().await.unwrap();
    secrets.extend(keys.ensure().await.unwrap().iter().map(|key| key.token().expose_secret().to_owned()));
    for (number, fault) in [
        FaultKind::Html { status: 502 },
        reset(Progress::HalfBody),
        FaultKind::ApplicationError { status: 200 },
        FaultKind::Truncated { chunked: true },
    ]
    .into_iter()
    .enumerate()
    {
        simulator.set_caller_ip(address(number));
        for route in ["portal.login", "portal.list", "portal.create"] {
            add_fault(&simulator, fault.clone(), route);
            // A request whose response was lost may still have created a key, and then the call
            // succeeds.
            for error in [client.test().await.err(), keys.list().await.err().map(Into::into)] {
                error.iter().for_each(&mut note);
            }
            simulator.faults().clear();
            clock.advance(std::time::Duration::from_secs(100));
        }
        client.test().await.unwrap();
        secrets.extend(simulator.keys(simulator.email()).into_iter().map(|key| key.token));
    }
    assert!(noted >= 16, "{noted} errors");
    keys.rotate().await.unwrap();
    secrets.extend(simulator.keys(simulator.email()).into_iter().map(|key| key.token));
    let plan = keys.plan().await.unwrap();
    let list = keys.list().await.unwrap();
    shown.push(format!("{plan} {plan:?} {list:?} {keys:?} {client:?}"));
    shown.push(serde_json::to_string(&(&plan, &list)).unwrap());

    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    for expected in ["logged in", "created a key", "revoked a key", "planned", "the API refused a token"] {
        assert!(log.contains(expected), "the log lacks `{expected}`");
    }
    assert!(log.contains("TRACE"), "the log lacks the TRACE level");
    secrets.push(simulator.password().to_owned());
    let cookies = cookies.lock().unwrap();
    assert!(cookies.len() >= 8, "{} cookies", cookies.len());
    secrets.extend(cookies.iter().cloned());
    for text in [&log, &shown.concat()] {
        for secret in &secrets {
            // Not even a part: the claims are the middle of a key, and its signature the end.
            for piece in secret.split('.').filter(|piece| piece.len() >= 8) {
                assert!(!text.contains(piece), "a secret was logged");
            }
        }
    }
}
