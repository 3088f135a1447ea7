//! Players: counters, roles and signs of activity.

use coc_models::{
    ActivityStrength, Label, Player, PlayerAchievementProgress, PlayerClan, PlayerItemLevel, Role, Village,
    WarPreference,
};

fn achievement(name: &str, village: Option<Village>, value: i32) -> PlayerAchievementProgress {
    let mut achievement = PlayerAchievementProgress::default();
    (achievement.name, achievement.village, achievement.value) = (name.into(), village, value);
    achievement
}

fn unit(name: &str, level: i32) -> PlayerItemLevel {
    let mut unit = PlayerItemLevel::default();
    (unit.name, unit.level, unit.village) = (name.into(), level, Some(Village::Home));
    unit
}

type Counter = fn(&Player) -> Option<i32>;

#[test]
fn counters_by_achievement() {
    let capital = || Village::ClanCapital;
    let table: [(&str, Village, Counter); 38] = [
        ("Friend in Need", Village::Home, Player::troop_capacity_donated),
        ("Sharing is caring", Village::Home, Player::spell_capacity_donated),
        ("Siege Sharer", Village::Home, Player::siege_machines_donated),
        ("Games Champion", Village::Home, Player::clan_games_points),
        ("Most Valuable Clanmate", capital(), Player::capital_gold_contributed),
        ("Aggressive Capitalism", capital(), Player::capital_gold_looted),
        ("War Hero", Village::Home, Player::clan_war_stars),
        ("War League Legend", Village::Home, Player::clan_war_league_stars),
        ("Well Seasoned", Village::Home, Player::season_challenge_points),
        ("Gold Grab", Village::Home, Player::gold_looted),
        ("Elixir Escapade", Village::Home, Player::elixir_looted),
        ("Heroic Heist", Village::Home, Player::dark_elixir_looted),
        ("Conqueror", Village::Home, Player::battles_won),
        ("Unbreakable", Village::Home, Player::defenses_won),
        ("Sweet Victory!", Village::Home, Player::most_trophies),
        ("Champion Builder", Village::BuilderBase, Player::most_builder_base_trophies),
        ("Bigger & Better", Village::Home, Player::highest_town_hall),
        ("Superb Work", Village::Home, Player::super_troops_boosted),
        ("Supercharger", Village::Home, Player::supercharges),
        ("Nice and Tidy", Village::Home, Player::obstacles_removed),
        ("Wall Buster", Village::Home, Player::walls_destroyed),
        ("Humiliator", Village::Home, Player::town_halls_destroyed),
        ("Not So Easy This Time", Village::Home, Player::weaponized_town_halls_destroyed),
        ("Union Buster", Village::Home, Player::builders_huts_destroyed),
        ("Bust This!", Village::Home, Player::weaponized_builders_huts_destroyed),
        ("Mortar Mauler", Village::Home, Player::mortars_destroyed),
        ("X-Bow Exterminator", Village::Home, Player::x_bows_destroyed),
        ("Firefighter", Village::Home, Player::inferno_towers_destroyed),
        ("Anti-Artillery", Village::Home, Player::eagle_artilleries_destroyed),
        ("Shattered and Scattered", Village::Home, Player::scattershots_destroyed),
        ("Counterspell", Village::Home, Player::spell_towers_destroyed),
        ("Monolith Masher", Village::Home, Player::monoliths_destroyed),
        ("Multi-Archer Tower Terminator", Village::Home, Player::multi_archer_towers_destroyed),
        ("Ricochet Cannon Crusher", Village::Home, Player::ricochet_cannons_destroyed),
        ("Firespitter Finisher", Village::Home, Player::firespitters_destroyed),
        ("Multi-Gear Tower Trampler", Village::Home, Player::multi_gear_towers_destroyed),
        ("Crafter\u{2019}s Nightmare", Village::Home, Player::crafted_defenses_destroyed),
        ("Un-Build It", Village::BuilderBase, Player::builder_halls_destroyed),
    ];
    let mut player = Player::default();
    for (value, (name, village, _)) in (1..).zip(&table) {
        player.achievements.push(achievement(name, Some(*village), value));
    }
    for (value, (name, village, counter)) in (1..).zip(&table) {
        assert_eq!(counter(&player), Some(value), "{name}");
        assert_eq!(player.achievement_in(name, village).map(|one| one.value), Some(value), "{name}");
        assert_eq!(counter(&Player::default()), None, "{name}");
    }
    // The counters of the clan capital were once of the home village, and the oldest bodies have no
    // village.
    for village in [Some(Village::Home), None] {
        player.achievements = vec![achievement("Most Valuable Clanmate", village, 500)];
        assert_eq!(player.capital_gold_contributed(), Some(500));
    }
}

#[test]
fn roles_in_order() {
    let order = ["member", "admin", "coLeader", "leader"].map(Role::from);
    assert_eq!(order.each_ref().map(Role::name), ["Member", "Elder", "Co-leader", "Leader"]);
    for (a, lower) in order.iter().enumerate() {
        for (b, higher) in order.iter().enumerate() {
            assert_eq!(higher.is_at_least(lower), b >= a, "{higher} {lower}");
            assert_eq!(higher.rank() > lower.rank(), b > a, "{higher} {lower}");
        }
    }
    for unranked in [Role::NotMember, Role::from("captain")] {
        assert_eq!(unranked.rank(), None);
        assert!(!unranked.is_at_least(&Role::Member) && !Role::Leader.is_at_least(&unranked));
    }
}

