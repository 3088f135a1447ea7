//! Trophies of battles in the ranked leagues and in the Legend League, as pure functions.
//!
//! A battle log has no trophies; stars and destruction determine them. The numbers of ranked
//! battles equal all recorded ones, 48 attacks and 39 defences. Those of the Legend League have no
//! recorded battle; four clients agree on them. Attacks without stars are the least certain: two
//! clients agree, but the short official text has no trophies for them.
//!
//! Destruction is in percent, as the models have it. Impossible numbers, such as two stars with
//! 40 percent, have no trophies.

/// The base of the trophies of a defence.
const STAKE: i32 = 40;

/// Returns the trophies of an attack with these stars and this destruction in percent, 0 to 40.
///
/// ```
/// use coc_models::ranked;
///
/// assert_eq!(ranked::attack_trophies(3, 100.0), Some(40));
/// assert_eq!(ranked::attack_trophies(2, 76.0), Some(24));
/// assert_eq!(ranked::attack_trophies(2, 49.0), None);
/// ```
pub fn attack_trophies(stars: i32, destruction: f64) -> Option<i32> {
    let percent = whole(destruction)?;
    match (stars, percent) {
        (3, 100) => Some(STAKE),
        (2, 50..=99) => Some(16 + (percent - 50) / 3),
        (1, 1..=99) => Some(5 + (percent - 1) / 9),
        (0, 0..=49) => Some(percent / 10),
        _ => None,
    }
}

/// Returns the trophies of a defence in a ranked league against an attack with these stars and
/// this destruction in percent: the 40 less those of the attacker, and 40 for an attack without
/// stars.
///
/// ```
/// use coc_models::ranked;
///
/// assert_eq!(ranked::ranked_defense_trophies(2, 76.0), Some(16));
/// assert_eq!(ranked::ranked_defense_trophies(0, 41.0), Some(40));
/// ```
pub fn ranked_defense_trophies(stars: i32, destruction: f64) -> Option<i32> {
    let attacker = attack_trophies(stars, destruction)?;
    Some(if stars == 0 { STAKE } else { STAKE - attacker })
}

/// Returns the change of trophies of a defence in Legend League I against an attack with these
/// stars and this destruction in percent: the loss of what the attacker won, and 0 for an attack
/// without stars.
///
/// ```
/// use coc_models::ranked;
///
/// assert_eq!(ranked::legend_defense_trophies(2, 76.0), Some(-24));
/// assert_eq!(ranked::legend_defense_trophies(0, 41.0), Some(0));
/// ```
pub fn legend_defense_trophies(stars: i32, destruction: f64) -> Option<i32> {
    let attacker = attack_trophies(stars, destruction)?;
    Some(if stars == 0 { 0 } else { -attacker })
}

/// The whole percent at or below this one, from 0 to 100.
fn whole(percent: f64) -> Option<i32> {
    if !(0.0..=100.0).contains(&percent) {
        return None;
    }
    (0..=100).rev().find(|&whole| f64::from(whole) <= percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_no_percentage_has_no_trophies() {
        for percent in [f64::NAN, f64::INFINITY, -1.0, 100.5] {
            assert_eq!(attack_trophies(0, percent), None, "{percent}");
        }
    }
}
