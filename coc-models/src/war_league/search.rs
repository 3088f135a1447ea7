//! [`ClanWarLeagueSearch`]: the search for a clan's wars in its league group, with few requests.
//!
//! All wars of a round have the same times, so any of them tells the phase of the round. Only the
//! last round that is drawn may be in preparation; then the one before it is in battle, or has just
//! ended. So three rounds at most are of interest, and the wars of each are fetched until the clan's
//! is among them. Recordings do not show whether their order follows a rule, so none is assumed.
//!
//! The search goes in waves of concurrent requests. A wave fetches two wars of each round, as long
//! as enough requests are left for all wars of the more important rounds: the round in battle, then
//! that in preparation, then the previous one.
//!
//! The items are hidden: the clients make the requests, and have results of their own over these.

use alloc::vec::Vec;
use core::ops::Deref;

use serde::Serialize;

use super::{ClanWarLeagueGroup, ClanWarLeagueGroupState};
use crate::{ClanTag, ClanWar, WarPhase, WarState, WarTag};

/// The wars of one round that a wave fetches.
const AT_ONCE: usize = 2;

/// The last three drawn rounds of a group, the last first, as far as they are searched.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct ClanWarLeagueSearch<W> {
    clan: ClanTag,
    group_state: ClanWarLeagueGroupState,
    rounds: Vec<Round<W>>,
}

/// A round, as far as it is searched.
#[derive(Clone, Debug)]
struct Round<W> {
    number: usize,
    /// Wars that have not been seen.
    unseen: Vec<WarTag>,
    phase: Option<WarPhase>,
    own: Option<(WarTag, W)>,
}

/// Indexes of rounds, from the end.
#[derive(Clone, Copy, Default)]
struct Slots {
    previous: Option<usize>,
    current: Option<usize>,
    next: Option<usize>,
}

/// The rounds around the present, from [`ClanWarLeagueSearch::into_rounds`].
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct SearchedRounds<W> {
    /// The last round that has ended.
    pub previous: Option<SearchedRound<W>>,
    /// The round in battle.
    pub current: Option<SearchedRound<W>>,
    /// The round in preparation.
    pub next: Option<SearchedRound<W>>,
}

/// A round around the present.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct SearchedRound<W> {
    /// The number of the round, from 1.
    pub number: usize,
    /// Whether the clan's war was found.
    pub kind: SearchedRoundKind,
    /// The clan's war with its tag, if it was found.
    pub war: Option<(WarTag, W)>,
}

/// Whether the clan's war of a round was found.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SearchedRoundKind {
    /// The clan's war was found.
    War,
    /// The limit of requests was reached before the clan's war was found.
    NotFound,
    /// The clan is in none of the round's drawn wars.
    NoWar,
}

/// The war of a clan outside of the clan war league, or the reason why there is none.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RegularWarKind {
    /// A war in any phase. An ended war remains until the clan searches for the next one.
    War,
    /// The clan has no war.
    NotInWar,
    /// The clan searches for an opponent.
    Searching,
    /// The war log is private. The wars of the clan war league are public nevertheless.
    Private,
    /// The API responded with a state without a known meaning.
    Unrecognized,
}

impl RegularWarKind {
    /// Returns the kind of a clan's current war.
    pub fn of(war: &ClanWar, clan: ClanTag) -> Self {
        match war.state {
            WarState::NotInWar => Self::NotInWar,
            WarState::InMatchmaking | WarState::EnterWar | WarState::Matched => Self::Searching,
            WarState::AccessDenied => Self::Private,
            _ if is_own(war, clan) => Self::War,
            _ => Self::Unrecognized,
        }
    }
}

/// Whether the clan is in the war and the phase is known.
fn is_own(war: &ClanWar, clan: ClanTag) -> bool {
    war.phase().is_some() && war.side_of(clan).is_some()
}

impl<W: Deref<Target = ClanWar>> ClanWarLeagueSearch<W> {
    /// The maximum number of wars to request, so that with the current war and the group there are
    /// eight requests.
    pub const MAX_REQUESTS: usize = 6;

