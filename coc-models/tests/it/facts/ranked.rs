//! Trophies of ranked battles and of the Legend League.

use coc_models::ranked::{attack_trophies, legend_defense_trophies, ranked_defense_trophies};

#[test]
fn trophies_by_stars_and_destruction() {
    for (stars, destruction, attack, ranked, legend) in [
        (0, 0, 0, 40, 0),
        (0, 9, 0, 40, 0),
        (0, 10, 1, 40, 0),
        (0, 49, 4, 40, 0),
        (1, 1, 5, 35, -5),
        (1, 9, 5, 35, -5),
        (1, 10, 6, 34, -6),
        (1, 66, 12, 28, -12),
        (1, 90, 14, 26, -14),
        (1, 91, 15, 25, -15),
        (1, 99, 15, 25, -15),
        (2, 50, 16, 24, -16),
        (2, 52, 16, 24, -16),
        (2, 53, 17, 23, -17),
        (2, 55, 17, 23, -17),
        (2, 56, 18, 22, -18),
        (2, 97, 31, 9, -31),
        (2, 99, 32, 8, -32),
        (3, 100, 40, 0, -40),
    ] {
        let percent = f64::from(destruction);
        assert_eq!(attack_trophies(stars, percent), Some(attack), "{stars} {percent}");
        assert_eq!(ranked_defense_trophies(stars, percent), Some(ranked), "{stars} {percent}");
        assert_eq!(legend_defense_trophies(stars, percent), Some(legend), "{stars} {percent}");
    }
    for (stars, percent) in [(2, 49.0), (3, 99.0), (0, 50.0), (4, 100.0), (-1, 0.0), (1, 0.0), (1, 100.0)] {
        assert_eq!(attack_trophies(stars, percent), None, "{stars} {percent}");
        assert_eq!(ranked_defense_trophies(stars, percent), None, "{stars} {percent}");
        assert_eq!(legend_defense_trophies(stars, percent), None, "{stars} {percent}");
    }
}
