//! A small transport over the standard library that conforms, except for the fault it is made with.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use std::{
    io::{self, BufReader, Read as _, Write as _},
    net::{Shutdown, TcpStream},
    sync::{Arc, Mutex},
    task::{Poll, Waker},
};

use bytes::Bytes;
use coc_core::{Transport, TransportError, TransportErrorKind as Kind, testing::conformance::Options};
use http::{HeaderMap, Request, Response};

use super::Fault;

pub(super) struct Plain {
    options: Options,
    fault: Fault,
    idle: Arc<Mutex<Vec<TcpStream>>>,
    first_concurrent: Arc<Mutex<Option<Bytes>>>,
}

impl Plain {
    pub(super) fn new(options: Options, fault: Fault) -> Self {
        Self { options, fault, idle: Arc::default(), first_concurrent: Arc::default() }
    }
}

type SendResult = Result<Response<Bytes>, TransportError>;

/// State that is shared by a request's thread and its future.
#[derive(Default)]
struct Shared {
    result: Option<SendResult>,
    waker: Option<Waker>,
    stream: Option<TcpStream>,
    dropped: bool,
}

/// Closes the connection of a request when its future is dropped.
struct CancelOnDrop(Arc<Mutex<Shared>>, Fault);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        let mut shared = self.0.lock().unwrap();
        shared.dropped = true;
        if let Some(stream) = shared.stream.take()
            && self.1 != Fault::IgnoresDrop
        {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Transport for Plain {
    async fn send(&self, request: Request<Bytes>) -> SendResult {
        let shared = Arc::new(Mutex::new(Shared::default()));
        let cancel = CancelOnDrop(Arc::clone(&shared), self.fault);
        let exchange = Exchange {
            options: self.options,
            fault: self.fault,
            idle: Arc::clone(&self.idle),
            first_concurrent: Arc::clone(&self.first_concurrent),
            shared,
        };
        std::thread::spawn(move || {
            let result = exchange.run(&request).map_err(|error| exchange.alter_error(error, &request));
            let mut shared = exchange.shared.lock().unwrap();
            shared.stream = None;
            shared.result = Some(result);
            if let Some(waker) = shared.waker.take() {
                waker.wake();
            }
        });
        std::future::poll_fn(|context| {
            let mut shared = cancel.0.lock().unwrap();
            shared.waker = Some(context.waker().clone());
            shared.result.take().map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }
}

struct Exchange {
    options: Options,
    fault: Fault,
    idle: Arc<Mutex<Vec<TcpStream>>>,
    first_concurrent: Arc<Mutex<Option<Bytes>>>,
    shared: Arc<Mutex<Shared>>,
}

impl Exchange {
    fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    fn run(&self, request: &Request<Bytes>) -> SendResult {
        let idle = self.idle.lock().unwrap().pop();
        let used_before = idle.is_some();
        let authority = request.uri().authority().unwrap().as_str();
        let stream = match idle {
            Some(stream) => stream,
            None => TcpStream::connect(authority).map_err(|error| {
                let kind = if self.has(Fault::RefusedIsOther) { Kind::Other } else { Kind::Connect };
                TransportError::new(kind).with_source(error)
            })?,
        };
        match self.over(&stream, request) {
            Err(error) if self.has(Fault::Retries) && used_before && error.kind() == Kind::Interrupted => {
                self.over(&TcpStream::connect(authority).unwrap(), request)
            }
            Ok(response) => {
                // A dropped future has shut the connection down.
                if !self.shared.lock().unwrap().dropped {
                    self.idle.lock().unwrap().push(stream);
                }
                self.alter_response(response, request)
            }
            Err(error) => Err(error),
        }
    }

    /// Sends one request over this connection.
    fn over(&self, stream: &TcpStream, request: &Request<Bytes>) -> SendResult {
        {
            let mut shared = self.shared.lock().unwrap();
            if shared.dropped {
                return Err(TransportError::new(Kind::Other));
            }
            shared.stream = stream.try_clone().ok();
        }
        stream.set_read_timeout(Some(self.options.timeout)).unwrap();
        let mut writer = stream;
        writer.write_all(&self.write(request)).map_err(|error| self.broken(error))?;
        let mut reader = BufReader::new(stream);
        let (status, mut headers) = self.read_head(&mut reader)?;
        let no_body = matches!(status, 204 | 304);
        let body = if no_body { Vec::new() } else { self.read_body(&mut reader, &headers)? };
        let body = self.decompress(body, &mut headers)?;
        let mut response = Response::builder().status(status).body(body).unwrap();
        *response.headers_mut() = headers;
        Ok(response)
    }

    fn write(&self, request: &Request<Bytes>) -> Vec<u8> {
        let mut target = request.uri().path_and_query().unwrap().as_str().to_owned();
        if self.has(Fault::DecodesPath) {
            target = target.replace("%2F", "/");
        }
        if let (Fault::SortsQuery, Some((path, query))) = (self.fault, target.split_once('?')) {
            let mut pairs: Vec<&str> = query.split('&').collect();
            pairs.sort_unstable();
            target = format!("{path}?{}", pairs.join("&"));
        }
        let mut head =
            format!("{} {target} HTTP/1.1\r\nhost: x\r\naccept-encoding: gzip\r\n", request.method());
        for (name, value) in request.headers() {
            if !(self.has(Fault::DropsContentType) && name == "content-type") {
                head.extend([name.as_str(), ": ", value.to_str().unwrap(), "\r\n"]);
            }
        }
        let mut bytes = format!("{head}content-length: {}\r\n\r\n", request.body().len()).into_bytes();
        bytes.extend(request.body());
        bytes
    }

    fn line(&self, reader: &mut impl io::BufRead) -> Result<String, TransportError> {
        let mut line = String::new();
        reader.read_line(&mut line).map_err(|error| self.broken(error))?;
        match line.strip_suffix("\r\n") {
            Some(line) => Ok(line.to_owned()),
            None => Err(self.broken(io::ErrorKind::UnexpectedEof.into())),
        }
    }

    fn read_head(&self, reader: &mut impl io::BufRead) -> Result<(u16, HeaderMap), TransportError> {
        let status = self.line(reader)?.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = HeaderMap::new();
        loop {
            let line = self.line(reader)?;
            let Some((name, value)) = line.split_once(':') else { return Ok((status, headers)) };
            let name: http::HeaderName = name.parse().unwrap();
            let value = http::HeaderValue::from_str(value.trim()).unwrap();
            if self.has(Fault::KeepsLastHeaderOnly) {
                headers.insert(name, value);
            } else if !(self.has(Fault::DropsEmptyHeaders) && value.is_empty()) {
                headers.append(name, value);
            }
        }
    }

    fn read_body(
        &self,
        reader: &mut impl io::BufRead,
        headers: &HeaderMap,
    ) -> Result<Vec<u8>, TransportError> {
        let mut body = Vec::new();
        let Some(length) = headers.get("content-length") else { return self.read_chunks(reader) };
        let length: u64 = length.to_str().unwrap().parse().unwrap();
        if length > self.options.max_body as u64 && !self.has(Fault::IgnoresCapOfLength) {
            return Err(TransportError::new(Kind::TooLarge));
        }
        reader.take(length).read_to_end(&mut body).map_err(|error| self.broken(error))?;
        if (body.len() as u64) < length && !self.has(Fault::TruncatedIsOk) {
            return Err(self.broken(io::ErrorKind::UnexpectedEof.into()));
        }
        if self.has(Fault::DropsLastByte) && body.len() > 500_000 {
            body.pop();
        }
        Ok(body)
    }

    fn read_chunks(&self, reader: &mut impl io::BufRead) -> Result<Vec<u8>, TransportError> {
        let mut body = Vec::new();
        loop {
            let line = match self.line(reader) {
                Err(_) if self.has(Fault::TruncatedChunksAreOk) => return Ok(body),
                line => line?,
            };
            let size = u64::from_str_radix(&line, 16).unwrap();
            let before = body.len();
            reader.by_ref().take(size).read_to_end(&mut body).map_err(|error| self.broken(error))?;
            self.line(reader)?;
            if size == 0 {
                return Ok(body);
            }
            if self.has(Fault::DropsLargeChunks) && size > 35_000 {
                body.truncate(before);
            }
            if body.len() > self.options.max_body && !self.has(Fault::IgnoresCapOfChunks) {
                return Err(TransportError::new(Kind::TooLarge));
            }
        }
    }

    fn decompress(&self, body: Vec<u8>, headers: &mut HeaderMap) -> Result<Bytes, TransportError> {
        if headers.get("content-encoding").is_none() || self.has(Fault::NeverDecompresses) {
            return Ok(body.into());
        }
        if !self.has(Fault::KeepsEncodingHeader) {
            headers.remove("content-encoding");
        }
        headers.remove("content-length");
        let mut content = Vec::new();
        let limit = self.options.max_body as u64 + 1;
        let limit = if self.has(Fault::IgnoresCapOfContent) { u64::MAX } else { limit };
        let read = flate2::read::GzDecoder::new(body.as_slice()).take(limit).read_to_end(&mut content);
        match read {
            Err(error) if !self.has(Fault::TruncatedGzipIsOk) => Err(self.broken(error)),
            _ if content.len() as u64 == limit => Err(TransportError::new(Kind::TooLarge)),
            _ => Ok(content.into()),
        }
    }

    /// Applies the faults that concern a complete response.
    fn alter_response(&self, mut response: Response<Bytes>, request: &Request<Bytes>) -> SendResult {
        if self.has(Fault::FailsOnStatus418) && response.status() == 418 {
            return Err(TransportError::new(Kind::Other));
        }
        if self.has(Fault::FollowsRedirects) && response.status().is_redirection() && response.status() != 304
        {
            let location = response.headers()["location"].to_str().unwrap().parse().unwrap();
            let mut again = request.clone();
            *again.uri_mut() = location;
            self.idle.lock().unwrap().clear();
            return self.run(&again);
        }
        if self.has(Fault::MixesUpResponses) && request.uri().path().contains("/concurrent-") {
            let body = response.body().clone();
            *response.body_mut() = self.first_concurrent.lock().unwrap().get_or_insert(body).clone();
        }
        Ok(response)
    }

    fn broken(&self, error: io::Error) -> TransportError {
        let late = matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut);
        let kind = match (late, self.fault) {
            (true, Fault::TimeoutIsInterrupted) => Kind::Interrupted,
            (true, _) => Kind::Timeout,
            (false, Fault::BrokenIsOther) => Kind::Other,
            (false, _) => Kind::Interrupted,
        };
        let error = TransportError::new(kind).with_source(error);
        if self.has(Fault::ClaimsNeverSent) { error.before_sending() } else { error }
    }

    /// Applies the faults that concern an error.
    fn alter_error(&self, error: TransportError, request: &Request<Bytes>) -> TransportError {
        let shown = match self.fault {
            Fault::ShowsAddress => request.uri().to_string(),
            Fault::ShowsToken => request.headers()["authorization"].to_str().unwrap().to_owned(),
            _ => return error,
        };
        error.with_source(io::Error::other(shown))
    }
}
