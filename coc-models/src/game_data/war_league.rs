//! [`WarLeagueRules`]: promotion, demotion, medals and bonuses of the clan war league.

use core::fmt;

use super::{GameData, schema};
use crate::{BattleModifier, LeagueSeasonOutcome, WarLeagueId};

/// A value with its certainty.
///
/// ```
/// use coc_models::{WarLeagueId, game_data::{GameData, Sourced}};
///
/// let league = GameData::embedded().war_league(WarLeagueId::new(48_000_012)).expect("Crystal I");
/// assert_eq!(league.promoted(), Some(Sourced::About { first: 2, second: 1 }));
/// assert_eq!(league.demoted(), Some(Sourced::Certain(2)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sourced<T> {
    /// All sources agree.
    Certain(T),
    /// Two sources disagree. Show such a value as an estimate.
    About {
        /// The value of the newer source, which is derived from the game's own tables.
        first: T,
        /// The value of the other source.
        second: T,
    },
}

impl<T> Sourced<T> {
    /// The value, or that of the newer source.
    pub fn value(self) -> T {
        match self {
            Self::Certain(value) | Self::About { first: value, .. } => value,
        }
    }

    /// Whether all sources agree.
    pub fn is_certain(&self) -> bool {
        matches!(self, Self::Certain(_))
    }
}

impl<T: PartialEq> Sourced<T> {
    fn new(first: T, second: T) -> Self {
        if first == second { Self::Certain(first) } else { Self::About { first, second } }
    }
}

/// The rules of a war league.
///
/// The API has none of them. Promotion and demotion of some leagues differ by one clan between two
/// sources, see [`Sourced`]; medals and bonuses agree. The seasons of February 2022 and 2024, with
/// groups of six clans, had other rules. Everything is `None` for Unranked.
///
/// ```
/// use coc_models::{WarLeagueId, game_data::GameData};
///
/// let data = GameData::embedded();
/// let league = data.war_league(WarLeagueId::new(48_000_013)).expect("Master League III");
/// assert_eq!(league.medals(1), Some(304));
/// // Three wars of 15 won: three bonuses more than guaranteed.
/// assert_eq!(league.bonuses(15, 3), Some(6));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct WarLeagueRules<'a> {
    pub(super) data: &'a GameData,
    pub(super) league: &'a schema::WarLeague,
}

impl<'a> WarLeagueRules<'a> {
    /// The id.
    pub fn id(self) -> WarLeagueId {
        WarLeagueId::new(self.league.id)
    }

    /// The English name.
    pub fn name(self) -> &'a str {
        &self.league.name
    }

    fn rules(self) -> Option<&'a schema::WarLeagueRules> {
        self.league.rules.as_ref()
    }

    /// The number of clans of a group that are promoted.
    pub fn promoted(self) -> Option<Sourced<i32>> {
        let rules = self.rules()?;
        let second = rules.conflict.map_or(rules.promote, |(promote, _)| promote);
        Some(Sourced::new(rules.promote.into(), second.into()))
    }

    /// The number of clans of a group that are demoted.
    pub fn demoted(self) -> Option<Sourced<i32>> {
        let rules = self.rules()?;
        let second = rules.conflict.map_or(rules.demote, |(_, demote)| demote);
        Some(Sourced::new(rules.demote.into(), second.into()))
    }

    /// The outcome of a season for a rank, or `None` for a rank outside of 1 to 8.
    pub fn outcome(self, rank: usize) -> Option<Sourced<LeagueSeasonOutcome>> {
        let rules = self.rules()?;
        let clans = usize::from(self.data.war_league_group().clans);
        if !(1..=clans).contains(&rank) {
            return None;
        }
        let of = |(promote, demote): (u8, u8)| {
            if rank <= promote.into() {
                LeagueSeasonOutcome::Promoted
            } else if rank > clans.saturating_sub(demote.into()) {
                LeagueSeasonOutcome::Demoted
            } else {
                LeagueSeasonOutcome::Stayed
            }
        };
        let first = (rules.promote, rules.demote);
        Some(Sourced::new(of(first), of(rules.conflict.unwrap_or(first))))
    }

    /// The league medals of a full share for a rank, or `None` for a rank outside of 1 to 8.
    ///
    /// One source says that a player gets the full share from 8 stars on.
    pub fn medals(self, rank: usize) -> Option<i32> {
        let rules = self.rules()?;
        if rank > self.data.war_league_group().clans.into() {
            return None;
        }
        let places = i32::try_from(rank.checked_sub(1)?).ok()?;
        i32::from(rules.medals_first).checked_sub(i32::from(rules.medals_step).checked_mul(places)?)
    }

    /// The league medals of one bonus.
    pub fn bonus_medals(self) -> Option<i32> {
        Some(self.rules()?.bonus_medals.into())
    }

    /// The number of bonuses that a clan's leader hands out: the guaranteed ones of the league,
    /// which wars of 30 double, and one for each war won.
    ///
    /// `None` for more than seven wars won, for a team size other than 15 and 30, and for
    /// 30 in a league without such wars.
    pub fn bonuses(self, team_size: i32, wars_won: usize) -> Option<i32> {
        let rules = self.rules()?;
        let guaranteed = i32::from(rules.bonuses);
        let guaranteed = match team_size {
            15 => guaranteed,
            30 if !rules.only_15 => guaranteed.checked_mul(2)?,
            _ => return None,
        };
        if wars_won > self.data.war_league_group().rounds.into() {
            return None;
        }
        guaranteed.checked_add(i32::try_from(wars_won).ok()?)
    }

    /// Whether wars of 30 against 30 are allowed.
    pub fn allows_30_v_30(self) -> Option<bool> {
        Some(!self.rules()?.only_15)
    }

    /// The modifier of its battles, if any.
    pub fn modifier(self) -> Option<BattleModifier> {
        self.rules()?.modifier.as_deref().map(BattleModifier::from)
    }
}

impl fmt::Debug for WarLeagueRules<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rules = f.debug_struct("WarLeagueRules");
        rules.field("id", &self.league.id).field("name", &self.league.name).finish_non_exhaustive()
    }
}
