//! Translates reqwest's errors for the client. The URL is removed, because it contains the tag.

use std::{error::Error as StdError, io};

use coc_core::{TransportError, TransportErrorKind as Kind};

/// Translates the error, and determines whether the request may have reached the server.
pub(crate) fn translate(error: reqwest::Error) -> TransportError {
    let (kind, before_sending) = if error.is_builder() {
        (Kind::Request, true)
    } else if error.is_timeout() {
        (Kind::Timeout, error.is_connect())
    } else if error.is_connect() {
        (Kind::Connect, true)
    } else {
        (broken(&error), not_processed(&error))
    };
    let translated = TransportError::new(kind).with_source(error.without_url());
    if before_sending { translated.before_sending() } else { translated }
}

/// Distinguishes a broken connection from a response that is not HTTP or is encoded wrongly.
fn broken(error: &reqwest::Error) -> Kind {
    let nonsense = causes(error).any(|cause| {
        let not_http =
            cause.downcast_ref::<hyper::Error>().is_some_and(|error| error.is_parse() || error.is_user());
        let not_encoded = cause.downcast_ref::<io::Error>().is_some_and(|error| {
            matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
        });
        not_http || not_encoded
    });
    let known = causes(error).any(|cause| cause.is::<hyper::Error>() || cause.is::<io::Error>());
    if known && !nonsense { Kind::Interrupted } else { Kind::Other }
}

/// Whether the server has declared over HTTP/2 that it did not process the request, because it
/// shuts down or has too many streams.
fn not_processed(error: &reqwest::Error) -> bool {
    causes(error).filter_map(|cause| cause.downcast_ref::<h2::Error>()).any(|error| {
        let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        let going_away = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
        error.is_remote() && (refused || going_away)
    })
}

pub(crate) fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use coc_core::Transport as _;
    use h2::{Reason, server};

    use super::*;
    use crate::NativeTransport;

    fn transport() -> NativeTransport {
        let mut settings = NativeTransport::builder().no_proxy();
        settings.customize = Some(std::sync::Arc::new(reqwest::ClientBuilder::http2_prior_knowledge));
        settings.build().unwrap()
    }

    /// Sends one request over HTTP/2 to a server that handles it like this, and returns the error.
    async fn failure(reject: fn(server::SendResponse<Bytes>)) -> TransportError {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut connection = server::handshake(stream).await.unwrap();
            let mut requests = 0;
            while let Some(Ok((_, respond))) = connection.accept().await {
                requests += 1;
                reject(respond);
            }
            requests
        });
        let transport = transport();
        let request = http::Request::get(url).body(Bytes::new()).unwrap();
        let error = transport.send(request).await.unwrap_err();
        drop(transport);
        assert_eq!(server.await.unwrap(), 1, "the request was retried");
        error
    }

    #[tokio::test]
    async fn a_request_on_a_refused_stream_was_never_sent() {
        let error = failure(|mut respond| respond.send_reset(Reason::REFUSED_STREAM)).await;
        assert_eq!((error.kind(), error.never_sent()), (Kind::Interrupted, true), "{error:?}");
    }

    #[tokio::test]
    async fn a_request_on_a_failed_stream_may_have_been_sent() {
        let error = failure(|mut respond| respond.send_reset(Reason::INTERNAL_ERROR)).await;
        assert_eq!((error.kind(), error.never_sent()), (Kind::Interrupted, false), "{error:?}");
    }

    /// Sends two requests over HTTP/2, of which the server responds to the first and handles the
    /// second like this. Returns the error of the second.
    async fn second_failure(reject: fn(server::SendResponse<Bytes>) -> bool) -> TransportError {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut connection = server::handshake(stream).await.unwrap();
            let mut is_first = true;
            while let Some(Ok((_, mut respond))) = connection.accept().await {
                if std::mem::take(&mut is_first) {
                    respond.send_response(http::Response::new(()), true).unwrap();
                } else if !reject(respond) {
                    // Ends the connection.
                    return;
                }
            }
        });
        let transport = transport();
        let get = || http::Request::get(&url).body(Bytes::new()).unwrap();
        transport.send(get()).await.unwrap();
        transport.send(get()).await.unwrap_err()
    }

    #[tokio::test]
    async fn an_http2_connection_that_ends_between_requests_is_stale_and_a_failed_stream_is_not() {
        let ended = second_failure(|_| false).await;
        assert_eq!((ended.kind(), ended.is_stale_connection()), (Kind::Interrupted, true), "{ended:?}");
        let failed = second_failure(|mut respond| {
            respond.send_reset(Reason::INTERNAL_ERROR);
            true
        });
        let failed = failed.await;
        assert_eq!((failed.kind(), failed.is_stale_connection()), (Kind::Interrupted, false), "{failed:?}");
    }
}
