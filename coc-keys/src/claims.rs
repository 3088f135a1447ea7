//! What a JSON Web Token says about the addresses it may be used from. Nothing is verified: the token came from the portal.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use ipnet::IpNet;
use serde_json::Value;

use crate::range;

/// URL-safe, with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The ranges in the claims, from whichever of the limits have any. None, if it is no token.
pub(crate) fn ranges(token: &str) -> Vec<IpNet> {
    let payload = token.split('.').nth(1).and_then(|payload| BASE64.decode(payload).ok());
    let Some(claims) = payload.and_then(|payload| serde_json::from_slice::<Value>(&payload).ok()) else {
        return Vec::new();
    };
    let limits = claims.get("limits").and_then(Value::as_array).into_iter().flatten();
    let ranges = limits.filter_map(|limit| limit.get("cidrs").and_then(Value::as_array)).flatten();
    ranges.filter_map(|range| range::parse(range.as_str()?)).collect()
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
    fn the_limit_with_addresses_is_found_wherever_it_stands() {
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
    fn padding_and_the_url_safe_letters_are_understood() {
        // `~~~` and `???` need the letters that the two alphabets write differently.
        let claims = r#"{"xy":"~~~???","limits":[{"cidrs":["203.0.113.7"]}]}"#;
        let padded = format!("e30.{}.c2ln", URL_SAFE.encode(claims));
        assert!(padded.contains('=') && padded.contains(['-', '_']), "{padded}");
        assert_eq!(shown(&padded), ["203.0.113.7/32"]);
        assert_eq!(shown(&token(claims)), ["203.0.113.7/32"]);
    }

    #[test]
    fn what_is_no_token_names_no_address() {
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