    /// Begins the search.
    pub fn new(group: &ClanWarLeagueGroup, clan: ClanTag) -> Self {
        let drawn = (1..).zip(&group.rounds).filter(|(_, round)| round.is_drawn());
        let mut rounds: Vec<_> = drawn
            .map(|(number, round)| Round {
                number,
                unseen: round.drawn_war_tags().collect(),
                phase: None,
                own: None,
            })
            .collect();
        rounds.reverse();
        rounds.truncate(3);
        Self { clan, group_state: group.state.clone(), rounds }
    }

    /// Whether a round of the group is drawn.
    pub fn is_drawn(&self) -> bool {
        !self.rounds.is_empty()
    }

    /// The previous, current and next round, by the phase of the last two. Until that of the last is
    /// known, the group's state decides.
    fn slots(&self) -> Slots {
        let phase = |index: usize| self.rounds.get(index).and_then(|round| round.phase);
        let last = phase(0).unwrap_or(match self.group_state {
            ClanWarLeagueGroupState::Ended => WarPhase::Ended,
            _ => WarPhase::Preparation,
        });
        let slots = match (last, phase(1)) {
            (WarPhase::Ended, _) => Slots { previous: Some(0), ..Slots::default() },
            (WarPhase::Battle, _) => Slots { previous: Some(1), current: Some(0), next: None },
            (WarPhase::Preparation, Some(WarPhase::Ended)) => {
                Slots { previous: Some(1), current: None, next: Some(0) }
            }
            (WarPhase::Preparation, _) => Slots { previous: Some(2), current: Some(1), next: Some(0) },
        };
        let exists = |slot: Option<usize>| slot.filter(|index| *index < self.rounds.len());
        Slots { previous: exists(slots.previous), current: exists(slots.current), next: exists(slots.next) }
    }

    /// The rounds by importance.
    fn wanted(&self) -> impl Iterator<Item = &Round<W>> {
        let Slots { previous, current, next } = self.slots();
        [current, next, previous].into_iter().flatten().filter_map(|index| self.rounds.get(index))
    }

    /// The wars of the rounds of interest that have not been seen. Those that a cache has can be seen
    /// at once, as they cost no request.
    pub fn unseen(&self) -> Vec<WarTag> {
        self.wanted().flat_map(|round| round.unseen.iter().copied()).collect()
    }

    /// Returns the wars to request next; none if the search is over.
    pub fn wave(&self, mut left: usize) -> Vec<WarTag> {
        let mut wave = Vec::new();
        for round in self.wanted().filter(|round| round.own.is_none()) {
            wave.extend(round.unseen.iter().take(AT_ONCE.min(left)));
            left = left.saturating_sub(round.unseen.len());
        }
        wave
    }

    /// Sees a war that was requested, or that is known otherwise.
    pub fn see(&mut self, tag: WarTag, war: W) {
        let Some(round) = self.rounds.iter_mut().find(|round| round.unseen.contains(&tag)) else { return };
        round.unseen.retain(|unseen| *unseen != tag);
        // The phase of the clan's own war counts, if cached responses are of different times.
        if round.own.is_none() {
            round.phase = war.phase().or(round.phase);
            round.own = Some((tag, war)).filter(|(_, war)| is_own(war, self.clan));
        }
    }

    /// Ends the search.
    pub fn into_rounds(mut self) -> SearchedRounds<W> {
        let Slots { previous, current, next } = self.slots();
        let mut take = |slot: Option<usize>| {
            let round = self.rounds.get_mut(slot?)?;
            let war = round.own.take();
            let kind = match &war {
                Some(_) => SearchedRoundKind::War,
                None if round.unseen.is_empty() => SearchedRoundKind::NoWar,
                None => SearchedRoundKind::NotFound,
            };
            Some(SearchedRound { number: round.number, kind, war })
        };
        SearchedRounds { previous: take(previous), current: take(current), next: take(next) }
    }
}
