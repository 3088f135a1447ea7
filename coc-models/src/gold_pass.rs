//! [`GoldPassSeason`].

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The current season of the Gold Pass.
///
/// `GET /goldpass/seasons/current`.
///
/// ```
/// use coc_models::{GoldPassSeason, Timestamp};
///
/// let body = r#"{"startTime":"20260801T080000.000Z","endTime":"20260901T080000.000Z"}"#;
/// let season: GoldPassSeason = serde_json::from_str(body)?;
/// let now: Timestamp = "2026-08-31T08:00:00Z".parse()?;
/// assert_eq!(season.end_time.unix_seconds() - now.unix_seconds(), 24 * 60 * 60);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GoldPassSeason {
    /// When the season began.
    pub start_time: Timestamp,
    /// When it ends: on the first of the next month.
    pub end_time: Timestamp,
}
