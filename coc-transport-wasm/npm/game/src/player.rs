//! Signs that a player was in the game.

use coc_models::{ActivitySign, ActivityStrength};
use serde::Serialize;

use crate::body::ActivePlayer;

/// Returns the signs in a response that the player was in the game since an older one.
pub fn player_activity(before: &ActivePlayer, after: &ActivePlayer) -> Activity {
    let activity = after.0.activity_since(&before.0);
    Activity { strength: activity.strength(), signs: activity.signs().to_vec() }
}

/// The signs that a player was in the game.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// The strength of the strongest sign.
    pub strength: ActivityStrength,
    /// The signs.
    pub signs: Vec<ActivitySign>,
}
