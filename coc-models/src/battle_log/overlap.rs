//! [`NewBattles`]: the rows that a battle log has gained since an earlier response.

use super::BattleLogEntry;

/// The rows of a battle log that an earlier one did not have. From [`NewBattles::since`].
///
/// ```
/// use coc_models::{BattleLogEntry, NewBattles};
///
/// fn store(old: &[BattleLogEntry], new: &[BattleLogEntry]) {
///     let gained = NewBattles::since(old, new);
///     if !gained.is_unbroken {
///         eprintln!("battles may be missing: request the log more often");
///     }
///     for battle in gained.battles {
///         println!("{} stars against {}", battle.stars, battle.opponent_player_tag);
///     }
/// }
/// # store(&[], &[]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct NewBattles<'a> {
    /// The new rows, in the order of the log.
    pub battles: &'a [BattleLogEntry],
    /// Whether the two logs have a row in common, so that no battle between them is missing. A log
    /// has at most 50 rows.
    pub is_unbroken: bool,
}

impl<'a> NewBattles<'a> {
    /// Compares the log of a player with an earlier one.
    ///
    /// The recorded log has its oldest row first. A log in the opposite order is understood, too.
    pub fn since(old: &[BattleLogEntry], new: &'a [BattleLogEntry]) -> Self {
        // Rows that a log lost are at its old end, rows that it gained at the other.
        let ascending = (1..=old.len().min(new.len())).rev().find(|&common| {
            let tail = old.len().checked_sub(common).and_then(|start| old.get(start..));
            same(tail, new.get(..common))
        });
        let descending = (1..=old.len().min(new.len())).rev().find(|&common| {
            let tail = new.len().checked_sub(common).and_then(|start| new.get(start..));
            same(old.get(..common), tail)
        });
        let gained = match (ascending, descending) {
            (Some(common), other) if other.is_none_or(|other| other <= common) => new.get(common..),
            (_, Some(common)) => new.get(..new.len() - common),
            _ => None,
        };
        Self {
            battles: gained.unwrap_or(new),
            is_unbroken: gained.is_some() || (old.is_empty() && new.is_empty()),
        }
    }
}

/// Whether two parts of logs are of the same battles.
fn same(old: Option<&[BattleLogEntry]>, new: Option<&[BattleLogEntry]>) -> bool {
    let (Some(old), Some(new)) = (old, new) else { return false };
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same(old, new))
}

/// Whether two rows are of the same battle. The name and level of the opponent may have changed.
fn is_same(old: &BattleLogEntry, new: &BattleLogEntry) -> bool {
    old.opponent_player_tag == new.opponent_player_tag
        && old.battle_type == new.battle_type
        && old.attack == new.attack
        && old.stars == new.stars
        && old.destruction_percentage.total_cmp(&new.destruction_percentage).is_eq()
        && old.battle_timestamp == new.battle_timestamp
        && old.army_share_code == new.army_share_code
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    /// A row for each letter.
    fn log(rows: &str) -> Vec<BattleLogEntry> {
        let row = |code: char| BattleLogEntry {
            army_share_code: std::string::String::from(code).into(),
            ..BattleLogEntry::default()
        };
        rows.chars().map(row).collect()
    }

    fn gained(old: &str, new: &str) -> (std::string::String, bool) {
        let (old, new) = (log(old), log(new));
        let gained = NewBattles::since(&old, &new);
        (gained.battles.iter().map(|row| row.army_share_code.as_str()).collect(), gained.is_unbroken)
    }

    #[test]
    fn the_rows_after_the_common_ones_are_new_in_either_order() {
        for (old, new, rows, is_unbroken) in [
            ("abc", "abcde", "de", true),
            ("abc", "cde", "de", true),
            ("cba", "edcba", "ed", true),
            ("cba", "edc", "ed", true),
            ("abc", "abc", "", true),
            ("abc", "def", "def", false),
            ("", "ab", "ab", false),
            ("ab", "", "", false),
            ("", "", "", true),
            ("aa", "aaa", "a", true),
        ] {
            assert_eq!(gained(old, new), (rows.into(), is_unbroken), "{old} {new}");
        }
    }
}
