//! [`VerifyTokenResponse`]: whether somebody owns the account they claim.

use serde::{Deserialize, Serialize};

use crate::{PlayerTag, Secret, wire::or_default};

open_enum! {
    /// Whether a player's one-time token was right.
    pub enum VerifyTokenStatus {
        /// The token belongs to the player.
        Ok = "ok",
        /// It does not, or it was used before.
        Invalid = "invalid",
    }
}

/// The answer to the one-time token that a player finds in the game's settings.
///
/// A wrong token is an answer, not an error: the reply is a success with the status
/// [`Invalid`](VerifyTokenStatus::Invalid).
///
/// `POST /players/{playerTag}/verifytoken`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VerifyTokenResponse {
    /// The player asked about.
    pub tag: PlayerTag,
    /// The token that was sent.
    #[serde(default, deserialize_with = "or_default")]
    pub token: Secret,
    /// Whether it was right.
    pub status: VerifyTokenStatus,
}

impl VerifyTokenResponse {
    /// Whether the token belongs to the player.
    pub fn is_ok(&self) -> bool {
        self.status == VerifyTokenStatus::Ok
    }
}
