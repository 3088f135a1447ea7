//! [`Event`]: one change, with its subject, its time and a stable id.

use std::{
    fmt::{self, Write as _},
    time::Duration,
};

use coc_models::{Timestamp, WarId};
use serde::{Deserialize, Serialize};

use super::{
    BattleEvent, ClanEvent, LeagueEvent, LeagueGroupEvent, MemberEvent, PlayerEvent, RaidEvent, Subject,
    WarEvent, WarLogEvent,
};

/// A change of a subject that a watcher follows.
///
/// ```
/// use coc_core::watch::{Event, EventId};
///
/// /// Handles an event that may come again after a restart.
/// fn handle(event: &Event, done: &mut std::collections::HashSet<EventId>) {
///     if done.insert(event.id()) {
///         println!("{} {}: {:?}", event.happened_before, event.subject, event.kind);
///     }
/// }
/// ```
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
    /// The change, with the old and the new value.
    pub kind: EventKind,
    /// Distinguishes changes that can occur again: a digest of all different responses so far of the
    /// resource, or the time in milliseconds where no response is the cause.
    pub(crate) revision: u64,
}

/// The kind of an [`Event`], by what changed.
///
/// ```
/// use coc_core::watch::{ApiEvent, EventKind};
///
/// fn describe(kind: &EventKind) -> String {
///     match kind {
///         EventKind::Member(event) => format!("{}: {:?}", event.name, event.kind),
///         EventKind::Reminder { moment, lead, .. } => format!("{moment} in {lead:?}"),
///         EventKind::Api(ApiEvent::MaintenanceStarted) => "the API is in maintenance".to_owned(),
///         other => format!("{other:?}"),
///     }
/// }
/// ```
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
///
/// ```
/// use coc_core::watch::Moment;
///
/// assert_eq!(Moment::RaidWeekendEnd.to_string(), "raid-weekend-end");
/// ```
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

/// The kind of a [`Moment`], for reminders before each moment of this kind.
///
/// ```
/// use coc_core::watch::{Moment, MomentKind};
///
/// assert_eq!(Moment::RaidWeekendEnd.kind(), MomentKind::RaidWeekendEnd);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum MomentKind {
    /// The battles of a war begin.
    WarStart,
    /// A war ends.
    WarEnd,
    /// A raid weekend begins.
    RaidWeekendStart,
    /// A raid weekend ends.
    RaidWeekendEnd,
    /// Clan games begin, as expected by the calendar.
    ClanGamesStart,
    /// Clan games end, as expected by the calendar.
    ClanGamesEnd,
    /// A trophy season ends.
    TrophySeasonEnd,
    /// A ranked week ends.
    RankedWeekEnd,
    /// A day of the Legend League ends.
    LegendDayEnd,
}

impl Moment {
    /// The kind of the moment.
    pub fn kind(&self) -> MomentKind {
        match self {
            Self::WarStart(_) => MomentKind::WarStart,
            Self::WarEnd(_) => MomentKind::WarEnd,
            Self::RaidWeekendStart => MomentKind::RaidWeekendStart,
            Self::RaidWeekendEnd => MomentKind::RaidWeekendEnd,
            Self::ClanGamesStart => MomentKind::ClanGamesStart,
            Self::ClanGamesEnd => MomentKind::ClanGamesEnd,
            Self::TrophySeasonEnd => MomentKind::TrophySeasonEnd,
            Self::RankedWeekEnd => MomentKind::RankedWeekEnd,
            Self::LegendDayEnd => MomentKind::LegendDayEnd,
        }
    }

    /// Whether the moment comes only once, so that another time means that it was moved.
    pub(crate) fn is_once(&self) -> bool {
        matches!(self, Self::WarStart(_) | Self::WarEnd(_))
    }

    /// Writes the time that distinguishes the moment from others of its kind.
    fn write_time(&self, at: Timestamp, key: &mut String) {
        if !self.is_once() {
            let _ = write!(key, "/{}", at.unix_seconds());
        }
    }
}

/// The moment as a key, such as `raid-weekend-end` or `war-end/20260407T083000-2PP-VVV`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WarStart(war) => write!(f, "war-start/{war}"),
            Self::WarEnd(war) => write!(f, "war-end/{war}"),
            Self::RaidWeekendStart => f.write_str("raid-weekend-start"),
            Self::RaidWeekendEnd => f.write_str("raid-weekend-end"),
            Self::ClanGamesStart => f.write_str("clan-games-start"),
            Self::ClanGamesEnd => f.write_str("clan-games-end"),
            Self::TrophySeasonEnd => f.write_str("trophy-season-end"),
            Self::RankedWeekEnd => f.write_str("ranked-week-end"),
            Self::LegendDayEnd => f.write_str("legend-day-end"),
        }
    }
}

