//! The models of the developer portal: sessions and API keys.
//!
//! The portal has no documented contract, so almost every field is optional, and a value of an
//! unexpected type is converted or ignored (`portal/lenient.rs`). Every credential is a [`Secret`].

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{LenientTimestamp, Secret};

mod lenient;

/// The response to a successful login.
///
/// `POST /api/login`.
///
/// ```
/// use coc_models::LoginResponse;
///
/// let body = r#"{"status":{"code":0,"message":"ok"},"sessionExpiresInSeconds":3600}"#;
/// let login: LoginResponse = serde_json::from_str(body)?;
/// assert_eq!((login.status.code, login.session_expires_in_seconds), (0, 3_600));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LoginResponse {
    /// The status of the request.
    #[serde(deserialize_with = "lenient::object")]
    pub status: PortalStatus,
    /// The remaining lifetime of the session, in seconds.
    #[serde(default, deserialize_with = "lenient::integer")]
    pub session_expires_in_seconds: i32,
    /// The session.
    #[serde(default, deserialize_with = "lenient::optional_object", skip_serializing_if = "Option::is_none")]
    pub auth: Option<PortalAuth>,
    /// The account.
    #[serde(default, deserialize_with = "lenient::optional_object", skip_serializing_if = "Option::is_none")]
    pub developer: Option<PortalDeveloper>,
    /// A key of the API, valid for an hour, for the portal's own pages. Its claims have the address
    /// of the request.
    #[serde(
        default,
        rename = "temporaryAPIToken",
        deserialize_with = "lenient::optional_secret",
        skip_serializing_if = "Option::is_none"
    )]
    pub temporary_api_token: Option<Secret>,
    /// The URL of the API's description.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub swagger_url: Option<String>,
}

/// All keys of the account, ten at most.
///
/// `POST /api/apikey/list`.
///
/// ```
/// use coc_models::ApiKeyList;
///
/// let body = r#"{"status":{"code":0},"keys":[{"id":"k","name":"my-bot","key":"secret"}]}"#;
/// let list: ApiKeyList = serde_json::from_str(body)?;
/// assert_eq!(list.keys[0].name, "my-bot");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApiKeyList {
    /// The status of the request.
    #[serde(deserialize_with = "lenient::object")]
    pub status: PortalStatus,
    /// The remaining lifetime of the session, in seconds.
    #[serde(default, deserialize_with = "lenient::integer")]
    pub session_expires_in_seconds: i32,
    /// The keys; the list may be missing if there are none.
    #[serde(default, deserialize_with = "lenient::keys")]
    pub keys: Vec<ApiKey>,
}

/// The response to the creation of a key, with the key, or to a revocation, without.
///
/// `POST /api/apikey/create`, `POST /api/apikey/revoke`.
///
/// ```
/// use coc_models::ApiKeyResponse;
///
/// let body = r#"{"status":{"code":0},"key":{"id":"k","name":"my-bot","key":"secret"}}"#;
/// let created: ApiKeyResponse = serde_json::from_str(body)?;
/// assert!(created.key.is_some_and(|key| key.key.expose() == "secret"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApiKeyResponse {
    /// The status of the request.
    #[serde(deserialize_with = "lenient::object")]
    pub status: PortalStatus,
    /// The remaining lifetime of the session, in seconds.
    #[serde(default, deserialize_with = "lenient::integer")]
    pub session_expires_in_seconds: i32,
    /// The key that was created.
    #[serde(default, deserialize_with = "lenient::optional_object", skip_serializing_if = "Option::is_none")]
    pub key: Option<ApiKey>,
}

/// A key of the API.
///
/// ```
/// use coc_models::{ApiKey, ApiKeyList};
///
/// /// The keys that are valid from an address.
/// fn valid_from<'a>(list: &'a ApiKeyList, ip: &'a str) -> impl Iterator<Item = &'a ApiKey> {
///     list.keys.iter().filter(move |key| key.cidr_ranges.iter().any(|range| range == ip))
/// }
/// # assert_eq!(valid_from(&ApiKeyList::default(), "203.0.113.7").count(), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApiKey {
    /// The key's id, for revoking it; empty if it is missing.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: String,
    /// The id of its account.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub developer_id: Option<String>,
    /// The tier of the account, such as `developer/silver`.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Its description.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Web origins from which it is valid; ordinary keys have none.
    #[serde(default, deserialize_with = "lenient::optional_texts", skip_serializing_if = "Option::is_none")]
    pub origins: Option<Vec<String>>,
    /// Its scopes: `clash`.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub scopes: Vec<String>,
    /// The addresses from which it is valid, as IP addresses or networks: `203.0.113.7`,
    /// `203.0.113.0/24`.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub cidr_ranges: Vec<String>,
    /// When it expires; ordinary keys do not expire. The form of the time is not known.
    #[serde(default, deserialize_with = "lenient::optional_time", skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<LenientTimestamp>,
    /// The key itself, a JSON Web Token; empty if it is missing.
    #[serde(default, deserialize_with = "lenient::secret")]
    pub key: Secret,
}

