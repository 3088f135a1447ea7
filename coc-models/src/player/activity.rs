//! [`Activity`]: signs that a player was in the game between two responses.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Player, PlayerItemLevel, counters::COUNTERS};
use crate::GameText;

/// The achievements that may rise without the player: for "Champion Builder", the opponent of a
/// builder base battle may have ended it.
const RISES_ALONE: [&str; 4] = ["Unbreakable", "Sweet Victory!", "Bigger & Better", "Champion Builder"];

/// The strength of a sign that a player was in the game.
///
/// ```
/// use coc_models::{ActivityStrength, Player};
///
/// /// Whether the player was certainly in the game since an earlier response.
/// fn was_there(new: &Player, old: &Player) -> bool {
///     new.activity_since(old).strength() == ActivityStrength::Strong
/// }
/// # assert!(!was_there(&Player::default(), &Player::default()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ActivityStrength {
    /// Nothing changed that says anything. The player may have been there nevertheless.
    None,
    /// A change that a timer or another player can cause, too.
    Weak,
    /// A change that only the player can cause.
    Strong,
}

/// One change that hints at a player in the game.
///
/// ```
/// use coc_models::{ActivitySign, ActivityStrength};
///
/// assert_eq!(ActivitySign::Donated(15).strength(), ActivityStrength::Strong);
/// assert_eq!(ActivitySign::Upgrade("Dragon".into()).strength(), ActivityStrength::Weak);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ActivitySign {
    /// The season's donations rose by this housing space.
    Donated(i32),
    /// The season's attacks won rose by this number.
    AttackWins(i32),
    /// The achievement of this name counted further.
    Counter(GameText),
    /// The player has another name.
    Name,
    /// The player opted in to clan wars, or out of them.
    WarPreference,
    /// The player has other labels.
    Labels,
    /// The player's house changed.
    PlayerHouse,
    /// The hero of this name wears other equipment.
    Equipment(GameText),
    /// The super troop of this name was boosted.
    SuperTroop(GameText),
    /// The player joined a clan.
    JoinedClan,
    /// The unit or hall of this name has a higher level, or is new. A finished timer is enough for
    /// that.
    Upgrade(GameText),
    /// Builder base trophies changed. The opponent may have ended the battle.
    BuilderBaseTrophies,
}

impl ActivitySign {
    /// The certainty of the sign.
    pub fn strength(&self) -> ActivityStrength {
        match self {
            Self::Upgrade(_) | Self::BuilderBaseTrophies => ActivityStrength::Weak,
            _ => ActivityStrength::Strong,
        }
    }
}

/// The signs that a player was in the game between two responses. From [`Player::activity_since`].
///
/// ```
/// use coc_models::{ActivitySign, ActivityStrength, Player, PlayerTag};
///
/// let mut old = Player::default();
/// old.donations = 120;
/// let mut new = old.clone();
/// new.donations = 135;
///
/// let activity = new.activity_since(&old);
/// assert_eq!(activity.strength(), ActivityStrength::Strong);
/// assert_eq!(activity.signs(), [ActivitySign::Donated(15)]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    signs: Vec<ActivitySign>,
}

impl Activity {
    /// All signs.
    pub fn signs(&self) -> &[ActivitySign] {
        &self.signs
    }

    /// The strength of the strongest sign.
    pub fn strength(&self) -> ActivityStrength {
        self.signs.iter().map(ActivitySign::strength).max().unwrap_or(ActivityStrength::None)
    }

    fn add(&mut self, is_there: bool, sign: ActivitySign) {
        if is_there {
            self.signs.push(sign);
        }
    }
}

impl Player {
    /// The signs that the player was in the game since an earlier response for the same player.
    ///
    /// The API does not say when a player was there, so the signs are inferred from what only a
    /// player can do. Changes that happen without the player are no sign: lost trophies, defences,
    /// received donations, the clan rank, a role, leaving a clan (it may be a kick), and anything
    /// that falls, which is a reset. An attack in a war, in a raid or in the battle log is a strong
    /// sign as well, but is in other responses.
    ///
    /// The responses of two different players have no signs.
    pub fn activity_since(&self, old: &Self) -> Activity {
        let mut activity = Activity::default();
        if self.tag != old.tag {
            return activity;
        }
        let donated = self.donations.saturating_sub(old.donations);
        activity.add(donated > 0, ActivitySign::Donated(donated));
        let won = self.attack_wins.saturating_sub(old.attack_wins);
        activity.add(won > 0, ActivitySign::AttackWins(won));
        self.counters_since(old, &mut activity);
        activity.add(self.name != old.name, ActivitySign::Name);
        let has_changed = |old, new| matches!((old, new), (Some(old), Some(new)) if old != new);
        activity.add(has_changed(old.war_opted_in(), self.war_opted_in()), ActivitySign::WarPreference);
        let labels = |player: &Self| player.labels.iter().map(|label| label.id).collect::<Vec<_>>();
        activity.add(labels(self) != labels(old), ActivitySign::Labels);
        activity.add(self.player_house != old.player_house, ActivitySign::PlayerHouse);
        let clan = |player: &Self| player.clan.as_ref().map(|clan| clan.tag);
        activity.add(clan(self).is_some() && clan(self) != clan(old), ActivitySign::JoinedClan);
        self.units_since(old, &mut activity);
        let trophies = (old.builder_base_trophies, self.builder_base_trophies);
        let has_fought = matches!(trophies, (Some(old), Some(new)) if old != new);
        activity.add(has_fought, ActivitySign::BuilderBaseTrophies);
        activity
    }

