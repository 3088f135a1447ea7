//! [`NativeTransport`]: sends one request and returns its complete response.

use std::{fmt, sync::Arc};

use bytes::{Bytes, BytesMut};
use coc_core::{BaseUrl, NewConnection, Transport, TransportError, TransportErrorKind};
use tokio::{runtime::Handle, task::JoinSet};

use crate::{
    builder::{BuildError, NativeTransportBuilder},
    error::translate,
};

mod clients;
mod reuse;
#[cfg(test)]
mod tls;

use clients::{Clients, Variant};
use reuse::ReusedConnections;

/// A [`Transport`] over reqwest. Cheap to clone; clones share their connections.
///
/// Uses HTTP/1.1 and HTTP/2 with rustls and the system's root certificates, decompresses gzip and
/// brotli, keeps connections alive, follows no redirects, retries nothing and stores no cookies.
///
/// Requires a tokio runtime with I/O and time enabled; without one, a request fails with
/// [`TransportErrorKind::Request`]. Any number of runtimes may use one transport, at once or one
/// after the other: each has its own connections. A request is a task of the runtime in which it
/// began; if that shuts down, the request ends with [`TransportErrorKind::Interrupted`].
///
/// ```
/// # fn example() -> Result<(), coc_transport_native::Error> {
/// use coc_transport_native::{Client, NativeTransport, TokioClock};
///
/// // Two clients with their own tokens and caches share the connections:
/// let transport = NativeTransport::new()?;
/// let first = Client::builder(transport.clone(), TokioClock::new()).token("a-token").build()?;
/// let second = Client::builder(transport, TokioClock::new()).token("another-token").build()?;
/// # Ok(())
/// # }
/// # example().unwrap();
/// ```
#[derive(Clone)]
pub struct NativeTransport {
    clients: Arc<Clients>,
    reused: Arc<ReusedConnections>,
    max_body: usize,
}

impl NativeTransport {
    /// Creates a transport with the default settings.
    ///
    /// # Errors
    /// [`BuildError`] if TLS cannot be set up, because there are no root certificates.
    pub fn new() -> Result<Self, BuildError> {
        Self::builder().build()
    }

    /// Returns a builder with the default settings.
    pub fn builder() -> NativeTransportBuilder {
        NativeTransportBuilder::new()
    }

    pub(crate) fn with(settings: NativeTransportBuilder) -> Result<Self, BuildError> {
        let max_body = settings.body_limit();
        Ok(Self { clients: Arc::new(Clients::new(settings)?), reused: Arc::default(), max_body })
    }
}

/// Sends the request and reads the whole response.
async fn exchange(
    client: reqwest::Client,
    request: reqwest::Request,
    reused: Arc<ReusedConnections>,
    max_body: usize,
) -> Result<http::Response<Bytes>, TransportError> {
    let mut response = client.execute(request).await.map_err(|error| reused.translate(error))?;
    reused.record(&response);
    let mut buffered = http::Response::new(read_body(&mut response, max_body).await?);
    *buffered.status_mut() = response.status();
    *buffered.version_mut() = response.version();
    *buffered.headers_mut() = std::mem::take(response.headers_mut());
    Ok(buffered)
}

/// Reads the body chunk by chunk, and stops as soon as it exceeds the limit.
async fn read_body(response: &mut reqwest::Response, max_body: usize) -> Result<Bytes, TransportError> {
    let too_large = || TransportError::new(TransportErrorKind::TooLarge);
    // Known only for a body that is not compressed.
    let announced = response.content_length().map_or(Ok(0), usize::try_from).map_err(|_| too_large())?;
    if announced > max_body {
        return Err(too_large());
    }
    let (mut chunks, mut length) = (Vec::new(), 0);
    while let Some(chunk) = response.chunk().await.map_err(translate)? {
        if chunk.len() > max_body - length {
            return Err(too_large());
        }
        length += chunk.len();
        chunks.push(chunk);
    }
    // Copied once into a buffer of its size: a chunk may be a small part of a large buffer, which a
    // cache would keep alive.
    let mut body = BytesMut::with_capacity(length);
    for chunk in &chunks {
        body.extend_from_slice(chunk);
    }
    Ok(body.freeze())
}

impl Transport for NativeTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let Ok(runtime) = Handle::try_current() else {
            return Err(TransportError::new(TransportErrorKind::Request).with_source(
                "no tokio runtime is running; await calls inside one, or use the feature `blocking`",
            ));
        };
        let loopback = request.uri().host().is_some_and(BaseUrl::is_loopback_host);
        let pooled = request.extensions().get::<NewConnection>().is_none();
        let client = self.clients.of(&runtime, Variant { loopback, pooled }).map_err(|error| {
            TransportError::new(TransportErrorKind::Other).before_sending().with_source(error)
        })?;
        let request = reqwest::Request::try_from(request).map_err(translate)?;
        // A task of the runtime that has the connections: the future may be polled in another one.
        // Dropping the set aborts the task.
        let mut task = JoinSet::new();
        task.spawn_on(exchange(client, request, Arc::clone(&self.reused), self.max_body), &runtime);
        match task.join_next().await {
            Some(Ok(result)) => result,
            // The panic's message may contain a secret.
            Some(Err(error)) if error.is_panic() => Err(TransportError::new(TransportErrorKind::Other)
                .with_source(
                    "the task of the request panicked; fix the cause that the panic's message names",
                )),
            _ => Err(TransportError::new(TransportErrorKind::Interrupted)
                .with_source("the tokio runtime of the request shut down")),
        }
    }
}

impl fmt::Debug for NativeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The output of reqwest's client would contain the proxies.
        f.debug_struct("NativeTransport").field("max_body", &self.max_body).finish_non_exhaustive()
    }
}