/// The status of a request to the portal.
///
/// ```
/// use coc_models::PortalStatus;
///
/// let status: PortalStatus = serde_json::from_str(r#"{"code":0,"message":"ok"}"#)?;
/// assert_eq!((status.code, status.message.as_str()), (0, "ok"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PortalStatus {
    /// 0 for success.
    #[serde(default, deserialize_with = "lenient::integer")]
    pub code: i32,
    /// The message, for people: `ok`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub message: String,
    /// Details.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// A session of the portal.
///
/// ```
/// use coc_models::PortalAuth;
///
/// let auth: PortalAuth = serde_json::from_str(r#"{"uid":"u","token":"secret"}"#)?;
/// assert!(!format!("{auth:?}").contains("secret"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PortalAuth {
    /// The session's id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub uid: String,
    /// The session's token.
    #[serde(default, deserialize_with = "lenient::secret")]
    pub token: Secret,
    /// The user agent, if reported.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub ua: Option<String>,
    /// The IP address, if reported.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
}

/// An account of the portal.
///
/// ```
/// use coc_models::LoginResponse;
///
/// fn email(login: &LoginResponse) -> Option<&str> {
///     login.developer.as_ref().map(|developer| developer.email.as_str())
/// }
/// # assert_eq!(email(&LoginResponse::default()), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PortalDeveloper {
    /// The account's id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: String,
    /// The account's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// The game: `clashofclans`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub game: String,
    /// The email address of the account.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: String,
    /// The tier of the account, such as `developer/silver`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub tier: String,
    /// Scopes beyond the ordinary one.
    #[serde(default, deserialize_with = "lenient::optional_texts", skip_serializing_if = "Option::is_none")]
    pub allowed_scopes: Option<Vec<String>>,
    /// The most addresses per key, if limited.
    #[serde(
        default,
        deserialize_with = "lenient::optional_integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub max_cidrs: Option<i32>,
    /// The time of the previous login. The form of the time is not known.
    #[serde(default, deserialize_with = "lenient::optional_time", skip_serializing_if = "Option::is_none")]
    pub prev_login_ts: Option<LenientTimestamp>,
    /// The IP address of the previous login.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub prev_login_ip: Option<String>,
    /// The user agent of the previous login.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub prev_login_ua: Option<String>,
}

/// The portal's response to a failed request about keys.
///
/// ```
/// use coc_models::PortalError;
///
/// let error: PortalError = serde_json::from_str(r#"{"description":"Invalid credentials."}"#)?;
/// assert_eq!(error.description, "Invalid credentials.");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PortalError {
    /// The reason, for people.
    pub description: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_of_the_portal_is_in_debug() {
        let login: LoginResponse = serde_json::from_str(
            r#"{"status":{"code":0,"message":"ok"},"auth":{"uid":"u","token":"hush-1"},"temporaryAPIToken":"hush-2"}"#,
        )
        .unwrap();
        let created: ApiKeyResponse = serde_json::from_str(
            r#"{"status":{"code":0,"message":"ok"},"key":{"id":"k","name":"n","key":"hush-3"}}"#,
        )
        .unwrap();
        let shown = std::format!("{login:?} {created:?}");
        assert!(shown.contains("redacted") && !shown.contains("hush"), "{shown}");
        assert!(serde_json::to_string(&created).unwrap().contains("hush-3"));
    }

    #[test]
    fn a_value_of_an_unexpected_type_is_converted_or_ignored() {
        let list: ApiKeyList = serde_json::from_str(
            r#"{"status":{"code":"0"},"sessionExpiresInSeconds":"3600.5","keys":[null,7,{"id":7,"name":null,
            "scopes":"clash","cidrRanges":[null,"203.0.113.7",{}],"description":[],"validUntil":1,"key":{"x":1}}]}"#,
        )
        .unwrap();
        assert_eq!((list.status.code, list.session_expires_in_seconds, list.keys.len()), (0, 3_600, 1));
        let key = &list.keys[0];
        assert_eq!((key.id.as_str(), key.name.as_str(), key.key.expose()), ("7", "", ""));
        assert_eq!((key.scopes.as_slice(), &key.description), (&["clash".into()][..], &None));
        assert_eq!(key.cidr_ranges, ["203.0.113.7"]);
        for (seconds, read) in [("10000000000", i32::MAX), ("-1e300", i32::MIN), ("true", 0), ("{}", 0)] {
            let json = std::format!(r#"{{"status":"ok","sessionExpiresInSeconds":{seconds}}}"#);
            let response: ApiKeyResponse = serde_json::from_str(&json).unwrap();
            assert_eq!(response.session_expires_in_seconds, read, "{json}");
        }
        assert!(serde_json::from_str::<ApiKeyList>(r#"{"status":{},"keys":{}}"#).is_err());
    }

    #[test]
    fn a_list_without_keys_is_empty() {
        let list: ApiKeyList =
            serde_json::from_str(r#"{"status":{"code":0,"message":"ok"},"keys":null}"#).unwrap();
        assert!(list.keys.is_empty());
    }
}
