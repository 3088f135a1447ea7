//! [`GoldPassSeason`].

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The current season of the Gold Pass.
///
/// `GET /goldpass/seasons/current`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GoldPassSeason {
    /// When the season began.
    pub start_time: Timestamp,
    /// When it ends: on the first of the next month.
    pub end_time: Timestamp,
}
