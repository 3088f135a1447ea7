//! gzip for bodies that are kept: compressed once, when somebody first wants it, and not for each of those who come after.

use std::io::Write as _;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, header::ACCEPT_ENCODING};

/// The smallest body that is worth it, in bytes.
const WORTH_IT: usize = 1_024;

/// The body in gzip, if that is smaller.
pub(crate) fn gzip(body: &Bytes) -> Option<Bytes> {
    if body.len() < WORTH_IT {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::new(5));
    // A vector takes whatever is written to it, so neither can fail.
    encoder.write_all(body).ok()?;
    let mut compressed = encoder.finish().ok()?;
    // It may be kept for long; what was reserved and not needed is not.
    compressed.shrink_to_fit();
    (compressed.len() < body.len()).then(|| compressed.into())
}

/// Whether whoever asks takes gzip.
pub(crate) fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = parameters
            .trim()
            .strip_prefix("q=")
            .and_then(|quality| quality.trim().parse::<f32>().ok())
            .is_some_and(|quality| quality <= 0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn accepts(value: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_str(value).unwrap());
        accepts_gzip(&headers)
    }

    #[test]
    fn gzip_is_given_to_those_who_ask_for_it() {
        assert!(!accepts_gzip(&HeaderMap::new()));
        for (value, expected) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("deflate, gzip;q=1.0, *;q=0.5", true),
            ("gzip;q=0", false),
            ("gzip; q=0.0", false),
            ("br", false),
            ("x-gzip-not", false),
            ("", false),
        ] {
            assert_eq!(accepts(value), expected, "{value}");
        }
    }

    #[test]
    fn what_does_not_get_smaller_stays_as_it_is() {
        assert_eq!(gzip(&Bytes::from_static(b"{}")), None);
        let compressed = gzip(&Bytes::from(vec![b' '; 100_000])).unwrap();
        assert!(compressed.len() < 1_000);
    }

    proptest! {
        #[test]
        fn what_was_compressed_is_read_again(piece in "[a-z\"{}:,0-9]{1,40}", times in 30_usize..400) {
            let body = Bytes::from(piece.repeat(times));
            if let Some(compressed) = gzip(&body) {
                let mut read = Vec::new();
                GzDecoder::new(&*compressed).read_to_end(&mut read).unwrap();
                prop_assert_eq!(read, body);
            }
        }
    }
}
