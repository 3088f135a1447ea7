//! [`ClientError`]: the body of the API's errors.
//!
//! Errors of a gateway in front of the API are HTML instead.

use alloc::string::String;

use serde::{Deserialize, Deserializer, Serialize, de::IgnoredAny};

open_enum! {
    /// The reason for which the API rejected a request.
    pub enum ClientErrorReason {
        /// 400: a parameter is missing or invalid.
        BadRequest = "badRequest",
        /// 403: the key is missing or wrong; or, if there is no message, the clan's war log is
        /// private.
        AccessDenied = "accessDenied",
        /// 403: the key does not allow requests from this address.
        AccessDeniedInvalidIp = "accessDenied.invalidIp",
        /// 404: the resource does not exist.
        NotFound = "notFound",
        /// 429: too many requests with this key.
        RequestThrottled = "requestThrottled",
        /// 500: the API failed.
        UnknownException = "unknownException",
        /// 503: the game and its API are down for maintenance.
        InMaintenance = "inMaintenance",
    }
}

/// The body of an error.
///
/// ```
/// use coc_models::{ClientError, ClientErrorReason};
///
/// let body = r#"{"reason":"notFound","message":"Not found with tag #2PP"}"#;
/// let error: ClientError = serde_json::from_str(body)?;
/// assert_eq!(error.reason, ClientErrorReason::NotFound);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClientError {
    /// The reason, for programs.
    pub reason: ClientErrorReason,
    /// The message, for people. The error of a private war log has none.
    #[serde(default, deserialize_with = "text_only", skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The kind of error. Documented, but never seen.
    #[serde(
        default,
        rename = "type",
        deserialize_with = "text_only",
        skip_serializing_if = "Option::is_none"
    )]
    pub kind: Option<String>,
    /// Details, if they are a string. Documented as an object of unknown shape, but never seen; any
    /// other value is skipped, so that it does not hide the reason.
    #[serde(default, deserialize_with = "text_only", skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Reads a string; any other value is `None`.
fn text_only<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Detail {
        Text(String),
        Other(IgnoredAny),
    }
    Ok(match Detail::deserialize(deserializer)? {
        Detail::Text(text) => Some(text),
        Detail::Other(IgnoredAny) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> ClientError {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_error_of_a_private_war_log_has_no_message() {
        let error = read(r#"{"reason":"accessDenied"}"#);
        assert_eq!((error.reason, error.message), (ClientErrorReason::AccessDenied, None));
    }

    #[test]
    fn a_detail_of_any_shape_does_not_hide_the_reason() {
        for detail in ["null", "{}", "[1]", "7", r#"{"a":{"b":[true]}}"#] {
            let error = read(&std::format!(r#"{{"detail":{detail},"reason":"notFound","type":"t"}}"#));
            assert_eq!((error.detail, error.reason), (None, ClientErrorReason::NotFound));
        }
        assert_eq!(read(r#"{"reason":"x","detail":"more"}"#).detail.as_deref(), Some("more"));
        let odd = read(r#"{"reason":"notFound","message":7,"type":{}}"#);
        assert_eq!((odd.reason, odd.message, odd.kind), (ClientErrorReason::NotFound, None, None));
    }

    #[test]
    fn a_body_without_a_reason_is_no_client_error() {
        assert!(serde_json::from_str::<ClientError>(r#"{"message":"no"}"#).is_err());
    }
}
