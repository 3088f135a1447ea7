//! The server's behaviour on each of its routes.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
};

use super::{
    super::{gzip, pattern},
    Observations, Received, State,
};

/// On every response, so that a browser lets its page read it.
const CORS: &str = "access-control-allow-origin: *\r\naccess-control-allow-methods: *\r\n\
    access-control-allow-headers: *, authorization\r\naccess-control-expose-headers: *\r\naccess-control-max-age: 600\r\n";

/// Responds to one request, or fails in the way that the route demands. Returns whether to keep the
/// connection open.
pub(super) fn respond(
    stream: &mut TcpStream,
    state: &State,
    id: &str,
    route: &str,
    rest: &str,
    request: &Received,
) -> io::Result<bool> {
    let mut words = rest.split(['/', '?']);
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let number: usize = first.parse().unwrap_or_default();
    let mut send = |status: u16, headers: &str, body: &[u8]| write_response(stream, status, headers, body);
    match route {
        _ if request.method == "OPTIONS" => send(204, "", b""),
        "log" => send(200, "content-type: application/json\r\n", &state.log(id)),
        "wait" => {
            let which = if first == "started" { started } else { closed };
            let reached = state.wait(id, which, second.parse().unwrap_or(1));
            send(200, "", if reached { b"yes" } else { b"no" })
        }
        "ok" => send(200, "", rest.as_bytes()),
        "status" => {
            send(first.parse().unwrap_or(500), "x-marker: intact\r\n", format!("status {first}").as_bytes())
        }
        "headers" => send(
            200,
            "Cache-Control: public max-age=600\r\nX-Repeated: one\r\nX-Between: x\r\nX-Repeated: two\r\nX-Empty:\r\n",
            b"",
        ),
        "bytes" if second == "chunked" => write_chunked(stream, &pattern(number), true),
        "bytes" => send(200, "", &pattern(number)),
        "gzip" if accepts_gzip(request) => {
            send(200, "content-encoding: gzip\r\nx-marker: intact\r\n", &gzip::stored(&pattern(number)))
        }
        "gzip" => send(200, "x-marker: intact\r\n", &pattern(number)),
        "zeros" if accepts_gzip(request) => send(200, "content-encoding: gzip\r\n", &gzip::zeros(number)),
        "zeros" => send(200, "", &vec![0; number]),
        "redirect" => {
            let location = format!("location: {}/{id}/ok/redirected\r\n", state.elsewhere);
            send(first.parse().unwrap_or(302), &location, b"over there")
        }
        "truncated" => truncate(stream, first),
        "close" => Ok(false),
        "hang" => hold(stream, state, id),
        "stall" => {
            stream.write_all(head(200, "", Some(100)).as_bytes())?;
            stream.write_all(&pattern(50))?;
            hold(stream, state, id)
        }
        _ => send(404, "", b"the conformance server has no such route"),
    }
}

fn started(observations: &mut Observations) -> &mut std::collections::HashMap<String, usize> {
    &mut observations.started
}

fn closed(observations: &mut Observations) -> &mut std::collections::HashMap<String, usize> {
    &mut observations.closed
}

fn accepts_gzip(request: &Received) -> bool {
    request.header("accept-encoding").is_some_and(|value| value.contains("gzip"))
}

fn head(status: u16, headers: &str, length: Option<usize>) -> String {
    let length = length.map(|length| format!("content-length: {length}\r\n")).unwrap_or_default();
    format!("HTTP/1.1 {status} Status\r\n{CORS}{headers}{length}\r\n")
}

fn write_response(stream: &mut TcpStream, status: u16, headers: &str, body: &[u8]) -> io::Result<bool> {
    let has_body = !matches!(status, 204 | 304);
    let mut response = head(status, headers, has_body.then_some(body.len())).into_bytes();
    if has_body {
        response.extend(body);
    }
    stream.write_all(&response)?;
    Ok(true)
}

/// Writes the body in chunks of many sizes, and the last chunk only if the body is `complete`.
fn write_chunked(stream: &mut TcpStream, body: &[u8], complete: bool) -> io::Result<bool> {
    stream.write_all(head(200, "transfer-encoding: chunked\r\n", None).as_bytes())?;
    let (mut rest, mut size) = (body, 1);
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(size.min(rest.len()));
        stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes())?;
        stream.write_all(chunk)?;
        stream.write_all(b"\r\n")?;
        (rest, size) = (after, size * 3 % 40_009);
    }
    if complete {
        stream.write_all(b"0\r\n\r\n")?;
    }
    Ok(complete)
}

/// Writes the beginning of a response and closes the connection.
fn truncate(stream: &mut TcpStream, how: &str) -> io::Result<bool> {
    match how {
        "length" => {
            stream.write_all(head(200, "", Some(100)).as_bytes())?;
            stream.write_all(&pattern(50))?;
        }
        "gzip" => {
            let gzip = gzip::stored(&pattern(1000));
            let half = gzip.get(..500).unwrap_or(&gzip);
            stream.write_all(head(200, "content-encoding: gzip\r\n", Some(half.len())).as_bytes())?;
            stream.write_all(half)?;
        }
        "head" => stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-le")?,
        _ => return write_chunked(stream, &pattern(50), false),
    }
    Ok(false)
}

/// Sends nothing more, until the client disconnects.
fn hold(stream: &mut TcpStream, state: &State, id: &str) -> io::Result<bool> {
    state.count(id, started);
    // A client that waits for its response sends nothing, so this read returns when the client
    // disconnects.
    let disconnected = stream.read(&mut [0]);
    state.count(id, closed);
    disconnected.map(|_| false)
}
