//! [`Upgrade`]: one level of a unit, with its [`Cost`].

use core::{fmt, iter::Sum, time::Duration};

use serde::{Deserialize, Serialize};

/// A resource that upgrades cost.
///
/// ```
/// use coc_models::game_data::ResourceKind;
///
/// assert_eq!(ResourceKind::DarkElixir.name(), "Dark Elixir");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ResourceKind {
    /// Elixir.
    Elixir,
    /// Dark Elixir.
    DarkElixir,
    /// Builder Elixir.
    BuilderElixir,
    /// Shiny Ore, for equipment.
    ShinyOre,
    /// Glowy Ore, for equipment.
    GlowyOre,
    /// Starry Ore, for epic equipment.
    StarryOre,
    /// Gems, for helpers.
    Gems,
}

impl ResourceKind {
    /// All resources, in the order of [`Cost::iter`].
    const ALL: [Self; 7] = [
        Self::Elixir,
        Self::DarkElixir,
        Self::BuilderElixir,
        Self::ShinyOre,
        Self::GlowyOre,
        Self::StarryOre,
        Self::Gems,
    ];

    /// The English name in the game.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Elixir => "Elixir",
            Self::DarkElixir => "Dark Elixir",
            Self::BuilderElixir => "Builder Elixir",
            Self::ShinyOre => "Shiny Ore",
            Self::GlowyOre => "Glowy Ore",
            Self::StarryOre => "Starry Ore",
            Self::Gems => "Gems",
        }
    }
}

impl fmt::Display for ResourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Amounts of resources: the price of an upgrade, or of several.
///
/// Prices are list prices, without the discounts of events and of the Gold Pass. Costs are added
/// with `sum`.
///
/// ```
/// use coc_models::{Village, game_data::{Cost, GameData, ResourceKind}};
///
/// let data = GameData::embedded();
/// let dragon = data.unit_named("Dragon", &Village::Home).expect("a unit of the data");
/// let cost: Cost = dragon.upgrades(1, 3).map(|upgrade| upgrade.cost).sum();
/// assert_eq!(cost.get(ResourceKind::Elixir), 1_000_000 + 2_000_000);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cost([u64; ResourceKind::ALL.len()]);

impl Cost {
    pub(super) fn of(resource: ResourceKind, amount: u64) -> Self {
        Self(ResourceKind::ALL.map(|kind| if kind == resource { amount } else { 0 }))
    }

    /// Shiny, glowy and starry ore.
    pub(super) fn of_ores(ores: [u16; 3]) -> Self {
        let kinds = [ResourceKind::ShinyOre, ResourceKind::GlowyOre, ResourceKind::StarryOre];
        kinds.into_iter().zip(ores).map(|(kind, amount)| Self::of(kind, amount.into())).sum()
    }

    /// The amount of a resource.
    pub fn get(&self, resource: ResourceKind) -> u64 {
        self.iter().find(|(kind, _)| *kind == resource).map_or(0, |(_, amount)| amount)
    }

    /// The resources with their amounts, without those that are not needed.
    pub fn iter(&self) -> impl Iterator<Item = (ResourceKind, u64)> + use<> {
        ResourceKind::ALL.into_iter().zip(self.0).filter(|(_, amount)| *amount > 0)
    }

    /// Whether nothing has to be paid.
    pub fn is_free(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), |mut total, cost| {
            for (total, amount) in total.0.iter_mut().zip(cost.0) {
                *total = total.saturating_add(amount);
            }
            total
        })
    }
}

/// One upgrade of a unit.
///
/// Returned by [`Unit::upgrade_to`](super::Unit::upgrade_to) and
/// [`UnitProgress::next_upgrade`](super::UnitProgress::next_upgrade).
///
/// ```
/// use core::time::Duration;
/// use coc_models::{Village, game_data::GameData};
///
/// let dragon = GameData::embedded().unit_named("Dragon", &Village::Home);
/// let upgrade = dragon.and_then(|dragon| dragon.upgrade_to(3)).expect("a level of the data");
/// assert_eq!((upgrade.level, upgrade.hall), (3, 8));
/// assert_eq!(upgrade.time, Duration::from_secs(36 * 3600));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Upgrade {
    /// The level that the upgrade leads to.
    pub level: i32,
    /// The lowest hall at which that level is available: a Town Hall, or a Builder Hall for units
    /// of the builder base.
    pub hall: i32,
    /// The list price; free for the first level, which a building unlocks.
    pub cost: Cost,
    /// The time without helpers, events and the Gold Pass; none for equipment.
    pub time: Duration,
}
