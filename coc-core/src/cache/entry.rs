//! [`Entry`]: a cached response, and its serialized form.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::{
    clock::Instant,
    decode::Repairs,
    headers,
    raw_response::{ErasedValue, RawResponse},
};

/// The prefix of every serialized entry. A change of the format changes the number.
const MAGIC: &[u8] = b"coc-entry 2\n";

/// A response in a [`Cache`](super::Cache). Cheap to clone.
///
/// A store within the process keeps the entry itself, with the decoded value inside. Any other
/// store keeps [`to_bytes`](Self::to_bytes), which contains everything but that value.
///
/// ```
/// use std::{fs, path::Path};
/// use coc_core::cache::Entry;
///
/// fn write(path: &Path, entry: &Entry) -> std::io::Result<()> {
///     // `None` if another store has dropped the body.
///     entry.to_bytes().map_or(Ok(()), |bytes| fs::write(path, bytes))
/// }
///
/// fn read(path: &Path) -> std::io::Result<Entry> {
///     Entry::from_bytes(fs::read(path)?).map_err(std::io::Error::other)
/// }
/// ```
#[derive(Clone)]
pub struct Entry {
    pub(crate) raw: Arc<RawResponse>,
    /// The decoded value; `None` for a failure, and for an entry from outside the process.
    pub(crate) value: Option<ErasedValue>,
    /// The size of the value in bytes.
    value_size: usize,
    /// By the clock of this process; `None` for an entry from outside the process.
    pub(crate) fresh_until_here: Option<Instant>,
    fresh_until: Duration,
    keep_until: Duration,
}

impl Entry {
    /// Creates an entry whose lifetime starts when the response was received.
    pub(crate) fn new(
        raw: Arc<RawResponse>,
        now: Instant,
        lifetime: Duration,
        stale_window: Duration,
    ) -> Self {
        let fresh_until = raw.received_at.saturating_add(lifetime);
        let keep_until = fresh_until.saturating_add(stale_window);
        let fresh_until_here = Some(now + lifetime);
        Self { raw, value: None, value_size: 0, fresh_until_here, fresh_until, keep_until }
    }

    /// Sets the decoded value, which takes this many bytes.
    pub(crate) fn with_value(self, value: ErasedValue, value_size: usize) -> Self {
        Self { value: Some(value), value_size, ..self }
    }

    /// Sets what was repaired to decode the value.
    pub(crate) fn with_repairs(mut self, repairs: Repairs) -> Self {
        if self.raw.repairs != repairs {
            self.raw = Arc::new(RawResponse { repairs, ..(*self.raw).clone() });
        }
        self
    }

    /// Returns the bytes of body, headers and value.
    pub(super) fn size(&self) -> usize {
        // A value that is the body holds it, even if the entry dropped it.
        let has_body = self.body().is_some() || self.value.as_ref().is_some_and(|value| value.is::<Bytes>());
        let body = if has_body { self.raw.body_len } else { 0 };
        body.saturating_add(self.value_size).saturating_add(headers::heap_size(self.headers()))
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// The headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// The decompressed body; `None` if the store dropped it.
    pub fn body(&self) -> Option<&Bytes> {
        self.raw.body.as_ref()
    }

    /// When the response was received, as time since the Unix epoch.
    pub fn received_at(&self) -> Duration {
        self.raw.received_at
    }

    /// When the entry expires, as time since the Unix epoch.
    pub fn fresh_until(&self) -> Duration {
        self.fresh_until
    }

    /// When the store may drop the entry, as time since the Unix epoch. Later than
    /// [`fresh_until`](Self::fresh_until) only if the policy serves stale responses.
    pub fn keep_until(&self) -> Duration {
        self.keep_until
    }

    /// Whether the entry is fresh at this moment.
    ///
    /// Both clocks must agree. The monotonic clock stands still while the machine is suspended, and
    /// the wall clock may be set back.
    pub(crate) fn is_fresh(&self, now: Instant, unix_now: impl FnOnce() -> Duration) -> bool {
        self.is_before(now, unix_now, Duration::ZERO)
    }

    /// Whether the entry may be served at this moment if the API fails.
    pub(crate) fn is_retained(&self, now: Instant, unix_now: Duration) -> bool {
        self.is_before(now, || unix_now, self.keep_until.saturating_sub(self.fresh_until))
    }

    /// Whether less than `beyond` has passed since the entry expired.
    fn is_before(&self, now: Instant, unix_now: impl FnOnce() -> Duration, beyond: Duration) -> bool {
        let wall = self.fresh_until.saturating_add(beyond);
        match self.fresh_until_here {
            Some(until) => now < until + beyond && unix_now() < wall,
            // An entry from a machine whose clock is ahead must not outlast its lifetime.
            None => (self.received_at()..wall).contains(&unix_now()),
        }
    }

    /// Drops the body, unless there is no decoded value to replace it.
    #[must_use]
    pub fn without_body(mut self) -> Self {
        if self.value.is_some() && self.raw.body.is_some() {
            self.raw = Arc::new(RawResponse { body: None, ..(*self.raw).clone() });
        }
        self
    }

    /// Serializes the entry; `None` if its body was dropped.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let body = self.body()?;
        let times = [self.received_at(), self.fresh_until, self.keep_until].map(millis);
        let head = format!("{} {} {} {}\n", self.status().as_u16(), times[0], times[1], times[2]);
        let mut bytes = [MAGIC, head.as_bytes()].concat();
        for (name, value) in self.headers() {
            // A header that is not text is of no use to a later reader.
            if let Ok(value) = value.to_str() {
                for part in [name.as_str(), ": ", value, "\n"] {
                    bytes.extend_from_slice(part.as_bytes());
                }
            }
        }
        bytes.push(b'\n');
        bytes.extend_from_slice(body);
        Some(bytes)
    }

