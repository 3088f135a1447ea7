//! [`ClanWarLeagueWars`]: a group of the clan war league with its wars, and the rounds of a clan.

use alloc::vec::Vec;

use super::{ClanWarLeagueClan, ClanWarLeagueGroup, ClanWarLeagueRound};
use crate::{ClanTag, ClanWar, Timestamp, WarPhase, WarSide, WarTag, sort::Index};

impl ClanWarLeagueGroup {
    /// The clan with this tag, with its roster; `None` if it is not in the group.
    pub fn clan(&self, tag: ClanTag) -> Option<&ClanWarLeagueClan> {
        self.clans.iter().find(|clan| clan.tag == tag)
    }

    /// The tags of all drawn wars, in the order of the rounds.
    pub fn drawn_war_tags(&self) -> impl Iterator<Item = WarTag> + '_ {
        self.rounds.iter().flat_map(ClanWarLeagueRound::drawn_war_tags)
    }

    /// The group with its wars, each with the tag by which it was requested.
    ///
    /// Not all wars are necessary: every method computes with those that are present. Wars whose
    /// tag is not drawn in this group are ignored. Of two wars with the same tag, the later in the
    /// list counts.
    pub fn with_wars<'a>(
        &'a self,
        wars: impl IntoIterator<Item = (WarTag, &'a ClanWar)>,
    ) -> ClanWarLeagueWars<'a> {
        let mut by_tag = Index::default();
        for (tag, war) in wars {
            if let Some(last) = by_tag.get_or_insert(tag, war) {
                *last = war;
            }
        }
        ClanWarLeagueWars { group: self, wars: by_tag }
    }
}

/// A group of the clan war league with its wars, from [`ClanWarLeagueGroup::with_wars`].
///
/// ```
/// use coc_models::{ClanTag, ClanWar, ClanWarLeagueGroup, WarTag};
///
/// /// Prints the standings of a group, and the clan's war of the current round.
/// fn report(group: &ClanWarLeagueGroup, wars: &[(WarTag, ClanWar)], clan: ClanTag) {
///     let wars = group.with_wars(wars.iter().map(|(tag, war)| (*tag, war)));
///     for row in wars.standings() {
///         println!("{}. {}: {} stars", row.rank, row.clan.name, row.stars);
///     }
///     let current = wars.schedule(clan).current;
///     if let Some(war) = current.and_then(|round| wars.war_of(clan, round)) {
///         println!("now: {} : {} stars", war.clan.stars, war.opponent.stars);
///     }
/// }
/// # report(&ClanWarLeagueGroup::default(), &[], ClanTag::default());
/// ```
#[derive(Clone, Debug)]
pub struct ClanWarLeagueWars<'a> {
    group: &'a ClanWarLeagueGroup,
    wars: Index<WarTag, &'a ClanWar>,
}

/// The rounds of a clan before, at and after a moment, from [`ClanWarLeagueWars::schedule`].
///
/// Rounds are numbered from 1. A round is prepared while the one before it is fought, so there may
/// be a current and a next round at the same time.
///
/// ```
/// use coc_models::{ClanTag, ClanWarLeagueGroup};
///
/// let group = ClanWarLeagueGroup::default();
/// let schedule = group.with_wars([]).schedule(ClanTag::default());
/// assert_eq!((schedule.previous, schedule.current, schedule.next), (None, None, None));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ClanWarLeagueSchedule {
    /// The last round whose war has ended.
    pub previous: Option<usize>,
    /// The round whose war is in battle.
    pub current: Option<usize>,
    /// The round whose war is in preparation.
    pub next: Option<usize>,
}

impl<'a> ClanWarLeagueWars<'a> {
    /// The group.
    pub fn group(&self) -> &'a ClanWarLeagueGroup {
        self.group
    }

    /// The tags of the drawn wars that are not in the list.
    pub fn missing(&self) -> Vec<WarTag> {
        self.group.drawn_war_tags().filter(|tag| self.wars.get(tag).is_none()).collect()
    }

    /// The wars of the group that are in the list, each with the number of its round from 1, in the
    /// order of the rounds.
    pub fn wars(&self) -> impl Iterator<Item = (usize, &'a ClanWar)> + '_ {
        let rounds = (1..).zip(&self.group.rounds);
        let tags = rounds.flat_map(|(number, round)| round.drawn_war_tags().map(move |tag| (number, tag)));
        tags.filter_map(|(number, tag)| Some((number, *self.wars.get(&tag)?)))
    }

    /// The wars of a clan, each with the number of its round from 1, in the order of the rounds.
    pub fn wars_of(&self, clan: ClanTag) -> impl Iterator<Item = (usize, WarSide<'a>)> + '_ {
        self.wars().filter_map(move |(number, war)| Some((number, war.side_of(clan)?)))
    }

    /// The war of a clan in a round, numbered from 1; `None` if it is not in the list.
    pub fn war_of(&self, clan: ClanTag, round: usize) -> Option<WarSide<'a>> {
        self.wars_of(clan).find_map(|(number, war)| (number == round).then_some(war))
    }

    /// The previous, current and next round of a clan, by the states of its wars.
    pub fn schedule(&self, clan: ClanTag) -> ClanWarLeagueSchedule {
        self.schedule_by(clan, ClanWar::phase)
    }

    /// The previous, current and next round of a clan at a time, by the times of its wars.
    pub fn schedule_at(&self, clan: ClanTag, time: Timestamp) -> ClanWarLeagueSchedule {
        self.schedule_by(clan, |war| war.phase_at(time))
    }

    fn schedule_by(
        &self,
        clan: ClanTag,
        phase: impl Fn(&ClanWar) -> Option<WarPhase>,
    ) -> ClanWarLeagueSchedule {
        let mut schedule = ClanWarLeagueSchedule::default();
        for (number, side) in self.wars_of(clan) {
            let round = match phase(side.war) {
                Some(WarPhase::Ended) => &mut schedule.previous,
                Some(WarPhase::Battle) => &mut schedule.current,
                Some(WarPhase::Preparation) => &mut schedule.next,
                None => continue,
            };
            *round = Some(number);
        }
        schedule
    }
}
