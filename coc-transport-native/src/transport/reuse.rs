//! [`ReusedConnections`]: recognises a failure on a connection that has already served a request.
//!
//! A server closes a connection that was idle for some time, at any time. A request that crosses
//! with that is lost, although neither side failed. On a new connection, the same failure means
//! that the server is in trouble. reqwest does not tell the two apart, but names the addresses of a
//! connection.

use std::{
    collections::HashSet,
    net::SocketAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use coc_core::{TransportError, TransportErrorKind};
use http::Extensions;
use hyper_util::client::legacy::{self, connect::HttpInfo};

use crate::error::{causes, translate};

/// More connections than a client keeps. Beyond, the set starts anew, and a stale connection may
/// count as a failure.
const LIMIT: usize = 4_096;

/// The connections that have served a request, by their local and remote addresses.
#[derive(Default)]
pub(super) struct ReusedConnections(Mutex<HashSet<(SocketAddr, SocketAddr)>>);

impl ReusedConnections {
    /// Records that the head of this response has arrived.
    pub(super) fn record(&self, response: &reqwest::Response) {
        if let Some(connection) = addresses(response.extensions()) {
            let mut known = self.known();
            if known.len() >= LIMIT {
                known.clear();
            }
            known.insert(connection);
        }
    }

    /// Translates an error before the head of a response.
    pub(super) fn translate(&self, error: reqwest::Error) -> TransportError {
        let is_reused = connection_of(&error).is_some_and(|connection| self.known().remove(&connection));
        // Over HTTP/2, the server may end a stream and keep the connection.
        let is_stream =
            causes(&error).filter_map(|cause| cause.downcast_ref::<h2::Error>()).any(h2::Error::is_reset);
        let error = translate(error);
        let ended = error.kind() == TransportErrorKind::Interrupted && !is_stream;
        if is_reused && ended { error.on_stale_connection() } else { error }
    }

    fn known(&self) -> MutexGuard<'_, HashSet<(SocketAddr, SocketAddr)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the addresses of the connection on which this error occurred.
fn connection_of(error: &reqwest::Error) -> Option<(SocketAddr, SocketAddr)> {
    let connected = causes(error).find_map(|cause| cause.downcast_ref::<legacy::Error>()?.connect_info())?;
    let mut extensions = Extensions::new();
    connected.get_extras(&mut extensions);
    addresses(&extensions)
}

fn addresses(extensions: &Extensions) -> Option<(SocketAddr, SocketAddr)> {
    extensions.get::<HttpInfo>().map(|info| (info.local_addr(), info.remote_addr()))
}
