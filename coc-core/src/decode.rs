//! From bytes to values: JSON decoding whose errors say what kind of wrong the body was.

use serde::de::{DeserializeOwned, IgnoredAny};

/// Decodes a JSON body.
///
/// The happy path is one pass of `serde_json`, over text: checking the whole body for UTF-8 at once is a third cheaper than
/// string by string. Only when that fails is the body looked at again, to tell a gateway's HTML from a cut-off answer from a
/// field of an unexpected type, and to name that field.
///
/// A body that is not UTF-8 decodes nonetheless if the model passes over those strings.
///
/// # Errors
/// A [`DecodeError`] that says what the body was instead.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    let value = match str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    };
    value.map_err(|error| DecodeError::diagnose::<T>(body, &error))
}

/// Finds out whether a body is JSON at all, for those who decode it by other means.
///
/// # Errors
/// A [`DecodeError`] that says what the body was instead.
pub fn check(body: &[u8]) -> Result<(), DecodeError> {
    let found: Result<IgnoredAny, _> = serde_json::from_slice(body);
    found
        .map(drop)
        .map_err(|error| DecodeError::no_json(body, &error).unwrap_or_else(|| DecodeError::anywhere(&error)))
}

/// Why a body could not be decoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// A web page, such as a gateway's error page.
    #[error("the body is HTML, not JSON")]
    Html,
    /// Not JSON at all.
    #[error("the body is not JSON: {0}")]
    Syntax(String),
    /// JSON that stops in the middle, or an empty body.
    #[error("the body ends early, after {received} bytes")]
    Truncated {
        /// How many bytes came.
        received: usize,
    },
    /// JSON whose values are not what the endpoint promises.
    #[error("at `{path}`: {message}")]
    Mismatch {
        /// Where, as `memberList[3].trophies`; `.` is the whole body.
        path: String,
        /// What was expected and found.
        message: String,
    },
}

impl DecodeError {
    fn diagnose<T: DeserializeOwned>(body: &[u8], error: &serde_json::Error) -> Self {
        if let Some(found) = Self::no_json(body, error) {
            return found;
        }
        let deserializer = &mut serde_json::Deserializer::from_slice(body);
        match serde_path_to_error::deserialize::<_, T>(deserializer) {
            Err(found) => {
                Self::Mismatch { path: found.path().to_string(), message: found.inner().to_string() }
            }
            // A decoder that fails once and then succeeds depends on something other than the body.
            Ok(_) => Self::anywhere(error),
        }
    }

    /// What the body is if it is not JSON, or not all of it.
    fn no_json(body: &[u8], error: &serde_json::Error) -> Option<Self> {
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
    fn a_wrong_type_names_path_and_field() {
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
    fn a_check_says_the_same_about_what_is_no_json() {
        for body in ["<html>", r#"{"members":[{"tro"#, "", "upstream timeout"] {
            assert_eq!(check(body.as_bytes()), Err(fails(body)), "{body}");
        }
        assert_eq!(check(br#"{"members":[{"trophies":"many"}]}"#), Ok(()));
    }

    #[test]
    fn html_truncation_and_noise_are_told_apart() {
        assert_eq!(fails("\n <html><body>502</body></html>"), DecodeError::Html);
        assert_eq!(fails(r#"{"members":[{"tro"#), DecodeError::Truncated { received: 17 });
        assert_eq!(fails(""), DecodeError::Truncated { received: 0 });
        assert!(matches!(fails("upstream timeout"), DecodeError::Syntax(_)));
    }
}