    /// Deserializes what [`to_bytes`](Self::to_bytes) wrote, in this process or another.
    ///
    /// # Errors
    /// [`CorruptEntry`] for anything else; a store should then remove it.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Result<Self, CorruptEntry> {
        let bytes = bytes.into();
        let (head, headers, body_at) = sections(&bytes).ok_or(CorruptEntry)?;
        let mut numbers = head.split(' ').map(str::parse::<u64>);
        let mut number = || numbers.next().and_then(Result::ok).ok_or(CorruptEntry);
        let status = u16::try_from(number()?).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.ok_or(CorruptEntry)?;
        let (received_at, fresh_until, keep_until) = (number()?, number()?, number()?);
        let mut map = HeaderMap::new();
        for line in headers.lines() {
            let (name, value) = line.split_once(':').ok_or(CorruptEntry)?;
            let name: HeaderName = name.parse().map_err(|_| CorruptEntry)?;
            let value: HeaderValue = value.trim_ascii_start().parse().map_err(|_| CorruptEntry)?;
            map.try_append(name, value).map_err(|_| CorruptEntry)?;
        }
        let body = bytes.slice(body_at..);
        let received_at = Duration::from_millis(received_at);
        Ok(Self {
            raw: Arc::new(RawResponse {
                status,
                headers: map,
                body_len: body.len(),
                body: Some(body),
                repairs: Repairs::default(),
                received_at,
            }),
            value: None,
            value_size: 0,
            fresh_until_here: None,
            fresh_until: Duration::from_millis(fresh_until),
            keep_until: Duration::from_millis(keep_until),
        })
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("status", &self.status())
            .field("body", &self.raw.body_len)
            .field("received_at", &self.received_at())
            .field("fresh_until", &self.fresh_until)
            .field("keep_until", &self.keep_until)
            .finish_non_exhaustive()
    }
}

/// Bytes that are not an [`Entry`]: written by another program or version, or truncated.
///
/// ```
/// use coc_core::cache::Entry;
///
/// let error = Entry::from_bytes("written by another program").unwrap_err();
/// println!("removed from the store: {error}");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are not a cached response in the format of this version")]
pub struct CorruptEntry;

/// Returns the line of status and times, the lines of headers, and where the body begins.
///
/// The format is that of an HTTP message: after the line that names it a line of numbers, the status
/// and times in Unix milliseconds; a line for each header; an empty line; the body.
fn sections(bytes: &[u8]) -> Option<(&str, &str, usize)> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let end = rest.windows(2).position(|pair| pair == b"\n\n")?;
    let head = str::from_utf8(rest.get(..end)?).ok()?;
    let (numbers, headers) = head.split_once('\n').unwrap_or((head, ""));
    Some((numbers, headers, MAGIC.len() + end + 2))
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(body: &'static [u8]) -> Entry {
        let mut headers = HeaderMap::new();
        headers.append("cache-control", HeaderValue::from_static("max-age=60"));
        headers.append("x-two", HeaderValue::from_static("1"));
        headers.append("x-two", HeaderValue::from_static("2"));
        let raw = RawResponse {
            status: StatusCode::OK,
            headers,
            body_len: body.len(),
            body: Some(Bytes::from_static(body)),
            repairs: Repairs::default(),
            received_at: Duration::from_millis(1_500),
        };
        let (lifetime, stale_window) = (Duration::from_secs(60), Duration::from_secs(600));
        Entry::new(Arc::new(raw), Instant::default(), lifetime, stale_window)
    }

    #[test]
    fn a_serialized_entry_deserializes_to_the_same_response() {
        for body in [&b"{\"a\":\"\\n\"}\n\n"[..], b"", b"\xff\x00"] {
            let written = entry(body);
            let read = Entry::from_bytes(written.to_bytes().unwrap()).unwrap();
            assert_eq!(read.body().unwrap(), body);
            assert_eq!(read.headers(), written.headers());
            assert_eq!(read.status(), 200);
            assert_eq!(read.received_at(), Duration::from_millis(1_500));
            assert_eq!(read.fresh_until(), Duration::from_millis(61_500));
            assert_eq!(read.keep_until(), Duration::from_millis(661_500));
        }
    }

    #[test]
    fn a_deserialized_entry_is_fresh_by_the_wall_clock_within_its_lifetime() {
        let read = Entry::from_bytes(entry(b"{}").to_bytes().unwrap()).unwrap();
        let at = |millis| read.is_fresh(Instant::default(), || Duration::from_millis(millis));
        assert!(at(1_500) && at(61_499));
        assert!(!at(61_500), "expired");
        assert!(!at(1_499), "from the future");
    }

    #[test]
    fn the_body_is_dropped_only_if_there_is_a_decoded_value() {
        let without_value = entry(b"{}").without_body();
        assert!(without_value.body().is_some());
        let with_value = entry(b"{}").with_value(Arc::new(1_u8), 1).without_body();
        assert!(with_value.body().is_none() && with_value.to_bytes().is_none());
    }

    #[cfg(not(target_family = "wasm"))]
    proptest::proptest! {
        #[test]
        fn no_bytes_panic(noise in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), cut in 0_usize..200) {
            let _ = Entry::from_bytes(noise.clone());
            let mut bytes = entry(b"{}").to_bytes().unwrap();
            bytes.truncate(cut);
            let _ = Entry::from_bytes(bytes);
            let _ = Entry::from_bytes([MAGIC, &noise].concat());
        }
    }
}
