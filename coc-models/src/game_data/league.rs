//! Leagues except war leagues: [`RankedTier`], [`LeagueEntry`].

use core::fmt;

use super::schema;
use crate::{BattleModifier, LeagueTierId};

/// The number of battles of a [`RankedTier`].
///
/// ```
/// use coc_models::{LeagueTierId, game_data::{BattleLimit, GameData}};
///
/// let tier = GameData::embedded().league_tier(LeagueTierId::new(105_000_001));
/// assert_eq!(tier.map(|tier| tier.battles()), Some(BattleLimit::PerWeek(6)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BattleLimit {
    /// Battles in a ranked week.
    PerWeek(i32),
    /// Battles in a Legend day.
    PerDay(i32),
}

/// The rules of a tier of the ranked leagues.
///
/// The names of tiers have changed before; use the ids.
///
/// ```
/// use coc_models::{LeagueTierId, game_data::GameData};
///
/// let data = GameData::embedded();
/// let tier = data.league_tier(LeagueTierId::new(105_000_031)).expect("a tier of the data");
/// assert_eq!(tier.name(), "Electro League 31");
/// // 20 of 100 players are promoted at the end of the week.
/// assert_eq!((tier.promote_percent(), tier.group_size()), (Some(20), 100));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RankedTier<'a>(pub(super) &'a schema::Tier);

impl<'a> RankedTier<'a> {
    /// The id.
    pub fn id(self) -> LeagueTierId {
        LeagueTierId::new(self.0.id)
    }

    /// The English name.
    pub fn name(self) -> &'a str {
        &self.0.name
    }

    /// The position in the order of the tiers; 0 is Unranked.
    pub fn tier(self) -> i32 {
        self.0.tier.into()
    }

    /// The number of attacks that a player has.
    pub fn battles(self) -> BattleLimit {
        let battles = self.0.battles.into();
        if self.0.is_daily { BattleLimit::PerDay(battles) } else { BattleLimit::PerWeek(battles) }
    }

    /// The percentage of a group that is promoted; `None` for Legend League I, which has no groups.
    ///
    /// The rounding in groups that are not full is not known.
    pub fn promote_percent(self) -> Option<i32> {
        self.0.promote.map(i32::from)
    }

    /// The percentage of a group that is demoted; `None` for Legend League I.
    ///
    /// A player is never demoted below [`GameData::town_hall_floor`](super::GameData::town_hall_floor).
    pub fn demote_percent(self) -> Option<i32> {
        self.0.demote.map(i32::from)
    }

    /// The number of players in a full group.
    pub fn group_size(self) -> i32 {
        self.0.group.into()
    }

    /// The highest Town Hall that may play in this tier.
    pub fn max_town_hall(self) -> i32 {
        self.0.max_town_hall.into()
    }

    /// The points that a member in this tier adds to the clan's score.
    pub fn clan_score(self) -> i32 {
        self.0.clan_score.into()
    }

    /// The modifier of its battles, if any.
    pub fn modifier(self) -> Option<BattleModifier> {
        self.0.modifier.as_deref().map(BattleModifier::from)
    }
}

impl fmt::Debug for RankedTier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RankedTier")
            .field("id", &self.0.id)
            .field("name", &self.0.name)
            .finish_non_exhaustive()
    }
}

/// A league of the builder base, of clan capitals, or of the home village before October 2025.
///
/// ```
/// use coc_models::game_data::GameData;
///
/// let league = GameData::embedded().builder_base_league_at(1_650).expect("a league of the data");
/// assert_eq!((league.name, league.trophies), ("Copper League IV", Some(1_600)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeagueEntry<'a, Id> {
    /// The id.
    pub id: Id,
    /// The English name.
    pub name: &'a str,
    /// The trophies from which a player or clan is in this league; `None` for the leagues of before
    /// October 2025.
    pub trophies: Option<i32>,
}

impl<'a, Id: From<i32>> LeagueEntry<'a, Id> {
    pub(super) fn new(league: &'a schema::League) -> Self {
        Self { id: league.id.into(), name: &league.name, trophies: league.trophies.map(i32::from) }
    }
}
