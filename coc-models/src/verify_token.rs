//! [`VerifyTokenResponse`]: whether a player owns an account.

use serde::{Deserialize, Serialize};

use crate::{PlayerTag, Secret, verbatim, wire::or_default};

open_enum! {
    /// The result of verifying a player's one-time token.
    pub enum VerifyTokenStatus {
        /// The token belongs to the player.
        Ok = "ok",
        /// The token does not belong to the player, or was used before.
        Invalid = "invalid",
    }
}

/// The response to the one-time token that a player finds in the game's settings.
///
/// A wrong token is not an error: the response is a success with the status
/// [`Invalid`](VerifyTokenStatus::Invalid).
///
/// `POST /players/{playerTag}/verifytoken`.
///
/// ```
/// use coc_models::VerifyTokenResponse;
///
/// let body = r##"{"tag":"#8QU8J9LP","token":"k7u3x2na","status":"invalid"}"##;
/// let response: VerifyTokenResponse = serde_json::from_str(body)?;
/// assert!(!response.is_ok());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VerifyTokenResponse {
    /// The requested player.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: PlayerTag,
    /// The token that was sent.
    #[serde(default, deserialize_with = "or_default")]
    pub token: Secret,
    /// The result.
    pub status: VerifyTokenStatus,
}

impl VerifyTokenResponse {
    /// Whether the token belongs to the player.
    pub fn is_ok(&self) -> bool {
        self.status == VerifyTokenStatus::Ok
    }
}
