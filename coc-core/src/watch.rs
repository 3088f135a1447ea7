//! Follows clans, players and wars, and reports each change as a typed [`Event`].
//!
//! [`Client::watcher`](crate::Client::watcher) returns a [`Watcher`], which is a stream of events
//! and is polled where it is awaited: it spawns no task and needs no runtime of its own.
//!
//! A [`Subject`] is something to follow. It is requested again when the API can have something new,
//! its response is compared with the state of the last one, and the differences are the events. The first response fires nothing.

mod battle_log;
mod calendar;
mod change;
mod clan;
mod engine;
mod event;
mod follower;
mod gold_pass;
mod league_group;
mod maintenance;
mod members;
mod player;
mod poll;
mod raid;
mod reminders;
mod request;
mod schedule;
mod snapshot;
mod state;
mod subject;
mod subjects;
mod subscription;
#[cfg(test)]
#[cfg(not(target_family = "wasm"))]
mod test_edits;
#[cfg(test)]
mod test_support;
mod time;
mod timing;
mod war;
mod war_log;
mod watcher;

pub use self::{
    battle_log::BattleEvent,
    change::{Change, Gain, Named},
    clan::{ClanEvent, MemberEvent, MemberEventKind},
    event::{ApiEvent, CalendarEvent, Event, EventId, EventKind, Moment, MomentKind, PollEvent},
    league_group::LeagueGroupEvent,
    player::{Achievement, PlayerEvent, PlayerEventKind, Unit, UnitList},
    raid::{
        RaidAttackMade, RaidEvent, RaidHit, RaidMember, RaidOpponent, RaidWeekendEnd, RaidWeekendSummary,
    },
    snapshot::{RestoreError, Snapshot},
    subject::Subject,
    subjects::Subjects,
    subscription::Subscription,
    war::{
        FinalStateSource, LastSeenWar, LeagueEvent, MissedAttacks, WarAttackMade, WarEnd, WarEvent,
        WarLeagueGroupFound, WarLeagueRound, WarLeagueRow, WarLeagueSeasonOver, WarPlayer, WarSummary,
    },
    war_log::WarLogEvent,
    watcher::Watcher,
};
