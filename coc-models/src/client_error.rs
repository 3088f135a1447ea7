//! [`ClientError`]: the body of every error that the API itself answers with.
//!
//! Errors of a gateway in front of it are HTML, and no body of this kind.

use alloc::string::String;

use serde::{Deserialize, Deserializer, Serialize, de::IgnoredAny};

open_enum! {
    /// Why the API refused a request.
    pub enum ClientErrorReason {
        /// 400: a parameter is missing or makes no sense.
        BadRequest = "badRequest",
        /// 403: the key is missing or wrong; or, where there is no message, the clan's war log is private.
        AccessDenied = "accessDenied",
        /// 403: the key does not allow requests from this address.
        AccessDeniedInvalidIp = "accessDenied.invalidIp",
        /// 404: there is no such thing.
        NotFound = "notFound",
        /// 429: too many requests with this key.
        RequestThrottled = "requestThrottled",
        /// 500: something went wrong at the API's end.
        UnknownException = "unknownException",
        /// 503: the game and its API are down for maintenance.
        InMaintenance = "inMaintenance",
    }
}

/// The body of an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClientError {
    /// Why, for a program.
    pub reason: ClientErrorReason,
    /// Why, for a person. A private war log is denied without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The kind of error. Documented, but never seen.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// More about it, where that is a text. Documented as an object of unknown shape, but never seen; what
    /// is not a text is skipped, since it must not hide the reason.
    #[serde(default, deserialize_with = "text_only", skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Reads a text; anything else is nothing.
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
    fn a_private_war_log_is_denied_without_a_message() {
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
    }

    #[test]
    fn a_body_without_a_reason_is_another_kind_of_body() {
        assert!(serde_json::from_str::<ClientError>(r#"{"message":"no"}"#).is_err());
    }
}
