//! Clans: their permanent traits, their state at a moment, and their bodies.

use serde_json::{Map, Value, json};

use super::calendar::{self, DAY};
use super::catalogue;
use super::ladder;
use super::locations::{self, INTERNATIONAL};
use super::members;
use super::rng::Topic;
use super::wars;
use super::{Clan, EIGHT, Moment, World};

/// The frequency of a clan's wars; the wars of a class run in step (see `wars`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WarHabit {
    Always,
    MoreThanOncePerWeek,
    OncePerWeek,
    LessThanOncePerWeek,
    Never,
    Unknown,
}

impl WarHabit {
    /// The habits of clans that fight wars.
    pub(super) const FIGHTING: [Self; 4] =
        [Self::Always, Self::MoreThanOncePerWeek, Self::OncePerWeek, Self::LessThanOncePerWeek];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::MoreThanOncePerWeek => "moreThanOncePerWeek",
            Self::OncePerWeek => "oncePerWeek",
            Self::LessThanOncePerWeek => "lessThanOncePerWeek",
            Self::Never => "never",
            Self::Unknown => "unknown",
        }
    }
}

/// The permanent traits of a clan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traits {
    pub(super) location: Option<i64>,
    pub(super) kind: &'static str,
    pub(super) family: bool,
    pub(super) war_habit: WarHabit,
    pub(super) war_log_public: bool,
    /// Whether the clan takes part in the clan war leagues.
    pub(super) league_wars: bool,
    pub(super) level: i64,
    pub(super) capital_hall: i64,
    pub(super) language: Option<u64>,
    pub(super) required_trophies: i64,
    pub(super) required_town_hall: i64,
}

/// Orders of clans by strength, weakest first, for each kind of encounter.
#[derive(Debug, Default)]
pub(super) struct Orders {
    /// By [`WarHabit::FIGHTING`], each in two: without and with league wars.
    pub(super) at_war: [Vec<u32>; wars::CLASSES],
    pub(super) in_leagues: Vec<u32>,
    pub(super) in_raids: Vec<u32>,
}

impl Orders {
    pub(super) fn of(world: &World) -> Self {
        let mut orders = Self::default();
        for place in 0..world.clans {
            let clan = world.clan_order.invert(place);
            let traits = world.traits(clan);
            let number = clan as u32;
            if let Some(habit) = WarHabit::FIGHTING.iter().position(|habit| *habit == traits.war_habit)
                && world.clan_size(clan) >= 5
            {
                orders.at_war[2 * habit + usize::from(traits.league_wars)].push(number);
            }
            if traits.league_wars {
                orders.in_leagues.push(number);
            }
            if traits.capital_hall >= 2 {
                orders.in_raids.push(number);
            }
        }
        orders
    }
}

/// The names of the districts; the first is the capital itself.
pub(super) const DISTRICTS: [&str; 9] = [
    "Capital Peak",
    "Barbarian Camp",
    "Wizard Valley",
    "Balloon Lagoon",
    "Builder's Workshop",
    "Dragon Cliffs",
    "Golem Quarry",
    "Skeleton Park",
    "Goblin Mines",
];
/// The id of the first district.
pub(super) const DISTRICT: i64 = 70_000_000;

impl World {
    /// The number of core members of a clan.
    pub(super) fn clan_size(&self, clan: Clan) -> u64 {
        let mut roll = self.seed.roll(Topic::ClanTraits, clan, 1);
        // The first sixteen are large, so that the smallest world has clans for every route.
        let size = match if clan < 2 * EIGHT { 0 } else { roll.below(100) } {
            0..65 => roll.range(38, 44),
            65..85 => roll.range(20, 37),
            85..97 => roll.range(5, 19),
            _ => roll.range(1, 4),
        };
        (size as u64).min(members::FIRST_TRAVELLER)
    }

    /// The strength among all clans, `0.0..1.0`.
    pub(super) fn clan_strength(&self, clan: Clan) -> f64 {
        (self.clan_order.apply(clan) as f64 + 0.5) / self.clans as f64
    }

