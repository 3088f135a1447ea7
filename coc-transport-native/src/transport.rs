//! The [`NativeTransport`]: one request out, one whole answer back.

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
/// Speaks HTTP/1.1 and HTTP/2 with rustls and the system's root certificates, decompresses gzip and brotli, keeps
/// connections alive, follows no redirect, sends nothing twice and stores no cookies. It works inside a tokio runtime whose
/// I/O and time are enabled; anywhere else a request fails with [`TransportErrorKind::Request`].
#[derive(Clone)]
pub struct NativeTransport {
    client: reqwest::Client,
    direct: Option<Arc<Direct>>,
    max_body: usize,
}

/// What reaches the loopback interface where the system has proxies; made when it is first needed.
struct Direct {
    settings: NativeTransportBuilder,
    client: OnceLock<reqwest::Client>,
}

impl NativeTransport {
    /// The transport with its default settings.
    ///
    /// # Errors
    /// [`BuildError`] if this machine cannot do TLS, for want of any root certificate.
    pub fn new() -> Result<Self, BuildError> {
        Self::builder().build()
    }

    /// A transport with settings of your own.
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

    /// Collects the body chunk by chunk, so that one beyond the cap is given up as soon as it is.
    async fn body(&self, response: &mut reqwest::Response) -> Result<Bytes, TransportError> {
        let too_large = || TransportError::new(TransportErrorKind::TooLarge);
        // Known only if nothing has to be decompressed.
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
        // Copied once into what it needs: a chunk may be a small part of a large buffer, which a cache would keep alive.
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
                "calls must be awaited inside a tokio runtime; outside of one, use the feature `blocking`",
            ));
        }
        let client = self.client_for(request.uri().host())?;
        let request = reqwest::Request::try_from(request).map_err(translate)?;
        let mut response = client.execute(request).await.map_err(translate)?;
        let mut answer = http::Response::new(self.body(&mut response).await?);
        *answer.status_mut() = response.status();
        *answer.version_mut() = response.version();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl fmt::Debug for NativeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // reqwest's own would show the proxies.
        f.debug_struct("NativeTransport").field("max_body", &self.max_body).finish_non_exhaustive()
    }
}
