//! Achievements of a player. The names are the game's; the descriptions are invented.

use serde_json::{Value, json};

use super::rng::Topic;
use super::{Player, World};

/// The quantity from which an achievement's value grows.
#[derive(Clone, Copy)]
enum Grows {
    /// The town hall level, up to this value.
    Town(i64),
    /// The builder hall level, up to this value.
    Builder(i64),
    /// The town hall, with increasing speed, up to about this value.
    Deeds(i64),
    /// A single event at this town hall level.
    Once(i64),
    /// The best trophies.
    Trophies,
    BuilderTrophies,
    WarStars,
    CapitalGold,
    /// As [`Grows::Deeds`], and by the donations of all seasons.
    Donations(i64),
    /// Never achieved.
    Never,
}

/// Name, village, targets, growth, and the counted quantity (`None` where the API sends `null`).
type Achievement = (&'static str, &'static str, [i64; 3], Grows, Option<&'static str>);

const HOME: &str = "home";
const BUILDER: &str = "builderBase";
const CAPITAL: &str = "clanCapital";

#[rustfmt::skip]
const ALL: [Achievement; 54] = [
    ("Bigger Coffers", HOME, [2, 5, 10], Grows::Town(19), Some("gold storage level")),
    ("Get those Goblins!", HOME, [10, 50, 150], Grows::Town(300), Some("campaign stars")),
    ("Bigger & Better", HOME, [3, 5, 8], Grows::Town(18), Some("town hall level")),
    ("Nice and Tidy", HOME, [5, 50, 500], Grows::Deeds(12_000), Some("obstacles removed")),
    ("Discover New Troops", HOME, [1, 1, 1], Grows::Once(7), None),
    ("Gold Grab", HOME, [20_000, 1_000_000, 100_000_000], Grows::Deeds(2_000_000_000), Some("gold looted")),
    ("Elixir Escapade", HOME, [20_000, 1_000_000, 100_000_000], Grows::Deeds(2_000_000_000), Some("elixir looted")),
    ("Sweet Victory!", HOME, [75, 750, 1250], Grows::Trophies, Some("best trophies")),
    ("Empire Builder", HOME, [1, 2, 4], Grows::Town(14), Some("clan castle level")),
    ("Wall Buster", HOME, [10, 100, 2000], Grows::Deeds(200_000), Some("walls destroyed")),
    ("Humiliator", HOME, [10, 100, 2000], Grows::Deeds(8000), Some("town halls destroyed")),
    ("Union Buster", HOME, [25, 250, 2500], Grows::Deeds(36_000), Some("builder's huts destroyed")),
    ("Conqueror", HOME, [25, 250, 5000], Grows::Deeds(9500), Some("attacks won")),
    ("Unbreakable", HOME, [10, 250, 5000], Grows::Deeds(3000), Some("defenses won")),
    ("Friend in Need", HOME, [100, 5000, 25_000], Grows::Donations(500_000), Some("housing space donated")),
    ("Mortar Mauler", HOME, [25, 500, 5000], Grows::Deeds(30_000), Some("mortars destroyed")),
    ("Heroic Heist", HOME, [20_000, 250_000, 1_000_000], Grows::Deeds(50_000_000), Some("dark elixir looted")),
    ("League All-Star", HOME, [1, 1, 1], Grows::Once(8), None),
    ("X-Bow Exterminator", HOME, [1, 250, 2500], Grows::Deeds(25_000), Some("x-bows destroyed")),
    ("Firefighter", HOME, [10, 250, 5000], Grows::Deeds(17_000), Some("inferno towers destroyed")),
    ("War Hero", HOME, [10, 150, 1000], Grows::WarStars, Some("war stars")),
    ("Clan War Wealth", HOME, [200_000, 10_000_000, 100_000_000], Grows::Deeds(2_000_000_000), Some("war gold collected")),
    ("Anti-Artillery", HOME, [20, 200, 2000], Grows::Deeds(6000), Some("artilleries destroyed")),
    ("Sharing is caring", HOME, [100, 2000, 10_000], Grows::Deeds(18_000), Some("spell space donated")),
    ("Keep Your Account Safe!", HOME, [1, 1, 1], Grows::Never, Some("networks connected")),
    ("Master Engineering", BUILDER, [2, 5, 8], Grows::Builder(10), Some("builder hall level")),
    ("Next Generation Model", BUILDER, [1, 1, 1], Grows::Once(9), None),
    ("Un-Build It", BUILDER, [20, 200, 2000], Grows::Deeds(3500), Some("builder halls destroyed")),
    ("Champion Builder", BUILDER, [100, 1000, 3000], Grows::BuilderTrophies, Some("best builder trophies")),
    ("High Gear", BUILDER, [1, 2, 3], Grows::Builder(3), Some("buildings geared up")),
    ("Hidden Treasures", BUILDER, [1, 1, 1], Grows::Once(8), None),
    ("Games Champion", HOME, [10_000, 50_000, 100_000], Grows::Deeds(250_000), Some("clan games points")),
    ("Dragon Slayer", HOME, [1, 1, 1], Grows::Once(12), None),
    ("War League Legend", HOME, [20, 100, 250], Grows::Deeds(1300), Some("war league stars")),
    ("Keep Your Account Safe!", HOME, [1, 1, 1], Grows::Never, Some("accounts connected")),
    ("Well Seasoned", HOME, [2000, 15_000, 50_000], Grows::Deeds(270_000), Some("season points")),
    ("Shattered and Scattered", HOME, [40, 400, 4000], Grows::Deeds(10_000), Some("scattershots destroyed")),
    ("Not So Easy This Time", HOME, [20, 200, 2000], Grows::Deeds(5200), Some("weaponised town halls destroyed")),
    ("Bust This!", HOME, [25, 250, 2500], Grows::Deeds(23_000), Some("weaponised huts destroyed")),
    ("Superb Work", HOME, [20, 100, 250], Grows::Deeds(560), Some("super troops boosted")),
    ("Siege Sharer", HOME, [50, 500, 5000], Grows::Deeds(4000), Some("siege machines donated")),
    ("Aggressive Capitalism", CAPITAL, [30_000, 200_000, 1_000_000], Grows::Deeds(3_200_000), Some("capital gold looted")),
    ("Most Valuable Clanmate", CAPITAL, [40_000, 500_000, 2_000_000], Grows::CapitalGold, Some("capital gold given")),
    ("Counterspell", HOME, [40, 400, 4000], Grows::Deeds(7300), Some("spell towers destroyed")),
    ("Monolith Masher", HOME, [20, 200, 2000], Grows::Deeds(3600), Some("monoliths destroyed")),
    ("Ungrateful Child", HOME, [1, 1, 1], Grows::Once(17), None),
    ("Supercharger", HOME, [5, 25, 75], Grows::Deeds(100), Some("supercharges")),
    ("Multi-Archer Tower Terminator", HOME, [50, 500, 5000], Grows::Deeds(2000), Some("multi-archer towers destroyed")),
    ("Ricochet Cannon Crusher", HOME, [50, 500, 5000], Grows::Deeds(2000), Some("ricochet cannons destroyed")),
    ("Firespitter Finisher", HOME, [40, 400, 4000], Grows::Deeds(1200), Some("firespitters destroyed")),
    ("Multi-Gear Tower Trampler", HOME, [20, 200, 2000], Grows::Deeds(600), Some("multi-gear towers destroyed")),
    ("Crafting Connoisseur", HOME, [5, 25, 75], Grows::Deeds(25), Some("defenses crafted")),
    ("Crafter’s Nightmare", HOME, [20, 200, 2000], Grows::Deeds(400), Some("crafted defenses destroyed")),
    ("League Follower", HOME, [12, 12, 12], Grows::Once(11), None),
];

/// The profile's values that achievements repeat.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProfileStats {
    pub(super) best_trophies: i64,
    pub(super) best_builder_trophies: i64,
    pub(super) war_stars: i64,
    pub(super) capital_gold: i64,
    pub(super) donations: i64,
    pub(super) town_hall: f64,
    pub(super) builder_hall: f64,
}

