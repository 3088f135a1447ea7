//! [`SubjectState`]: the state of a subject of any kind.

use coc_models::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Moment, Subject,
    battle_log::BattleLogFollower,
    calendar::CalendarFollower,
    clan::ClanFollower,
    follower::{Events, Follow, Observation, Plan},
    gold_pass::GoldPassFollower,
    league_group::LeagueGroupFollower,
    members::MembersFollower,
    player::PlayerFollower,
    raid::RaidFollower,
    war::WarFollower,
    war_log::WarLogFollower,
};
use crate::decode::DecodeError;

/// The state of a subject. Boxed, because the kinds differ in size.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum SubjectState {
    Clan(Box<ClanFollower>),
    Members(Box<MembersFollower>),
    Player(Box<PlayerFollower>),
    War(Box<WarFollower>),
    WarLog(Box<WarLogFollower>),
    RaidWeekend(Box<RaidFollower>),
    BattleLog(Box<BattleLogFollower>),
    LeagueGroup(Box<LeagueGroupFollower>),
    GoldPass(Box<GoldPassFollower>),
    Calendar(Box<CalendarFollower>),
}

/// Evaluates an expression with the follower of any kind.
macro_rules! with {
    ($state:expr, $follower:ident => $expression:expr) => {
        match $state {
            SubjectState::Clan($follower) => $expression,
            SubjectState::Members($follower) => $expression,
            SubjectState::Player($follower) => $expression,
            SubjectState::War($follower) => $expression,
            SubjectState::WarLog($follower) => $expression,
            SubjectState::RaidWeekend($follower) => $expression,
            SubjectState::BattleLog($follower) => $expression,
            SubjectState::LeagueGroup($follower) => $expression,
            SubjectState::GoldPass($follower) => $expression,
            SubjectState::Calendar($follower) => $expression,
        }
    };
}

impl SubjectState {
    /// Creates the state before the first response; `None` for the API, which has no state of its
    /// own.
    pub(super) fn new(subject: Subject, now: Timestamp) -> Option<Self> {
        Some(match subject {
            Subject::Clan(tag) => Self::Clan(Box::new(ClanFollower::new(tag))),
            Subject::Members(tag) => Self::Members(Box::new(MembersFollower::new(tag))),
            Subject::Player(tag) => Self::Player(Box::new(PlayerFollower::new(tag))),
            Subject::War(tag) => Self::War(Box::new(WarFollower::new(tag))),
            Subject::WarLog(tag) => Self::WarLog(Box::new(WarLogFollower::new(tag))),
            Subject::RaidWeekend(tag) => Self::RaidWeekend(Box::new(RaidFollower::new(tag))),
            Subject::BattleLog(tag) => Self::BattleLog(Box::new(BattleLogFollower::new(tag))),
            Subject::LeagueGroup(tag) => Self::LeagueGroup(Box::new(LeagueGroupFollower::new(tag))),
            Subject::GoldPass => Self::GoldPass(Box::new(GoldPassFollower::new())),
            Subject::Calendar => Self::Calendar(Box::new(CalendarFollower::new(now))),
            Subject::Api => return None,
        })
    }

    pub(super) fn plan(&self, now: Timestamp, plan: &mut Plan) {
        with!(self, follower => follower.plan(now, plan));
    }

    pub(super) fn observe(
        &mut self,
        observation: &Observation<'_>,
        events: &mut Events,
    ) -> Result<(), DecodeError> {
        with!(self, follower => follower.observe(observation, events))
    }

    pub(super) fn wake_at(&self) -> Option<Timestamp> {
        with!(self, follower => follower.wake_at())
    }

    pub(super) fn wake(&mut self, now: Timestamp, events: &mut Events) {
        with!(self, follower => follower.wake(now, events));
    }

    pub(super) fn moments(&self, now: Timestamp, moments: &mut Vec<(Moment, Timestamp)>) {
        with!(self, follower => follower.moments(now, moments));
    }
}
