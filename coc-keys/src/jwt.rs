//! The ranges in the claims of a JSON Web Token. Its signature is not verified: it comes from the
//! portal.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use ipnet::IpNet;
use serde_json::Value;

use crate::cidr;

/// URL-safe, with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Returns the ranges of all limits in the claims; none if this is not a token.
pub(crate) fn ranges(token: &str) -> Vec<IpNet> {
    let payload = token.split('.').nth(1).and_then(|payload| BASE64.decode(payload).ok());
    let Some(claims) = payload.and_then(|payload| serde_json::from_slice::<Value>(&payload).ok()) else {
        return Vec::new();
    };
    let limits = claims.get("limits").and_then(Value::as_array).into_iter().flatten();
    let ranges = limits.filter_map(|limit| limit.get("cidrs").and_then(Value::as_array)).flatten();
    ranges.filter_map(|range| cidr::parse(range.as_str()?)).collect()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    fn token(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    fn shown(token: &str) -> Vec<String> {
        ranges(token).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_limit_with_ranges_is_found_at_any_position() {
        let addresses = r#"{"cidrs":["203.0.113.7/32","2001:db8::7"],"type":"client"}"#;
        let (tier, origins) = (r#"{"tier":"developer/bronze"}"#, r#"{"origins":["x"],"type":"cors"}"#);
        for limits in [
            format!("{addresses},{tier},{origins}"),
            format!("{tier},{addresses},{origins}"),
            format!("{tier},{origins},{addresses}"),
            format!("7,null,{{\"cidrs\":\"no\"}},{addresses}"),
        ] {
            let token = token(&format!(r#"{{"limits":[{limits}]}}"#));
            assert_eq!(shown(&token), ["203.0.113.7/32", "2001:db8::7/128"], "{limits}");
        }
    }

    #[test]
    fn url_safe_base64_is_decoded_with_and_without_padding() {
        // `~~~` and `???` encode to letters in which the two alphabets differ.
        let claims = r#"{"xy":"~~~???","limits":[{"cidrs":["203.0.113.7"]}]}"#;
        let padded = format!("e30.{}.c2ln", URL_SAFE.encode(claims));
        assert!(padded.contains('=') && padded.contains(['-', '_']), "{padded}");
        assert_eq!(shown(&padded), ["203.0.113.7/32"]);
        assert_eq!(shown(&token(claims)), ["203.0.113.7/32"]);
    }

    #[test]
    fn a_string_that_is_no_token_has_no_ranges() {
        for text in ["", "a.b.c", "..", "e30.bm8.", "e30.e30"] {
            assert!(ranges(text).is_empty(), "{text}");
        }
        assert!(ranges(&token(r#"{"limits":{"cidrs":["203.0.113.7"]}}"#)).is_empty());
    }

    proptest! {
        #[test]
        fn no_claims_panic(text in "\\PC{0,60}", claims in "\\PC{0,60}") {
            ranges(&text);
            ranges(&token(&claims));
        }
    }
}
