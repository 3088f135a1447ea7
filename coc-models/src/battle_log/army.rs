//! The army of a battle.

use super::BattleLogEntry;
use crate::army::Army;

impl BattleLogEntry {
    /// The attacker's army; empty if the battle has none.
    ///
    /// ```
    /// use coc_models::BattleLogEntry;
    ///
    /// let mut battle = BattleLogEntry::default();
    /// battle.army_share_code = "u10x0-2x3s1x9".into();
    /// assert_eq!(battle.army().units().map(|unit| unit.quantity).sum::<u32>(), 13);
    /// assert!(battle.army().link().to_string().ends_with("?action=CopyArmy&army=u10x0-2x3s1x9"));
    /// ```
    pub fn army(&self) -> Army {
        Army::from_code(&self.army_share_code)
    }
}
