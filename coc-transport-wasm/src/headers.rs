//! Headers on their way over the border: one text, in lines as HTTP has them, because each crossing costs.

use std::cell::RefCell;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

/// The text of the headers, but for values that are no visible ASCII text; and the first that it does not have.
pub(crate) fn to_text(headers: &HeaderMap) -> (String, Option<&HeaderName>) {
    let mut text = String::with_capacity(256);
    let mut left_out = None;
    for (name, value) in headers {
        match value.to_str() {
            Ok(value) => text.extend([name.as_str(), ": ", value, "\r\n"]),
            Err(_) => left_out = left_out.or(Some(name)),
        }
    }
    (text, left_out)
}

/// The headers of the text, a line each. Their values are parts of it and no copies.
pub(crate) fn from_text(
    text: String,
) -> impl Iterator<Item = Result<(HeaderName, HeaderValue), http::Error>> {
    let mut rest = Bytes::from(text);
    std::iter::from_fn(move || {
        let end = rest.iter().position(|byte| *byte == b'\n');
        let line = rest.split_to(end.map_or(rest.len(), |end| end + 1));
        (!line.trim_ascii().is_empty()).then(|| header(&line))
    })
}

/// All of them; nothing if there are too many.
pub(crate) fn all(headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>) -> Option<HeaderMap> {
    let mut map = HeaderMap::with_capacity(ROOM);
    for (name, value) in headers {
        if map.len() == MOST {
            return None;
        }
        map.append(name, value);
    }
    Some(map)
}

/// A map panics above some 24,000, and others add to it.
const MOST: usize = 10_000;

/// For how many there is room from the beginning.
const ROOM: usize = 12;

fn header(line: &Bytes) -> Result<(HeaderName, HeaderValue), http::Error> {
    let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
    let value = line.get(colon + 1..).unwrap_or_default().trim_ascii();
    Ok((name(&line[..colon])?, HeaderValue::from_maybe_shared(line.slice_ref(value))?))
}

thread_local! {
    /// Names that came before. What makes a name of a text is so large that an engine that has to compile it, because it is called for
    /// each header, takes as long as for all the rest of an answer.
    static KNOWN: RefCell<Vec<HeaderName>> = const { RefCell::new(Vec::new()) };
}

/// More than servers use; names that never end shall not fill the memory.
const MOST_KNOWN: usize = 64;

fn name(text: &[u8]) -> Result<HeaderName, http::Error> {
    KNOWN.with_borrow_mut(|known| {
        if let Some(name) = known.iter().find(|known| known.as_str().as_bytes().eq_ignore_ascii_case(text)) {
            return Ok(name.clone());
        }
        let name = HeaderName::from_bytes(text)?;
        if known.len() < MOST_KNOWN {
            known.push(name.clone());
        }
        Ok(name)
    })
}
