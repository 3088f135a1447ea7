//! [`ClientError`]: the body of the API's errors.
//!
//! Errors of a gateway in front of the API are HTML instead.

use alloc::string::String;
use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClientError {
    /// The reason, for programs.
    pub reason: ClientErrorReason,
    /// The message, for people. The error of a private war log has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The kind of error. Documented, but never seen.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Details, if they are a string. Documented as an object of unknown shape, but never seen; any
    /// other value is skipped, so that it does not hide the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl<'de> Deserialize<'de> for ClientError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Value::Object(Members { reason, message, kind, detail }) = Value::deserialize(deserializer)?
        else {
            return Err(D::Error::custom("expected an object"));
        };
        let reason = reason.ok_or_else(|| D::Error::missing_field("reason"))?;
        Ok(Self { reason: reason.as_str().into(), message, kind, detail })
    }
}

/// A JSON value, of which only strings are stored.
///
/// Its visitor accepts every value. The derived ones report the value that they do not accept, and
/// this would be the only code of a client without models that formats floating point numbers.
enum Value {
    Text(String),
    Object(Members),
    Other,
}

/// The members of an object that an error may have, if they are strings.
#[derive(Default)]
struct Members {
    reason: Option<String>,
    message: Option<String>,
    kind: Option<String>,
    detail: Option<String>,
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Members::default();
        while let Some(name) = map.next_key::<String>()? {
            let member = match name.as_str() {
                "reason" => &mut members.reason,
                "message" => &mut members.message,
                "type" => &mut members.kind,
                "detail" => &mut members.detail,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *member = if let Value::Text(text) = map.next_value()? { Some(text) } else { None };
        }
        Ok(Value::Object(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Other)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Other)
    }
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
        for body in
            [r#"{"message":"no"}"#, r#"{"reason":7}"#, r#"{"reason":null}"#, "7.5", "null", r#""notFound""#]
        {
            assert!(serde_json::from_str::<ClientError>(body).is_err(), "{body}");
        }
    }

    #[test]
    fn an_array_with_the_values_of_an_error_is_no_client_error() {
        assert!(serde_json::from_str::<ClientError>(r#"["notFound","not found",null,null]"#).is_err());
    }
}
