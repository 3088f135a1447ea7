//! [`Missing`] and [`Rushed`]: levels of one unit or of many.

use core::{iter::Sum, time::Duration};

use super::Cost;

/// Upgrades up to the highest level at a hall: their number, price and time.
///
/// Added with `sum`.
///
/// ```
/// use coc_models::{Player, Village, game_data::{GameData, ResourceKind}};
///
/// fn elixir(player: &Player) -> u64 {
///     let progress = GameData::embedded().progress(player);
///     progress.missing(&Village::Home).cost.get(ResourceKind::Elixir)
/// }
/// # elixir(&Player::default());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Missing {
    /// The number of levels.
    pub levels: i32,
    /// The sum of the list prices.
    pub cost: Cost,
    /// The sum of the times, as if one upgrade follows the other.
    pub time: Duration,
}

impl Sum for Missing {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |total, part| Self {
            levels: total.levels.saturating_add(part.levels),
            cost: [total.cost, part.cost].into_iter().sum(),
            time: total.time.saturating_add(part.time),
        })
    }
}

/// Levels behind the highest of the previous hall; see
/// [`UnitProgress::rushed`](super::UnitProgress::rushed).
///
/// Added with `sum`.
///
/// ```
/// use coc_models::{Player, Village, game_data::GameData};
///
/// let new_player = Player::default();
/// let rushed = GameData::embedded().progress(&new_player).rushed(&Village::Home);
/// assert_eq!(rushed.share(), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rushed {
    /// The levels that are missing.
    pub missing_levels: i32,
    /// The levels that the previous hall allows.
    pub levels: i32,
}

impl Rushed {
    /// The share of missing levels, from 0.0 to 1.0; `None` if the previous hall allows none.
    pub fn share(self) -> Option<f64> {
        (self.levels > 0).then(|| f64::from(self.missing_levels) / f64::from(self.levels))
    }
}

impl Sum for Rushed {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |total, part| Self {
            missing_levels: total.missing_levels.saturating_add(part.missing_levels),
            levels: total.levels.saturating_add(part.levels),
        })
    }
}
