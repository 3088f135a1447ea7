//! [`Event`]: one change, with its subject, its time and a stable id.

use std::{fmt, time::Duration};

use coc_models::{Timestamp, WarId};
use serde::{Deserialize, Serialize};

use super::{
    BattleEvent, ClanEvent, LeagueEvent, LeagueGroupEvent, MemberEvent, PlayerEvent, RaidEvent, Subject,
    WarEvent, WarLogEvent,
};

/// A change of a subject that a watcher follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Event {
    /// The followed subject.
    pub subject: Subject,
    /// When the change was observed, by the client's clock.
    pub observed_at: Timestamp,
    /// The change happened at this time or later: when the response before may have been made.
    pub happened_after: Timestamp,
    /// The change happened at this time or earlier.
    pub happened_before: Timestamp,
    /// What changed, with the old and the new value.
    pub kind: EventKind,
    /// The number of the changed response of this subject, which distinguishes changes that can
    /// occur again.
    pub(crate) revision: u32,
}

/// The kind of an [`Event`], by what changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum EventKind {
    /// The profile of a clan.
    Clan(ClanEvent),
    /// A member in the list of a clan.
    Member(MemberEvent),
    /// A player.
    Player(PlayerEvent),
    /// A war of any type.
    War(WarEvent),
    /// The group of a clan in the clan war league.
    League(LeagueEvent),
    /// The war log of a clan.
    WarLog(WarLogEvent),
    /// A raid weekend.
    Raid(RaidEvent),
    /// A battle in a player's log.
    Battle(BattleEvent),
    /// The ranked league group of a player.
    LeagueGroup(LeagueGroupEvent),
    /// The turn of a season, a week or a day.
    Calendar(CalendarEvent),
    /// A reminder before a moment.
    Reminder {
        /// The moment.
        moment: Moment,
        /// When the moment is, as far as known now.
        at: Timestamp,
        /// The time before the moment for which the reminder was requested.
        lead: Duration,
    },
    /// The API as a whole.
    Api(ApiEvent),
    /// The requests for the subject.
    Poll(PollEvent),
}

/// A moment of which a watcher can remind in advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Moment {
    /// The battles of a war begin.
    WarStart(WarId),
    /// A war ends.
    WarEnd(WarId),
    /// A raid weekend begins.
    RaidWeekendStart,
    /// A raid weekend ends.
    RaidWeekendEnd,
    /// Clan games begin, as expected by the calendar.
    ClanGamesStart,
    /// Clan games end, as expected by the calendar.
    ClanGamesEnd,
    /// A trophy season ends, and the next one begins.
    TrophySeasonEnd,
    /// A ranked week ends, and the next one begins.
    RankedWeekEnd,
    /// A day of the Legend League ends, and the next one begins.
    LegendDayEnd,
}

/// The turn of a season, a week or a day, by the calendar or, for the Gold Pass, by the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum CalendarEvent {
    /// This moment has come.
    Reached(Moment),
    /// The Gold Pass has a new season.
    GoldPassTurned {
        /// When the season before began.
        old_start: Timestamp,
        /// When the new season began.
        start: Timestamp,
        /// When the new season ends.
        end: Timestamp,
    },
}

/// A change of the API as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ApiEvent {
    /// The API reports maintenance; polls pause until it ends.
    MaintenanceStarted,
    /// The API answers again.
    MaintenanceEnded {
        /// When the maintenance was first observed.
        since: Timestamp,
    },
}

/// A change of the requests for one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum PollEvent {
    /// Requests began to fail. The subject is requested again, less and less often, and nothing is
    /// reported as changed because of this.
    Failed {
        /// The error, as text.
        error: String,
    },
    /// A request succeeded after failures.
    Recovered,
    /// The clan or player does not exist (404).
    Gone,
}

/// The stable id of an [`Event`]: text that is equal whenever the same change is reported, such as
/// after a restart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(String);

impl EventId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Event {
    /// The stable id of the event.
    pub fn id(&self) -> EventId {
        let Self { subject, revision, .. } = self;
        let mut key = String::new();
        let once = self.kind.write_key(&mut key);
        EventId(if once { format!("{subject}/{key}") } else { format!("{subject}/{key}/{revision}") })
    }
}

/// The key of an event among those of its subject.
pub(crate) trait Keyed {
    /// Writes what distinguishes the event from others of the same response: its name and, for
    /// example, the tag of the member. Returns whether the key can occur only once for the subject,
    /// as that of an attack in a war; otherwise the id has the number of the response, too.
    fn write_key(&self, key: &mut String) -> bool;
}

impl Keyed for EventKind {
    fn write_key(&self, key: &mut String) -> bool {
        match self {
            Self::Clan(event) => event.write_key(key),
            Self::Member(event) => event.write_key(key),
            Self::Player(event) => event.write_key(key),
            Self::War(event) => event.write_key(key),
            Self::League(event) => event.write_key(key),
            Self::WarLog(event) => event.write_key(key),
            Self::Raid(event) => event.write_key(key),
            Self::Battle(event) => event.write_key(key),
            Self::LeagueGroup(event) => event.write_key(key),
            // These are made by the engine; see its files.
            Self::Calendar(_) | Self::Reminder { .. } | Self::Api(_) | Self::Poll(_) => false,
        }
    }
}
