//! gzip for cached bodies: each is compressed once, when a client first requests it.

use std::io::Write as _;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, header::ACCEPT_ENCODING};

/// The minimum size of a body to compress, in bytes.
const MIN_SIZE: usize = 1_024;

/// Compresses the body, if that makes it smaller.
pub(crate) fn gzip(body: &Bytes) -> Option<Bytes> {
    if body.len() < MIN_SIZE {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::new(5));
    // Writing to a vector cannot fail.
    encoder.write_all(body).ok()?;
    let mut compressed = encoder.finish().ok()?;
    // The body may be cached for long, so it must not hold spare capacity.
    compressed.shrink_to_fit();
    (compressed.len() < body.len()).then(|| compressed.into())
}

/// Whether the client accepts gzip.
pub(crate) fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let excluded = parameters
            .trim()
            .strip_prefix("q=")
            .and_then(|quality| quality.trim().parse::<f32>().ok())
            .is_some_and(|quality| quality <= 0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !excluded
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
    fn gzip_is_accepted_only_if_the_client_names_it() {
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
    fn an_incompressible_body_stays_uncompressed() {
        assert_eq!(gzip(&Bytes::from_static(b"{}")), None);
        let compressed = gzip(&Bytes::from(vec![b' '; 100_000])).unwrap();
        assert!(compressed.len() < 1_000);
    }

    proptest! {
        #[test]
        fn a_compressed_body_decompresses_to_the_original(piece in "[a-z\"{}:,0-9]{1,40}", times in 30_usize..400) {
            let body = Bytes::from(piece.repeat(times));
            if let Some(compressed) = gzip(&body) {
                let mut read = Vec::new();
                GzDecoder::new(&*compressed).read_to_end(&mut read).unwrap();
                prop_assert_eq!(read, body);
            }
        }
    }
}