#[test]
fn a_unit_is_keyed_by_name_and_village() {
    let mut player = Player::default();
    player.troops = vec![unit("Baby Dragon", 5), unit("Baby Dragon", 7), unit("Unicorn", 9)];
    player.troops[1].village = Some(Village::BuilderBase);
    player.heroes = vec![unit("Barbarian King", 80)];
    player.spells = vec![unit("Rage Spell", 4)];
    player.hero_equipment = vec![unit("Rage Vial", 12)];
    let level = |unit: Option<&PlayerItemLevel>| unit.map(|unit| unit.level);
    assert_eq!(level(player.troop("Baby Dragon")), Some(5));
    assert_eq!(level(player.builder_base_troop("Baby Dragon")), Some(7));
    assert_eq!(level(player.pet("Unicorn")), Some(9));
    assert_eq!(level(player.hero("Barbarian King")), Some(80));
    assert_eq!(level(player.spell("Rage Spell")), Some(4));
    assert_eq!(level(player.equipment("Rage Vial")), Some(12));
}

/// A player with a value of everything that can move.
fn active() -> Player {
    let mut player = Player::default();
    (player.donations, player.donations_received) = (135, 10);
    (player.trophies, player.defense_wins, player.attack_wins) = (5200, 9, 40);
    (player.role, player.war_preference) = (Some(Role::Member), Some(WarPreference::Out));
    player.builder_base_trophies = Some(3000);
    let counters = ["Gold Grab", "Unbreakable", "Most Valuable Clanmate", "Sweet Victory!"];
    player.achievements = counters.map(|name| achievement(name, None, 100)).to_vec();
    let mut king = unit("Barbarian King", 80);
    king.equipment = Some(Box::new(vec![unit("Barbarian Puppet", 9), unit("Rage Vial", 9)]));
    player.heroes = vec![king];
    player.troops = vec![unit("Super Barbarian", 1)];
    player.labels = vec![Label::default()];
    player.clan = Some(clan("#2PP"));
    player
}

fn clan(tag: &str) -> PlayerClan {
    let mut clan = PlayerClan::default();
    clan.tag = tag.parse().unwrap();
    clan
}

#[test]
fn activity_by_change() {
    use ActivityStrength::{None as No, Strong as Yes, Weak};

    type Change = fn(&mut Player);
    let table: [(&str, Change, Change, ActivityStrength); 26] = [
        ("donations rise", |old| old.donations = 120, |new| new.donations = 135, Yes),
        ("donations fall to 0", |old| old.donations = 135, |new| new.donations = 0, No),
        ("donations fall", |old| old.donations = 135, |new| new.donations = 20, No),
        ("trophies fall", |old| old.trophies = 5200, |new| new.trophies = 5168, No),
        (
            "Gold Grab",
            |old| old.achievements[0].value = 1_200_000_000,
            |new| new.achievements[0].value = 1_210_000_000,
            Yes,
        ),
        ("Unbreakable", |old| old.achievements[1].value = 100, |new| new.achievements[1].value = 101, No),
        ("donations received", |old| old.donations_received = 10, |new| new.donations_received = 60, No),
        ("war preference", |_| {}, |new| new.war_preference = Some(WarPreference::In), Yes),
        ("role", |_| {}, |new| new.role = Some(Role::Admin), No),
        (
            "equipment",
            |_| {},
            |new| {
                new.heroes[0].equipment =
                    Some(Box::new(vec![unit("Giant Gauntlet", 1), unit("Rage Vial", 9)]));
            },
            Yes,
        ),
        ("Most Valuable Clanmate", |_| {}, |new| new.achievements[2].value += 500, Yes),
        ("hero level", |_| {}, |new| new.heroes[0].level = 81, Weak),
        ("other clan", |_| {}, |new| new.clan = Some(clan("#2PY")), Yes),
        ("no clan", |_| {}, |new| new.clan = None, No),
        ("joined", |old| old.clan = None, |_| {}, Yes),
        ("attack wins", |_| {}, |new| new.attack_wins += 1, Yes),
        ("defence wins", |_| {}, |new| new.defense_wins += 1, No),
        ("Sweet Victory!", |_| {}, |new| new.achievements[3].value += 1, No),
        ("name", |_| {}, |new| new.name = "Ada".into(), Yes),
        ("labels", |_| {}, |new| new.labels.clear(), Yes),
        ("player house", |_| {}, |new| new.player_house = Some(coc_models::PlayerHouse::default()), Yes),
        ("super troop", |_| {}, |new| new.troops[0].super_troop_is_active = Some(true), Yes),
        ("builder base trophies", |_| {}, |new| new.builder_base_trophies = Some(2980), Weak),
        ("Town Hall", |_| {}, |new| new.town_hall_level += 1, Weak),
        ("a fall of a level", |_| {}, |new| new.heroes[0].level = 79, No),
        ("nothing", |_| {}, |_| {}, No),
    ];
    for (change, before, after, expected) in table {
        let mut old = active();
        before(&mut old);
        let mut new = active();
        after(&mut new);
        let activity = new.activity_since(&old);
        assert_eq!(activity.strength(), expected, "{change}: {activity:?}");
        assert!(activity.signs().len() <= 1, "{change}: {activity:?}");
        assert_eq!(activity.signs().is_empty(), expected == No, "{change}");
    }
}
