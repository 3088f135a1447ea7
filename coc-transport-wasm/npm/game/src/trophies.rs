//! The trophies of a battle in the ranked leagues and the Legend League.

use coc_models::ranked;

/// Returns the trophies that an attack wins, by its stars and its destruction in percent; none for a
/// result that cannot be.
pub fn attack_trophies(stars: i32, destruction: f64) -> Option<i32> {
    ranked::attack_trophies(stars, destruction)
}

/// Returns the trophies that a defence wins in the ranked leagues.
pub fn ranked_defense_trophies(stars: i32, destruction: f64) -> Option<i32> {
    ranked::ranked_defense_trophies(stars, destruction)
}

/// Returns the trophies that a defence loses in the Legend League, as a negative number.
pub fn legend_defense_trophies(stars: i32, destruction: f64) -> Option<i32> {
    ranked::legend_defense_trophies(stars, destruction)
}
