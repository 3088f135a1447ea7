//! A small transport over the standard library that does what it owes, unless it is told to do one thing wrong.

#![allow(clippy::unwrap_used, reason = "a panic fails the case, which is what a test wants")]

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

type Answer = Result<Response<Bytes>, TransportError>;

/// What a request's thread and its future share.
#[derive(Default)]
struct Shared {
    answer: Option<Answer>,
    waker: Option<Waker>,
    stream: Option<TcpStream>,
    dropped: bool,
}

/// Closes the connection of a request that nobody waits for any more.
struct Cancel(Arc<Mutex<Shared>>, Fault);

impl Drop for Cancel {
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
    async fn send(&self, request: Request<Bytes>) -> Answer {
        let shared = Arc::new(Mutex::new(Shared::default()));
        let cancel = Cancel(Arc::clone(&shared), self.fault);
        let exchange = Exchange {
            options: self.options,
            fault: self.fault,
            idle: Arc::clone(&self.idle),
            first_concurrent: Arc::clone(&self.first_concurrent),
            shared,
        };
        std::thread::spawn(move || {
            let answer = exchange.run(&request).map_err(|error| exchange.spoil(error, &request));
            let mut shared = exchange.shared.lock().unwrap();
            shared.stream = None;
            shared.answer = Some(answer);
            if let Some(waker) = shared.waker.take() {
                waker.wake();
            }
        });
        std::future::poll_fn(|context| {
            let mut shared = cancel.0.lock().unwrap();
            shared.waker = Some(context.waker().clone());
            shared.answer.take().map_or(Poll::Pending, Poll::Ready)
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

    fn run(&self, request: &Request<Bytes>) -> Answer {
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
        let answer = self.over(&stream, request);
        match answer {
            Err(error) if self.has(Fault::Repeats) && used_before && error.kind() == Kind::Interrupted => {
                self.over(&TcpStream::connect(authority).unwrap(), request)
            }
            Ok(answer) => {
                // Whoever gave up may have shut it down.
                if !self.shared.lock().unwrap().dropped {
                    self.idle.lock().unwrap().push(stream);
                }
                self.finish(answer, request)
            }
            Err(error) => Err(error),
        }
    }

    /// One request over this connection.
    fn over(&self, stream: &TcpStream, request: &Request<Bytes>) -> Answer {
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
        let mut answer = Response::builder().status(status).body(body).unwrap();
        *answer.headers_mut() = headers;
        Ok(answer)
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
            if !(self.has(Fault::LosesContentType) && name == "content-type") {
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
            if self.has(Fault::KeepsLastHeader) {
                headers.insert(name, value);
            } else if !(self.has(Fault::LosesEmptyHeaders) && value.is_empty()) {
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
        if length > self.options.max_body as u64 && !self.has(Fault::ForgetsCapOfLength) {
            return Err(TransportError::new(Kind::TooLarge));
        }
        reader.take(length).read_to_end(&mut body).map_err(|error| self.broken(error))?;
        if (body.len() as u64) < length && !self.has(Fault::TruncatedIsOk) {
            return Err(self.broken(io::ErrorKind::UnexpectedEof.into()));
        }
        if self.has(Fault::LosesLastByte) && body.len() > 500_000 {
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
            if self.has(Fault::LosesLargeChunks) && size > 35_000 {
                body.truncate(before);
            }
            if body.len() > self.options.max_body && !self.has(Fault::ForgetsCapOfChunks) {
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
        let limit = if self.has(Fault::ForgetsCapOfContent) { u64::MAX } else { limit };
        let read = flate2::read::GzDecoder::new(body.as_slice()).take(limit).read_to_end(&mut content);
        match read {
            Err(error) if !self.has(Fault::TruncatedGzipIsOk) => Err(self.broken(error)),
            _ if content.len() as u64 == limit => Err(TransportError::new(Kind::TooLarge)),
            _ => Ok(content.into()),
        }
    }

    /// What becomes of an answer that came whole.
    fn finish(&self, mut answer: Response<Bytes>, request: &Request<Bytes>) -> Answer {
        if self.has(Fault::RefusesTeapots) && answer.status() == 418 {
            return Err(TransportError::new(Kind::Other));
        }
        if self.has(Fault::FollowsRedirects) && answer.status().is_redirection() && answer.status() != 304 {
            let location = answer.headers()["location"].to_str().unwrap().parse().unwrap();
            let mut again = request.clone();
            *again.uri_mut() = location;
            self.idle.lock().unwrap().clear();
            return self.run(&again);
        }
        if self.has(Fault::MixesUpAnswers) && request.uri().path().contains("/concurrent-") {
            let body = answer.body().clone();
            *answer.body_mut() = self.first_concurrent.lock().unwrap().get_or_insert(body).clone();
        }
        Ok(answer)
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
        if self.has(Fault::NothingWasSent) { error.before_sending() } else { error }
    }

    /// What becomes of an error.
    fn spoil(&self, error: TransportError, request: &Request<Bytes>) -> TransportError {
        let shown = match self.fault {
            Fault::ShowsAddress => request.uri().to_string(),
            Fault::ShowsToken => request.headers()["authorization"].to_str().unwrap().to_owned(),
            _ => return error,
        };
        error.with_source(io::Error::other(shown))
    }
}
