//! [`Follow`]: the state that a watcher keeps of one subject, and how it changes. Pure: requests,
//! times and delivery belong to the engine.

use std::fmt;

use bytes::Bytes;
use coc_models::{ClanTag, LeagueGroupTag, PlayerTag, SeasonId, Timestamp, WarTag};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{EventKind, Moment};
use crate::decode::{self, DecodeError};

/// A route with its arguments, as it is polled.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Resource {
    Clan(ClanTag),
    Player(PlayerTag),
    CurrentWar(ClanTag),
    WarLeagueGroup(ClanTag),
    WarLeagueWar(WarTag),
    WarLog(ClanTag),
    RaidSeasons(ClanTag),
    BattleLog(PlayerTag),
    LeagueGroup(Box<LeagueGroupKey>),
    GoldPass,
}

/// The arguments of the route of league groups, which are longer than those of all others.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct LeagueGroupKey {
    pub(crate) group: LeagueGroupTag,
    pub(crate) season: SeasonId,
    pub(crate) player: PlayerTag,
}

/// The resource with its tag, such as `current-war #2PP`.
impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clan(tag) => write!(f, "clan {tag}"),
            Self::Player(tag) => write!(f, "player {tag}"),
            Self::CurrentWar(tag) => write!(f, "current-war {tag}"),
            Self::WarLeagueGroup(tag) => write!(f, "war-league-group {tag}"),
            Self::WarLeagueWar(tag) => write!(f, "war-league-war {tag}"),
            Self::WarLog(tag) => write!(f, "war-log {tag}"),
            Self::RaidSeasons(tag) => write!(f, "raid-seasons {tag}"),
            Self::BattleLog(tag) => write!(f, "battle-log {tag}"),
            Self::LeagueGroup(key) => write!(f, "league-group {} of {}", key.group, key.player),
            Self::GoldPass => f.write_str("gold-pass"),
        }
    }
}

/// When a resource is requested next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timing {
    /// When the last response expires or after the interval of the subject, whichever is later.
    /// The longer a resource has not changed, the longer the interval becomes.
    Relaxed,
    /// When the last response expires, whatever the interval of the subject, and never less often.
    Close,
    /// As `Close`, but not before this time.
    NotBefore(Timestamp),
}

/// The resources that a subject needs now. A resource that is no longer in the plan is not requested
/// any more; one that is new is requested at once, unless its timing says later.
#[derive(Debug, Default)]
pub(crate) struct Plan(pub(crate) Vec<(Resource, Timing)>);

impl Plan {
    pub(crate) fn poll(&mut self, resource: Resource, timing: Timing) {
        self.0.push((resource, timing));
    }
}

/// The outcome of a request that says something about the subject. The engine handles all other
/// errors: network, server, tokens, throttling, maintenance.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome<'a> {
    /// The body, which differs from the last one of this resource.
    Body(&'a Bytes),
    /// 404: no such war, or no league group. Of a clan or a player it is a
    /// [`PollEvent::Gone`](super::PollEvent), and the follower is not called.
    NotFound,
    /// 403: the war log is private.
    PrivateWarLog,
}

/// The outcome of a request, with its time.
#[derive(Clone, Debug)]
pub(crate) struct Observation<'a> {
    pub(crate) resource: &'a Resource,
    pub(crate) outcome: Outcome<'a>,
    /// When the response was received.
    pub(crate) at: Timestamp,
    /// The body shows the state at this time or later: `at`, less what `max-age` lacks to the
    /// longest freshness of the route.
    pub(crate) not_before: Timestamp,
}

/// Decodes a body as the client does. A body of which entries had to be skipped is an error here,
/// because the skipped entry would be reported as gone.
pub(crate) fn decode<T: DeserializeOwned>(body: &Bytes) -> Result<T, DecodeError> {
    let decoded = decode::repaired::<T>(body)?;
    if decoded.repairs.skipped_entries() > 0 {
        // Strict decoding fails at the entry, and names it.
        return decode::json(body);
    }
    Ok(decoded.value)
}

/// Receives the events of one observation, or of one call of [`Follow::wake`].
#[derive(Debug, Default)]
pub(crate) struct Events {
    /// The events with the time in which they happened, if it is known better than from the
    /// responses.
    pub(crate) list: Vec<(EventKind, Option<(Timestamp, Timestamp)>)>,
    /// Whether the first sight of something is reported, as a snapshot.
    pub(crate) snapshots: bool,
}

impl Events {
    /// Adds an event that happened between the last two responses of the resource.
    pub(crate) fn push(&mut self, kind: EventKind) {
        self.list.push((kind, None));
    }

    /// Adds an event that happened between these times.
    pub(crate) fn push_within(&mut self, kind: EventKind, after: Timestamp, before: Timestamp) {
        self.list.push((kind, Some((after, before))));
    }
}

/// The state of one subject. Serialized into snapshots, so its fields are as few and as short as the
/// events need.
pub(crate) trait Follow: Clone + Serialize + DeserializeOwned {
    /// Adds the resources to request now. Called after each response, and when `wake_at` has come;
    /// allocates nothing but the plan.
    fn plan(&self, now: Timestamp, plan: &mut Plan);

    /// Applies an outcome: the first body of a resource, one that differs from the last, or an error
    /// that differs from the last outcome. Pushes the events and advances the state.
    ///
    /// # Errors
    /// A body that cannot be decoded. The state is unchanged.
    fn observe(&mut self, observation: &Observation<'_>, events: &mut Events) -> Result<(), DecodeError>;

    /// The next time at which an event or another plan is due without any response.
    fn wake_at(&self) -> Option<Timestamp> {
        None
    }

    /// Called at `wake_at` or later.
    fn wake(&mut self, now: Timestamp, events: &mut Events) {
        let _ = (now, events);
    }

    /// Adds the coming moments of which the user can be reminded.
    fn moments(&self, now: Timestamp, moments: &mut Vec<(Moment, Timestamp)>) {
        let _ = (now, moments);
    }
}