    fn counters_since(&self, old: &Self, activity: &mut Activity) {
        for name in COUNTERS.iter().filter(|name| !RISES_ALONE.contains(name)) {
            // An achievement that is new in the game counts what was before.
            let (Some(new), Some(old)) = (self.achievement(name), old.achievement(name)) else { continue };
            activity.add(new.value > old.value, ActivitySign::Counter(new.name.clone()));
        }
    }

    fn units_since(&self, old: &Self, activity: &mut Activity) {
        for (hero, before) in pairs(&self.heroes, &old.heroes) {
            let has_swapped = before.is_some_and(|before| hero.worn_equipment() != before.worn_equipment());
            activity.add(has_swapped, ActivitySign::Equipment(hero.name.clone()));
        }
        for (troop, before) in pairs(&self.troops, &old.troops) {
            let is_boosted = |troop: &PlayerItemLevel| troop.super_troop_is_active == Some(true);
            // A boost ends by itself.
            let was_boosted = before.is_some_and(is_boosted);
            activity.add(
                is_boosted(troop) && before.is_some() && !was_boosted,
                ActivitySign::SuperTroop(troop.name.clone()),
            );
        }
        let lists = [
            (&self.heroes, &old.heroes),
            (&self.troops, &old.troops),
            (&self.spells, &old.spells),
            (&self.hero_equipment, &old.hero_equipment),
        ];
        for (unit, before) in lists.into_iter().flat_map(|(new, old)| pairs(new, old)) {
            let is_higher = before.is_none_or(|before| unit.level > before.level);
            activity.add(is_higher, ActivitySign::Upgrade(unit.name.clone()));
        }
        let has_risen = self.town_hall_level > old.town_hall_level;
        activity.add(has_risen, ActivitySign::Upgrade("Town Hall".into()));
        let has_risen = self.builder_hall_level > old.builder_hall_level;
        activity.add(has_risen, ActivitySign::Upgrade("Builder Hall".into()));
    }
}

/// Each unit with its earlier state. An earlier list that is empty was not sent.
fn pairs<'a>(
    new: &'a [PlayerItemLevel],
    old: &'a [PlayerItemLevel],
) -> impl Iterator<Item = (&'a PlayerItemLevel, Option<&'a PlayerItemLevel>)> {
    let new = if old.is_empty() { &[] } else { new };
    new.iter().map(move |unit| (unit, old.iter().find(|before| unit.is_same_unit(before))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Village;

    fn troop(name: &str, village: Village, level: i32) -> PlayerItemLevel {
        PlayerItemLevel { name: name.into(), village: Some(village), level, ..Default::default() }
    }

    #[test]
    fn an_upgrade_names_the_unit_of_its_village_only() {
        let old = Player {
            troops: std::vec![
                troop("Baby Dragon", Village::Home, 5),
                troop("Baby Dragon", Village::BuilderBase, 7),
            ],
            ..Player::default()
        };
        let mut new = old.clone();
        new.troops[0].level = 6;
        assert_eq!(new.activity_since(&old).signs(), [ActivitySign::Upgrade("Baby Dragon".into())]);
        assert_eq!(old.activity_since(&new).strength(), ActivityStrength::None, "a fall is a correction");
    }

    #[test]
    fn the_start_of_a_boost_is_a_sign_and_its_end_is_none() {
        let old = Player { troops: std::vec![troop("Ice Hound", Village::Home, 1)], ..Player::default() };
        let mut new = old.clone();
        new.troops[0].super_troop_is_active = Some(true);
        assert_eq!(new.activity_since(&old).signs(), [ActivitySign::SuperTroop("Ice Hound".into())]);
        assert_eq!(old.activity_since(&new).signs(), []);
    }

    #[test]
    fn two_players_and_lists_that_were_not_sent_have_no_signs() {
        let new = Player { troops: std::vec![troop("Giant", Village::Home, 1)], ..Player::default() };
        assert_eq!(new.activity_since(&Player::default()).signs(), []);
        let other = Player { tag: "#2PP".parse().unwrap(), donations: 5, ..Player::default() };
        assert_eq!(other.activity_since(&new).signs(), []);
    }
}
