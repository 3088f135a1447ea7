//! JSON decoding with errors that say what the body is instead.

use serde::de::{DeserializeOwned, IgnoredAny};

/// Decodes a JSON body.
///
/// A valid body takes one pass of `serde_json` over a `str`: validating UTF-8 for the whole body at
/// once is a third cheaper than string by string. A second pass, only after a failure,
/// distinguishes HTML, a truncated body and a field of an unexpected type, and names that field.
///
/// A body that is not UTF-8 decodes nonetheless if the model ignores those strings.
///
/// # Errors
/// A [`DecodeError`] that says what the body is instead.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    let value = match str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    };
    value.map_err(|error| DecodeError::diagnose::<T>(body, &error))
}

/// Checks that a body is JSON, for callers that decode it by other means.
///
/// # Errors
/// A [`DecodeError`] that says what the body is instead.
pub fn check(body: &[u8]) -> Result<(), DecodeError> {
    let found: Result<IgnoredAny, _> = serde_json::from_slice(body);
    found
        .map(drop)
        .map_err(|error| DecodeError::not_json(body, &error).unwrap_or_else(|| DecodeError::anywhere(&error)))
}

/// The reason why a body could not be decoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// HTML, such as a gateway's error page.
    #[error("the body is HTML, not JSON")]
    Html,
    /// Not JSON at all.
    #[error("the body is not JSON: {0}")]
    Syntax(String),
    /// Truncated JSON, or an empty body.
    #[error("the body is truncated after {received} bytes")]
    Truncated {
        /// The number of bytes received.
        received: usize,
    },
    /// JSON that does not fit the model.
    #[error("at `{path}`: {message}")]
    Mismatch {
        /// The path, such as `memberList[3].trophies`; `.` is the whole body.
        path: String,
        /// The expected and the actual type.
        message: String,
    },
}

impl DecodeError {
    fn diagnose<T: DeserializeOwned>(body: &[u8], error: &serde_json::Error) -> Self {
        if let Some(found) = Self::not_json(body, error) {
            return found;
        }
        let deserializer = &mut serde_json::Deserializer::from_slice(body);
        match serde_path_to_error::deserialize::<_, T>(deserializer) {
            Err(found) => {
                Self::Mismatch { path: found.path().to_string(), message: found.inner().to_string() }
            }
            // Only a decoder that depends on something other than the body fails first and then
            // succeeds.
            Ok(_) => Self::anywhere(error),
        }
    }

    /// Returns what the body is if it is not complete JSON.
    fn not_json(body: &[u8], error: &serde_json::Error) -> Option<Self> {
        if body.trim_ascii_start().first() == Some(&b'<') {
            Some(Self::Html)
        } else if error.is_eof() {
            Some(Self::Truncated { received: body.len() })
        } else if !error.is_data() {
            Some(Self::Syntax(error.to_string()))
        } else {
            None
        }
    }

    fn anywhere(error: &serde_json::Error) -> Self {
        Self::Mismatch { path: ".".into(), message: error.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Member {
        trophies: u32,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Clan {
        members: Vec<Member>,
    }

    fn fails(body: &str) -> DecodeError {
        json::<Clan>(body.as_bytes()).expect_err("must not decode")
    }

    #[test]
    fn a_type_mismatch_names_path_and_field() {
        let error = fails(r#"{"members":[{"trophies":1},{"trophies":"many"}]}"#);
        let DecodeError::Mismatch { path, message } = error else { panic!("{error:?}") };
        assert_eq!(path, "members[1].trophies");
        assert!(message.contains("invalid type: string \"many\", expected u32"), "{message}");
    }

    #[test]
    fn a_missing_field_names_its_parent() {
        let error = fails(r#"{"members":[{}]}"#);
        assert!(
            matches!(&error, DecodeError::Mismatch { path, message } if path == "members[0]" && message.contains("trophies"))
        );
    }

    #[test]
    fn only_strings_that_are_read_must_be_utf8() {
        let clan = json::<Clan>(b"{\"name\":\"\xff\",\"members\":[]}");
        assert_eq!(clan, Ok(Clan { members: Vec::new() }));
        let error = json::<String>(b"\"\xff\"").expect_err("must not decode");
        assert!(matches!(error, DecodeError::Syntax(_)), "{error:?}");
    }

    #[test]
    fn a_check_returns_the_same_error_for_a_body_that_is_not_json() {
        for body in ["<html>", r#"{"members":[{"tro"#, "", "upstream timeout"] {
            assert_eq!(check(body.as_bytes()), Err(fails(body)), "{body}");
        }
        assert_eq!(check(br#"{"members":[{"trophies":"many"}]}"#), Ok(()));
    }

    #[test]
    fn html_truncation_and_noise_are_distinguished() {
        assert_eq!(fails("\n <html><body>502</body></html>"), DecodeError::Html);
        assert_eq!(fails(r#"{"members":[{"tro"#), DecodeError::Truncated { received: 17 });
        assert_eq!(fails(""), DecodeError::Truncated { received: 0 });
        assert!(matches!(fails("upstream timeout"), DecodeError::Syntax(_)));
    }
}