    pub(super) fn traits(&self, clan: Clan) -> Traits {
        let mut roll = self.seed.roll(Topic::ClanTraits, clan, 0);
        let size = self.clan_size(clan);
        let strength = self.clan_strength(clan);
        let location = match roll.below(100) {
            0..4 => None,
            4..35 => Some(INTERNATIONAL),
            35..38 => Some(INTERNATIONAL - 6 + roll.range(0, 5)),
            _ => Some(locations::some_country(roll.next())),
        };
        let kind = *roll.pick(&["inviteOnly", "inviteOnly", "inviteOnly", "open", "open", "closed"]);
        let family = roll.percent(55);
        let war_habit = match roll.below(100) {
            0..35 => WarHabit::Always,
            35..60 => WarHabit::MoreThanOncePerWeek,
            60..75 => WarHabit::OncePerWeek,
            75..85 => WarHabit::LessThanOncePerWeek,
            85..93 => WarHabit::Never,
            _ => WarHabit::Unknown,
        };
        // Most strong clans have a public war log.
        let by_strength = roll.percent(64) || strength > 0.75;
        let war_log_public = self.scenario.private_logs.map_or(by_strength, |share| {
            !self.seed.roll(Topic::PrivateLog, clan, -2).percent(u64::from(share))
        });
        let league_wars = roll.percent(70) && size >= 20;
        let level = 1 + ((strength * 0.6 + roll.unit() * 0.4) * 28.0) as i64 + roll.range(0, 3);
        let capital_hall = if size < 5 { 0 } else { (2.0 + strength * 6.5 + roll.unit() * 2.0) as i64 };
        let language = roll.percent(75).then(|| roll.next());
        let required_trophies = *roll.pick(&[0, 0, 200, 800, 1000, 1400, 2000, 2600, 3000]);
        let required_town_hall =
            if roll.percent(40) { 1 } else { roll.range(2, 4 + (strength * 11.0) as i64) };
        let traits = Traits {
            location,
            kind,
            family,
            war_habit,
            war_log_public,
            league_wars,
            level,
            capital_hall,
            language,
            required_trophies,
            required_town_hall,
        };
        // The weaker of a clan and the next one.
        let weaker = |clan: Clan| {
            if self.clan_strength(clan) < self.clan_strength(clan + 1) { clan } else { clan + 1 }
        };
        // With a set share of private logs, no clan has a fixed one.
        let is_set = self.scenario.private_logs.is_some();
        match clan {
            // Fixed roles for any seed: eight clans for a league group, then clans with frequent
            // wars.
            0..EIGHT => {
                let country = Some(locations::some_country(0));
                let location = if clan < 4 { country } else { location };
                Traits {
                    location,
                    league_wars: true,
                    war_log_public: if is_set { war_log_public } else { clan != weaker(1) },
                    war_habit: WarHabit::Always,
                    ..traits
                }
            }
            8..12 => Traits {
                league_wars: false,
                war_log_public: if is_set { war_log_public } else { clan != weaker(9) },
                war_habit: WarHabit::Always,
                ..traits
            },
            _ => traits,
        }
    }

    /// The levels of a clan's capital and districts; empty if the clan has no capital yet.
    pub(super) fn districts(&self, clan: Clan) -> Vec<i64> {
        let hall = self.traits(clan).capital_hall;
        if hall < 2 {
            return Vec::new();
        }
        let mut roll = self.seed.roll(Topic::Capital, clan, 0);
        // Every hall from the second on opens a district, which reaches at most five levels.
        let districts = (hall as usize).min(DISTRICTS.len()) - 1;
        let others =
            (0..districts as i64).map(|number| (hall - 2 - number / 2 + roll.range(0, 1)).clamp(1, 5));
        std::iter::once(hall.min(10)).chain(others).collect()
    }

    fn capital_points(&self, clan: Clan, now: Moment) -> i64 {
        let hall = self.traits(clan).capital_hall;
        if hall < 2 {
            return 0;
        }
        let weekend = calendar::raid_weekend(now - calendar::RAID_WEEKEND_LENGTH);
        let base = self.seed.roll(Topic::Capital, clan, 1).range(0, 400) + hall * 350;
        base + self.seed.roll(Topic::Capital, clan, 2 + weekend).range(0, 60)
    }