/// The turn of a season, a week or a day, by the calendar or, for the Gold Pass, by the API.
///
/// ```
/// use coc_core::watch::{CalendarEvent, Moment};
///
/// fn is_new_season(event: &CalendarEvent) -> bool {
///     matches!(event, CalendarEvent::Reached { moment: Moment::TrophySeasonEnd, .. })
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum CalendarEvent {
    /// A moment has come.
    Reached {
        /// The moment.
        moment: Moment,
        /// The exact time.
        at: Timestamp,
    },
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
///
/// ```
/// use coc_core::watch::{ApiEvent, Event, EventKind};
///
/// fn is_maintenance_over(event: &Event) -> bool {
///     matches!(event.kind, EventKind::Api(ApiEvent::MaintenanceEnded { .. }))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ApiEvent {
    /// The API reports maintenance; polls pause until it ends.
    MaintenanceStarted,
    /// The API responds again.
    MaintenanceEnded {
        /// When the maintenance was first observed.
        since: Timestamp,
    },
}

/// A change of the requests for one subject.
///
/// ```
/// use coc_core::watch::{PollEvent, Subject, Subjects};
///
/// /// Stops following what does not exist.
/// fn clean_up(subjects: &Subjects, subject: Subject, event: &PollEvent) {
///     if let PollEvent::Gone { resource } = event {
///         println!("{resource} is gone");
///         subjects.unfollow(subject);
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum PollEvent {
    /// Requests fail: three in a row, or one with an error that does not pass by itself. The
    /// resource is requested less and less often until a request succeeds, and nothing is reported
    /// as changed because of this.
    Failed {
        /// The resource, such as `current-war #2PP`.
        resource: String,
        /// The error, as text.
        error: String,
    },
    /// A request succeeded after [`Failed`](Self::Failed) or [`Gone`](Self::Gone).
    Recovered {
        /// The resource, such as `current-war #2PP`.
        resource: String,
    },
    /// The clan or player does not exist (404). It is still requested, seldom.
    Gone {
        /// The resource, such as `player #8QU8J9LP`.
        resource: String,
    },
}

/// The stable id of an [`Event`]: text that is equal whenever the same change is reported, such as
/// after a restart.
///
/// ```
/// # fn example(event: &coc_core::watch::Event) {
/// // A key for a table of handled events:
/// println!("{}", event.id());
/// # }
/// ```
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
        EventId(if once { format!("{subject}/{key}") } else { format!("{subject}/{key}/{revision:x}") })
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
            Self::Calendar(event) => event.write_key(key),
            Self::Reminder { moment, at, lead } => {
                let _ = write!(key, "reminder/{moment}/{}", lead.as_secs());
                moment.write_time(*at, key);
                true
            }
            Self::Api(event) => event.write_key(key),
            Self::Poll(event) => event.write_key(key),
        }
    }
}

impl Keyed for CalendarEvent {
    fn write_key(&self, key: &mut String) -> bool {
        match self {
            Self::Reached { moment, at } => {
                let _ = write!(key, "reached/{moment}");
                moment.write_time(*at, key);
            }
            Self::GoldPassTurned { start, .. } => {
                let _ = write!(key, "gold-pass-turned/{}", start.unix_seconds());
            }
        }
        true
    }
}

impl Keyed for ApiEvent {
    fn write_key(&self, key: &mut String) -> bool {
        match self {
            Self::MaintenanceStarted => key.push_str("maintenance-started"),
            Self::MaintenanceEnded { since } => {
                let _ = write!(key, "maintenance-ended/{}", since.unix_millis());
                return true;
            }
        }
        false
    }
}

impl Keyed for PollEvent {
    fn write_key(&self, key: &mut String) -> bool {
        let (name, resource) = match self {
            Self::Failed { resource, .. } => ("poll-failed", resource),
            Self::Recovered { resource } => ("poll-recovered", resource),
            Self::Gone { resource } => ("gone", resource),
        };
        let _ = write!(key, "{name}/{resource}");
        false
    }
}
