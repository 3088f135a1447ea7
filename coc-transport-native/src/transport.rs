//! [`NativeTransport`]: sends one request and returns its complete response.

use std::{
    fmt,
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use bytes::{Bytes, BytesMut};
use coc_core::{Transport, TransportError, TransportErrorKind};

use crate::{
    builder::{BuildError, NativeTransportBuilder},
    error::translate,
};

#[cfg(test)]
mod tls;

/// A [`Transport`] over reqwest. Cheap to clone; clones share their connections.
///
/// Uses HTTP/1.1 and HTTP/2 with rustls and the system's root certificates, decompresses gzip and
/// brotli, keeps connections alive, follows no redirects, retries nothing and stores no cookies.
/// Requires a tokio runtime with I/O and time enabled; without one, a request fails with
/// [`TransportErrorKind::Request`].
#[derive(Clone)]
pub struct NativeTransport {
    client: reqwest::Client,
    direct: Option<Arc<Direct>>,
    max_body: usize,
}

/// The client for the loopback interface where the system has proxies; created when first needed.
struct Direct {
    settings: NativeTransportBuilder,
    client: OnceLock<reqwest::Client>,
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

    pub(crate) fn over(
        client: reqwest::Client,
        direct: Option<NativeTransportBuilder>,
        max_body: usize,
    ) -> Self {
        let direct = direct.map(|settings| Arc::new(Direct { settings, client: OnceLock::new() }));
        Self { client, direct, max_body }
    }

    fn client_for(&self, host: Option<&str>) -> Result<&reqwest::Client, TransportError> {
        let Some(direct) = self.direct.as_ref().filter(|_| host.is_some_and(is_loopback)) else {
            return Ok(&self.client);
        };
        if let Some(client) = direct.client.get() {
            return Ok(client);
        }
        let failed =
            |error| TransportError::new(TransportErrorKind::Other).before_sending().with_source(error);
        let client = direct.settings.clone().client().map_err(failed)?;
        Ok(direct.client.get_or_init(|| client))
    }

    /// Reads the body chunk by chunk, and stops as soon as it exceeds the limit.
    async fn body(&self, response: &mut reqwest::Response) -> Result<Bytes, TransportError> {
        let too_large = || TransportError::new(TransportErrorKind::TooLarge);
        // Known only for a body that is not compressed.
        let announced = response.content_length().map_or(Ok(0), usize::try_from).map_err(|_| too_large())?;
        if announced > self.max_body {
            return Err(too_large());
        }
        let (mut chunks, mut length) = (Vec::new(), 0);
        while let Some(chunk) = response.chunk().await.map_err(translate)? {
            if chunk.len() > self.max_body - length {
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
}

impl Transport for NativeTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(TransportError::new(TransportErrorKind::Request).with_source(
                "no tokio runtime is running; await calls inside one, or use the feature `blocking`",
            ));
        }
        let client = self.client_for(request.uri().host())?;
        let request = reqwest::Request::try_from(request).map_err(translate)?;
        let mut response = client.execute(request).await.map_err(translate)?;
        let mut buffered = http::Response::new(self.body(&mut response).await?);
        *buffered.status_mut() = response.status();
        *buffered.version_mut() = response.version();
        *buffered.headers_mut() = std::mem::take(response.headers_mut());
        Ok(buffered)
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl fmt::Debug for NativeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The output of reqwest's client would contain the proxies.
        f.debug_struct("NativeTransport").field("max_body", &self.max_body).finish_non_exhaustive()
    }
}