impl World {
    /// `achievements` of a player.
    pub(super) fn achievements(&self, player: Player, stats: ProfileStats) -> Vec<Value> {
        let mut roll = self.seed.roll(Topic::Achievement, player, 0);
        let town = stats.town_hall / 19.0;
        ALL.iter()
            .map(|(name, village, targets, grows, counted)| {
                let luck = 0.6 + 0.4 * roll.unit();
                let value = match *grows {
                    Grows::Town(18) => stats.town_hall as i64,
                    Grows::Town(most) => (most as f64 * town) as i64,
                    Grows::Builder(most) => (most as f64 * stats.builder_hall / 10.0) as i64,
                    Grows::Deeds(most) => (most as f64 * town.powi(4) * luck) as i64,
                    Grows::Donations(most) => (most as f64 * town.powi(4) * luck) as i64 + stats.donations,
                    Grows::Once(hall) => i64::from(stats.town_hall >= hall as f64) * targets[0],
                    Grows::Trophies => stats.best_trophies,
                    Grows::BuilderTrophies => stats.best_builder_trophies,
                    Grows::WarStars => stats.war_stars,
                    Grows::CapitalGold => stats.capital_gold,
                    Grows::Never => 0,
                };
                let reached = targets.iter().filter(|target| value >= **target).count();
                let target = targets[reached.min(2)];
                let info = match counted {
                    Some(counted) => format!("Reach {target} in {counted}"),
                    None => "A deed that is done once and counts for good".to_owned(),
                };
                json!({
                    "name": name,
                    "stars": reached,
                    "value": value.min(2_000_000_000),
                    "target": target,
                    "info": info,
                    "completionInfo": counted.map(|counted| format!("So far: {value} {counted}")),
                    "village": village,
                })
            })
            .collect()
    }
}
