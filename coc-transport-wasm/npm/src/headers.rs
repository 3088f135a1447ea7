//! Headers between Rust and JavaScript: one string with a line for each, as HTTP has them, because
//! each conversion costs.

use std::cell::RefCell;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header::InvalidHeaderName};

/// The text of the headers whose values are visible ASCII, and the name of the first one whose
/// value is not.
pub(crate) fn to_text(headers: &HeaderMap) -> (String, Option<&HeaderName>) {
    let mut text = String::with_capacity(256);
    let mut invalid = None;
    for (name, value) in headers {
        match value.to_str() {
            Ok(value) => text.extend([name.as_str(), ": ", value, "\r\n"]),
            Err(_) => invalid = invalid.or(Some(name)),
        }
    }
    (text, invalid)
}

/// The headers of the text, or the names of those that are invalid. The values are slices of the
/// text, not copies.
pub(crate) fn from_text(text: String) -> impl Iterator<Item = Result<(HeaderName, HeaderValue), String>> {
    let mut rest = Bytes::from(text);
    std::iter::from_fn(move || {
        let end = rest.iter().position(|byte| *byte == b'\n');
        let line = rest.split_to(end.map_or(rest.len(), |end| end + 1));
        (!line.trim_ascii().is_empty()).then(|| header(&line))
    })
}

/// The headers as a map; `None` if there are too many.
pub(crate) fn collect(headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>) -> Option<HeaderMap> {
    let mut map = HeaderMap::with_capacity(USUAL_HEADERS);
    for (name, value) in headers {
        if map.len() == MAX_HEADERS {
            return None;
        }
        map.try_append(name, value).ok()?;
    }
    Some(map)
}

/// A `HeaderMap` panics above some 24,000, and the client adds to it.
const MAX_HEADERS: usize = 10_000;

const USUAL_HEADERS: usize = 12;

fn header(line: &Bytes) -> Result<(HeaderName, HeaderValue), String> {
    let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
    let value = line.get(colon + 1..).unwrap_or_default().trim_ascii();
    let value = HeaderValue::from_maybe_shared(line.slice_ref(value)).ok();
    let header = name(&line[..colon]).ok().zip(value);
    header.ok_or_else(|| String::from_utf8_lossy(&line[..colon]).into_owned())
}

thread_local! {
    /// Names seen before. The function that parses a name is so large that an engine which has to
    /// compile it for each header takes as long for that as for the rest of the response.
    static KNOWN: RefCell<Vec<HeaderName>> = const { RefCell::new(Vec::new()) };
}

/// More names than servers use, and few enough that a server cannot fill the memory.
const MAX_KNOWN: usize = 64;

fn name(text: &[u8]) -> Result<HeaderName, InvalidHeaderName> {
    KNOWN.with_borrow_mut(|known| {
        if let Some(name) = known.iter().find(|known| known.as_str().as_bytes().eq_ignore_ascii_case(text)) {
            return Ok(name.clone());
        }
        let name = HeaderName::from_bytes(text)?;
        if known.len() < MAX_KNOWN {
            known.push(name.clone());
        }
        Ok(name)
    })
}
