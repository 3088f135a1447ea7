//! What the developer portal says: sessions and API keys.
//!
//! The portal has no documented contract, so almost everything is optional. All that could be used to log in or
//! to make requests is a [`Secret`].

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{LenientTimestamp, Secret, wire::or_default};

/// The reply to a successful login.
///
/// `POST /api/login`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LoginResponse {
    /// How it went.
    pub status: PortalStatus,
    /// How long the session lasts, in seconds.
    #[serde(default, deserialize_with = "or_default")]
    pub session_expires_in_seconds: i32,
    /// The session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<PortalAuth>,
    /// Who logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub developer: Option<PortalDeveloper>,
    /// A key of the API for an hour, for the portal's own pages. Its claims tell the address it was asked from.
    #[serde(default, rename = "temporaryAPIToken", skip_serializing_if = "Option::is_none")]
    pub temporary_api_token: Option<Secret>,
    /// Where the API's description is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swagger_url: Option<String>,
}

/// All keys of the account, ten at most.
///
/// `POST /api/apikey/list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApiKeyList {
    /// How it went.
    pub status: PortalStatus,
    /// How long the session lasts, in seconds.
    #[serde(default, deserialize_with = "or_default")]
    pub session_expires_in_seconds: i32,
    /// The keys; an account without any may get no list at all.
    #[serde(default, deserialize_with = "or_default")]
    pub keys: Vec<ApiKey>,
}

/// The reply to a key created, with the key, or revoked, without.
///
/// `POST /api/apikey/create`, `POST /api/apikey/revoke`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApiKeyResponse {
    /// How it went.
    pub status: PortalStatus,
    /// How long the session lasts, in seconds.
    #[serde(default, deserialize_with = "or_default")]
    pub session_expires_in_seconds: i32,
    /// The key that was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<ApiKey>,
}

/// A key of the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApiKey {
    /// The key's id, to revoke it by.
    pub id: String,
    /// Whose key it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub developer_id: Option<String>,
    /// What the account may do, such as `developer/silver`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// The name it was given.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// The description it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Web pages it may be used from; none is set on an ordinary key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origins: Option<Vec<String>>,
    /// What it may be used for: `clash`.
    #[serde(default, deserialize_with = "or_default")]
    pub scopes: Vec<String>,
    /// The addresses it may be used from, plain or as a network: `203.0.113.7`, `203.0.113.0/24`.
    #[serde(default, deserialize_with = "or_default")]
    pub cidr_ranges: Vec<String>,
    /// How long it lasts; ordinary keys last for ever. The form of a time is not proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<LenientTimestamp>,
    /// The key itself, a JSON Web Token.
    pub key: Secret,
}

/// How a request to the portal went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PortalStatus {
    /// 0 for good.
    #[serde(default, deserialize_with = "or_default")]
    pub code: i32,
    /// For a person: `ok`.
    #[serde(default, deserialize_with = "or_default")]
    pub message: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// A session of the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PortalAuth {
    /// The session's id.
    #[serde(default, deserialize_with = "or_default")]
    pub uid: String,
    /// The session's token.
    #[serde(default, deserialize_with = "or_default")]
    pub token: Secret,
    /// The user agent, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ua: Option<String>,
    /// The address, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
}

/// An account of the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PortalDeveloper {
    /// The account's id.
    #[serde(default, deserialize_with = "or_default")]
    pub id: String,
    /// The account's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// The game: `clashofclans`.
    #[serde(default, deserialize_with = "or_default")]
    pub game: String,
    /// The address the account logs in with.
    #[serde(default, deserialize_with = "or_default")]
    pub email: String,
    /// What the account may do, such as `developer/silver`.
    #[serde(default, deserialize_with = "or_default")]
    pub tier: String,
    /// Scopes beyond the ordinary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_scopes: Option<Vec<String>>,
    /// How many addresses a key may have, if limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_cidrs: Option<i32>,
    /// When the login before was. The form of the time is not proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev_login_ts: Option<LenientTimestamp>,
    /// Where the login before came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev_login_ip: Option<String>,
    /// The user agent of the login before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev_login_ua: Option<String>,
}

/// The reply of the portal when a request about keys failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PortalError {
    /// Why, for a person.
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
    fn a_list_without_keys_is_empty() {
        let list: ApiKeyList =
            serde_json::from_str(r#"{"status":{"code":0,"message":"ok"},"keys":null}"#).unwrap();
        assert!(list.keys.is_empty());
    }
}