    /// The points of a clan in a ranking.
    pub(super) fn points(&self, clan: Clan, now: Moment, of: Points) -> i64 {
        match of {
            Points::Capital => self.capital_points(clan, now),
            Points::Home => {
                let members = self.members(clan, now).into_iter();
                members.map(|player| ladder::points_of_tier(self.tier(player, now))).sum()
            }
            Points::BuilderBase => {
                let mut trophies: Vec<i64> = self
                    .members(clan, now)
                    .into_iter()
                    .map(|player| self.builder_trophies(player, now))
                    .collect();
                trophies.sort_unstable_by(|a, b| b.cmp(a));
                // The best ten count half, the next ten a quarter, and so on.
                let weights = [50, 25, 12, 10, 3];
                trophies
                    .iter()
                    .enumerate()
                    .map(|(place, trophies)| trophies * weights[place / 10] / 100)
                    .sum()
            }
        }
    }

    /// A clan as search results show it.
    pub(super) fn clan_summary(&self, clan: Clan, now: Moment) -> Map<String, Value> {
        let traits = self.traits(clan);
        let settings = self.clan_settings(clan, now);
        let record = self.war_record(clan, now);
        let capital = self.points(clan, now, Points::Capital);
        let mut body = Map::new();
        let mut put = |key: &str, value: Value| body.insert(key.to_owned(), value);
        put("tag", self.clan_tag(clan).into());
        put("name", self.clan_name(clan).into());
        put("type", settings.kind.into());
        if let Some(location) = traits.location.and_then(locations::body) {
            put("location", location);
        }
        put("isFamilyFriendly", settings.family.into());
        put("badgeUrls", self.clan_badge(clan));
        put("clanLevel", self.clan_level(clan, now).into());
        put("clanPoints", self.points(clan, now, Points::Home).into());
        put("clanBuilderBasePoints", self.points(clan, now, Points::BuilderBase).into());
        put("clanCapitalPoints", capital.into());
        put("capitalLeague", catalogue::capital_league(capital_league(capital)).unwrap_or_default());
        put("requiredTrophies", settings.required_trophies.into());
        put("warFrequency", traits.war_habit.as_str().into());
        put("warWinStreak", record.streak.into());
        put("warWins", record.wins.into());
        if settings.war_log_public {
            put("warTies", record.ties.into());
            put("warLosses", record.losses.into());
        }
        put("isWarLogPublic", settings.war_log_public.into());
        put("warLeague", catalogue::war_league(self.war_league(clan, now), now).unwrap_or_default());
        put("members", self.members(clan, now).len().into());
        put("labels", settings.labels.into_iter().filter_map(catalogue::clan_label).collect());
        put("requiredBuilderBaseTrophies", settings.required_builder_trophies.into());
        put("requiredTownhallLevel", settings.required_town_hall.into());
        if let Some(language) = settings.language {
            put("chatLanguage", catalogue::language(language));
        }
        body
    }

    /// `GET /clans/{clanTag}`
    pub(super) fn clan_body(&self, clan: Clan, now: Moment) -> Value {
        let mut body = self.clan_summary(clan, now);
        let description = self.clan_settings(clan, now).description;
        body.insert("description".into(), description.into());
        body.insert("memberList".into(), self.member_bodies(clan, now).into());
        body.insert("clanCapital".into(), self.capital_body(clan));
        Value::Object(body)
    }

    fn capital_body(&self, clan: Clan) -> Value {
        let levels = self.districts(clan);
        let Some(hall) = levels.first() else { return json!({}) };
        let districts: Vec<Value> = levels
            .iter()
            .zip(DISTRICTS)
            .zip(DISTRICT..)
            .map(|((level, name), id)| json!({"id": id, "name": name, "districtHallLevel": level}))
            .collect();
        json!({"capitalHallLevel": hall, "districts": districts})
    }

    pub(super) fn clan_level(&self, clan: Clan, now: Moment) -> i64 {
        let years = (now - Self::default_start()) as f64 / (365 * DAY) as f64;
        (self.traits(clan).level as f64 + years * 2.0).clamp(1.0, 40.0) as i64
    }
}

/// The kind of a clan's points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Points {
    Home,
    BuilderBase,
    Capital,
}

/// The league of a clan with this many capital points.
pub(super) fn capital_league(points: i64) -> i64 {
    if points == 0 { 0 } else { (points / 200).clamp(1, 22) }
}
