//! The search for a clan's wars in its league group, with few requests.
//!
//! All wars of a round have the same times, so any of them tells the phase of the round. Only the
//! last round that is drawn may be in preparation; then the one before it is in battle, or has just
//! ended. So three rounds at most are of interest, and the wars of each are fetched until the clan's
//! is among them. Recordings do not show whether their order follows a rule, so none is assumed.
//!
//! The search goes in waves of concurrent requests. A wave fetches two wars of each round, as long
//! as enough requests are left for all wars of the more important rounds: the round in battle, then
//! that in preparation, then the previous one.

use coc_models::{ClanTag, ClanWar, ClanWarLeagueGroup, ClanWarLeagueGroupState, WarPhase, WarTag};
use futures_util::future::try_join_all;

use super::{LeagueRound, LeagueRounds, LeagueWars, OwnWar, Requests};
use crate::{
    error::Error,
    response::{Response, Source},
};

/// The maximum number of wars to request, so that with the current war and the group there are
/// eight requests.
const MAX_REQUESTS: usize = 6;

/// The wars of one round that a wave fetches.
const AT_ONCE: usize = 2;

/// A round, as far as it is searched.
struct Round {
    number: usize,
    /// Wars that have not been seen.
    unseen: Vec<WarTag>,
    phase: Option<WarPhase>,
    own: Option<OwnWar>,
}

/// The last three drawn rounds, the last first.
struct Search {
    clan: ClanTag,
    group_state: ClanWarLeagueGroupState,
    rounds: Vec<Round>,
}

/// Indexes of rounds, from the end.
#[derive(Clone, Copy, Default)]
struct Slots {
    previous: Option<usize>,
    current: Option<usize>,
    next: Option<usize>,
}

pub(super) async fn league_wars(requests: &Requests, clan: ClanTag) -> Result<LeagueWars, Error> {
    let Some(group) = requests.group(clan).await? else { return Ok(LeagueWars::NoGroup) };
    let mut search = Search::new(&group, clan);
    if search.rounds.is_empty() {
        return Ok(LeagueWars::NotDrawn(group));
    }
    let mut left = MAX_REQUESTS;
    loop {
        search.see_cached(requests);
        let wave = search.wave(left);
        if wave.is_empty() {
            break;
        }
        left -= wave.len();
        let calls = wave.iter().map(|(_, tag)| {
            let call = requests.call(requests.client.clan_war_league_war(*tag));
            call.into_future()
        });
        let wars = try_join_all(calls).await?;
        // Hits that only a call can make: those of a custom store, or through middleware.
        left += wars.iter().filter(|war| war.source() == Source::Cache).count();
        wave.iter().zip(wars).for_each(|((index, tag), war)| search.see(*index, *tag, war));
    }
    Ok(LeagueWars::Drawn(search.into_rounds(group)))
}

impl Search {
    fn new(group: &ClanWarLeagueGroup, clan: ClanTag) -> Self {
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
    fn wanted(&self) -> impl Iterator<Item = usize> {
        let Slots { previous, current, next } = self.slots();
        [current, next, previous].into_iter().flatten()
    }

    /// Sees the wars that are in the memory cache, which cost no request.
    fn see_cached(&mut self, requests: &Requests) {
        let wanted: Vec<_> = self.wanted().collect();
        for index in wanted {
            let unseen = self.rounds.get(index).map(|round| round.unseen.clone()).unwrap_or_default();
            for tag in unseen {
                let call = requests.call(requests.client.clan_war_league_war(tag));
                if let Some(Ok(war)) = call.cached() {
                    self.see(index, tag, war);
                }
            }
        }
    }

    /// Returns the wars to request next, each with the index of its round.
    fn wave(&self, mut left: usize) -> Vec<(usize, WarTag)> {
        let mut wave = Vec::new();
        for index in self.wanted() {
            let Some(round) = self.rounds.get(index).filter(|round| round.own.is_none()) else { continue };
            let now = round.unseen.iter().take(AT_ONCE.min(left));
            wave.extend(now.map(|tag| (index, *tag)));
            left = left.saturating_sub(round.unseen.len());
        }
        wave
    }

    fn see(&mut self, index: usize, tag: WarTag, war: Response<ClanWar>) {
        let Some(round) = self.rounds.get_mut(index) else { return };
        round.unseen.retain(|unseen| *unseen != tag);
        // The phase of the clan's own war counts, if cached responses are of different times.
        if round.own.is_none() {
            round.phase = war.phase().or(round.phase);
            round.own = OwnWar::new(war, self.clan);
        }
    }

    fn into_rounds(mut self, group: Response<ClanWarLeagueGroup>) -> LeagueRounds {
        let Slots { previous, current, next } = self.slots();
        let mut take = |slot: Option<usize>| {
            let Round { number, unseen, own, .. } = self.rounds.get_mut(slot?)?;
            let number = *number;
            Some(match own.take() {
                Some(war) => LeagueRound::War { number, war },
                None if unseen.is_empty() => LeagueRound::NoWar { number },
                None => LeagueRound::NotFound { number },
            })
        };
        LeagueRounds { previous: take(previous), current: take(current), next: take(next), group }
    }
}
