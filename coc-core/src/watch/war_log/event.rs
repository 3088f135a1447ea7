//! [`WarLogEvent`].

use std::fmt::Write as _;

use coc_models::{ClanWarLogEntry, LeagueSeasonOutcome};
use serde::{Deserialize, Serialize};

use crate::watch::event::Keyed;

/// A change of a war log.
///
/// ```
/// use coc_core::watch::WarLogEvent;
///
/// fn print(event: &WarLogEvent) {
///     match event {
///         WarLogEvent::War(war) => println!("{} to {}", war.clan.stars, war.opponent.stars),
///         WarLogEvent::LeagueSeason { outcome, .. } => println!("season over: {outcome:?}"),
///         _ => {}
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum WarLogEvent {
    /// The log as first seen; only if snapshots are requested.
    Snapshot(Vec<ClanWarLogEntry>),
    /// A war that the log did not have before.
    War(Box<ClanWarLogEntry>),
    /// A season of the clan war league that the log did not have before.
    LeagueSeason {
        /// The totals of the season.
        season: Box<ClanWarLogEntry>,
        /// Promotion or demotion; `None` for a result that is not understood.
        outcome: Option<LeagueSeasonOutcome>,
    },
    /// The log was public, and is private now.
    BecamePrivate,
    /// The log was private, and is public now. The wars that it gained meanwhile follow, if an
    /// earlier log is known.
    BecamePublic,
}

impl Keyed for WarLogEvent {
    fn write_key(&self, key: &mut String) -> bool {
        match self {
            Self::Snapshot(_) => key.push_str("snapshot"),
            Self::War(war) => {
                let opponent = war.opponent.tag.map(|tag| tag.to_string()).unwrap_or_default();
                let _ = write!(key, "war/{opponent}/{}", war.end_time.unix_seconds());
                return true;
            }
            Self::LeagueSeason { season, .. } => {
                let _ = write!(key, "league-season/{}", season.end_time.unix_seconds());
                return true;
            }
            Self::BecamePrivate => key.push_str("private"),
            Self::BecamePublic => key.push_str("public"),
        }
        false
    }
}
