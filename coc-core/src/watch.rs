//! Follows clans, players and wars, and reports each change as a typed [`Event`].
//!
//! `Client::watcher` returns a `Watcher`, which is a stream of events
//! and is polled where it is awaited: it spawns no task and needs no runtime of its own.
//!
//! A [`Subject`] is something to follow. It is requested again when the API can have something new,
//! its response is compared with the state that was kept of the last one, and the differences are
//! the events. The first response fires nothing.

mod battle_log;
mod clan;
mod event;
mod follower;
mod gold_pass;
mod league_group;
mod members;
mod player;
mod raid;
mod subject;
mod timing;
mod war;
mod war_log;

pub use self::{
    battle_log::BattleEvent,
    clan::{ClanEvent, MemberEvent},
    event::{ApiEvent, CalendarEvent, Event, EventId, EventKind, Moment, MomentKind, PollEvent},
    league_group::LeagueGroupEvent,
    player::PlayerEvent,
    raid::{
        RaidAttackMade, RaidEvent, RaidHit, RaidMember, RaidOpponent, RaidWeekendEnd, RaidWeekendSummary,
    },
    subject::Subject,
    war::{
        FinalStateSource, LastSeenWar, LeagueEvent, MissedAttacks, WarAttackMade, WarEnd, WarEvent,
        WarLeagueGroupFound, WarLeagueRound, WarLeagueRow, WarLeagueSeasonOver, WarPlayer, WarSummary,
    },
    war_log::WarLogEvent,
};
