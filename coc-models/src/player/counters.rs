//! Achievements by name, and the counters that they contain.

use super::{Player, PlayerAchievementProgress, Village};

/// Declares the method of each counter, and the names of all of them.
macro_rules! counters {
    ($($(#[doc = $doc:literal])+ $method:ident = $name:literal;)+) => {
        /// Counters that never fall.
        impl Player {
            $(
                $(#[doc = $doc])+
                #[doc = ""]
                #[doc = concat!("The value of the achievement \"", $name, "\".")]
                pub fn $method(&self) -> Option<i32> {
                    Some(self.achievement($name)?.value)
                }
            )+
        }

        /// The achievements of all counters.
        pub(super) const COUNTERS: &[&str] = &[$($name),+];
    };
}

counters! {
    /// Troops donated in all years, in housing space.
    troop_capacity_donated = "Friend in Need";
    /// Spells donated in all years, in housing space.
    spell_capacity_donated = "Sharing is caring";
    /// Siege machines donated in all years.
    siege_machines_donated = "Siege Sharer";
    /// Points of all clan games. No other field of the API has any.
    clan_games_points = "Games Champion";
    /// Capital gold contributed to clan capitals in all years, as
    /// [`clan_capital_contributions`](Self::clan_capital_contributions).
    capital_gold_contributed = "Most Valuable Clanmate";
    /// Capital gold looted in all raid weekends.
    capital_gold_looted = "Aggressive Capitalism";
    /// Stars of all clan wars, as [`war_stars`](Self::war_stars).
    clan_war_stars = "War Hero";
    /// Stars of all seasons of the clan war league.
    clan_war_league_stars = "War League Legend";
    /// Points of all season challenges.
    season_challenge_points = "Well Seasoned";
    /// Gold looted in all years; stops at 2 000 000 000.
    gold_looted = "Gold Grab";
    /// Elixir looted in all years; stops at 2 000 000 000.
    elixir_looted = "Elixir Escapade";
    /// Dark elixir looted in all years.
    dark_elixir_looted = "Heroic Heist";
    /// Battles won in all years; [`attack_wins`](Self::attack_wins) are those of the season.
    battles_won = "Conqueror";
    /// Defences won in all years; [`defense_wins`](Self::defense_wins) are those of the season.
    defenses_won = "Unbreakable";
    /// The highest number of home village trophies, as [`best_trophies`](Self::best_trophies).
    most_trophies = "Sweet Victory!";
    /// The highest number of builder base trophies, as
    /// [`best_builder_base_trophies`](Self::best_builder_base_trophies).
    most_builder_base_trophies = "Champion Builder";
    /// The highest Town Hall level, as [`town_hall_level`](Self::town_hall_level).
    highest_town_hall = "Bigger & Better";
    /// Super troops boosted.
    super_troops_boosted = "Superb Work";
    /// Supercharges of buildings.
    supercharges = "Supercharger";
    /// Obstacles removed.
    obstacles_removed = "Nice and Tidy";
    /// Walls destroyed in attacks.
    walls_destroyed = "Wall Buster";
    /// Town Halls destroyed in attacks.
    town_halls_destroyed = "Humiliator";
    /// Town Halls with a weapon destroyed in attacks.
    weaponized_town_halls_destroyed = "Not So Easy This Time";
    /// Builder's Huts destroyed in attacks.
    builders_huts_destroyed = "Union Buster";
    /// Builder's Huts with a weapon destroyed in attacks.
    weaponized_builders_huts_destroyed = "Bust This!";
    /// Mortars destroyed in attacks.
    mortars_destroyed = "Mortar Mauler";
    /// X-Bows destroyed in attacks.
    x_bows_destroyed = "X-Bow Exterminator";
    /// Inferno Towers destroyed in attacks.
    inferno_towers_destroyed = "Firefighter";
    /// Eagle Artilleries destroyed in attacks.
    eagle_artilleries_destroyed = "Anti-Artillery";
    /// Scattershots destroyed in attacks.
    scattershots_destroyed = "Shattered and Scattered";
    /// Spell Towers destroyed in attacks.
    spell_towers_destroyed = "Counterspell";
    /// Monoliths destroyed in attacks.
    monoliths_destroyed = "Monolith Masher";
    /// Multi-Archer Towers destroyed in attacks.
    multi_archer_towers_destroyed = "Multi-Archer Tower Terminator";
    /// Ricochet Cannons destroyed in attacks.
    ricochet_cannons_destroyed = "Ricochet Cannon Crusher";
    /// Firespitters destroyed in attacks.
    firespitters_destroyed = "Firespitter Finisher";
    /// Multi-Gear Towers destroyed in attacks.
    multi_gear_towers_destroyed = "Multi-Gear Tower Trampler";
    /// Crafted Defenses destroyed in attacks.
    crafted_defenses_destroyed = "Crafter's Nightmare";
    /// Builder Halls destroyed in attacks on builder bases.
    builder_halls_destroyed = "Un-Build It";
}

impl Player {
    /// The first achievement of this name; an apostrophe may be straight or typographic.
    ///
    /// Names are not unique: see [`achievements_named`](Self::achievements_named).
    ///
    /// ```
    /// # use coc_models::Player;
    /// # let player = Player::default();
    /// let nightmare = player.achievement("Crafter's Nightmare");
    /// let is_complete = nightmare.is_some_and(|achievement| achievement.stars == 3);
    /// # assert!(!is_complete);
    /// ```
    pub fn achievement(&self, name: &str) -> Option<&PlayerAchievementProgress> {
        self.achievements_named(name).next()
    }

    /// The first achievement of this name that belongs to this village.
    ///
    /// The game has moved achievements between villages: those of the clan capital were once of the
    /// home village.
    pub fn achievement_in(&self, name: &str, village: &Village) -> Option<&PlayerAchievementProgress> {
        let is_there = |achievement: &&PlayerAchievementProgress| {
            achievement.village.as_ref().unwrap_or(&Village::Home) == village
        };
        self.achievements_named(name).find(is_there)
    }

    /// All achievements of this name. "Keep Your Account Safe!" occurs twice in one village, and
    /// only [`info`](PlayerAchievementProgress::info) distinguishes the two.
    pub fn achievements_named<'a>(
        &'a self,
        name: &str,
    ) -> impl Iterator<Item = &'a PlayerAchievementProgress> {
        self.achievements.iter().filter(move |achievement| is_same(&achievement.name, name))
    }

    /// Whether the player opts in to clan wars; `None` before 2021 and for an unknown preference.
    pub fn war_opted_in(&self) -> Option<bool> {
        match self.war_preference.as_ref()? {
            super::WarPreference::In => Some(true),
            super::WarPreference::Out => Some(false),
            super::WarPreference::Unrecognized(_) => None,
        }
    }
}

/// Whether two names are equal but for the form of their apostrophes.
fn is_same(a: &str, b: &str) -> bool {
    let straight = |c| if c == '\u{2019}' { '\'' } else { c };
    a == b || a.chars().map(straight).eq(b.chars().map(straight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WarPreference;

    fn achievement(name: &str, village: Option<Village>, value: i32) -> PlayerAchievementProgress {
        PlayerAchievementProgress { name: name.into(), village, value, ..Default::default() }
    }

    #[test]
    fn an_apostrophe_is_straight_or_typographic() {
        let achievements = std::vec![achievement("Crafter\u{2019}s Nightmare", None, 7)];
        let player = Player { achievements, ..Player::default() };
        assert_eq!(player.crafted_defenses_destroyed(), Some(7));
        assert!(player.achievement("Crafter\u{2019}s Nightmare").is_some());
        assert!(player.achievement("Crafters Nightmare").is_none());
    }

    #[test]
    fn a_counter_that_moved_to_another_village_is_found_in_both() {
        for village in [Village::Home, Village::ClanCapital] {
            let achievements = std::vec![achievement("Aggressive Capitalism", Some(village), 9)];
            let player = Player { achievements, ..Player::default() };
            assert_eq!(player.capital_gold_looted(), Some(9));
            assert!(player.achievement_in("Aggressive Capitalism", &village).is_some());
            assert!(player.achievement_in("Aggressive Capitalism", &Village::BuilderBase).is_none());
        }
    }

    #[test]
    fn all_achievements_of_one_name_are_found_and_an_unknown_one_is_none() {
        let achievements = std::vec![achievement("A", None, 1), achievement("A", None, 2)];
        let player = Player { achievements, ..Player::default() };
        assert_eq!(player.achievements_named("A").map(|one| one.value).sum::<i32>(), 3);
        assert_eq!(player.achievement("A").map(|one| one.value), Some(1));
        assert_eq!(player.clan_games_points(), None);
    }

    #[test]
    fn an_unknown_war_preference_is_neither_in_nor_out() {
        let opted = |preference| Player { war_preference: preference, ..Player::default() }.war_opted_in();
        assert_eq!(opted(Some(WarPreference::In)), Some(true));
        assert_eq!(opted(Some(WarPreference::Out)), Some(false));
        assert_eq!(opted(Some(WarPreference::from("maybe"))), None);
        assert_eq!(opted(None), None);
    }
}
