//! The differences of two responses for a player.

use coc_models::{
    ActivityStrength, GameText, LeagueGroupTag, Player, PlayerAchievementProgress, PlayerItemLevel, SeasonId,
};

use super::{Achievement, PlayerEventKind as Kind, Unit, UnitList};
use crate::watch::{
    Change, Gain,
    change::{HasName, relisted, replaced},
};

/// Adds the events between two responses for the same player.
pub(super) fn compare(old: &Player, new: &Player, events: &mut Vec<Kind>) {
    profile(old, new, events);
    clan(old, new, events);
    progress(old, new, events);
    counters(old, new, events);
    for list in UnitList::ALL {
        units(list, old, new, events);
    }
    achievements(old, new, events);
    let activity = new.activity_since(old);
    let strength = activity.strength();
    if strength > ActivityStrength::None {
        events.push(Kind::Active { strength, signs: activity.signs().to_vec() });
    }
}

fn profile(old: &Player, new: &Player, events: &mut Vec<Kind>) {
    events.extend(Change::if_sent(Some(&old.name), Some(&new.name)).map(Kind::Name));
    events.extend(relisted(&old.labels, &new.labels).map(Kind::Labels));
    let preference = Change::between(old.war_preference.clone(), new.war_preference.clone());
    events.extend(preference.map(Kind::WarPreference));
    let house = Change::between(old.player_house.clone(), new.player_house.clone());
    events.extend(house.map(|house| Kind::PlayerHouse(Box::new(house))));
}

fn clan(old: &Player, new: &Player, events: &mut Vec<Kind>) {
    match (&old.clan, &new.clan) {
        (None, Some(new)) => events.push(Kind::JoinedClan(new.named())),
        (Some(old), None) => events.push(Kind::LeftClan(old.named())),
        (Some(old), Some(new)) if old.tag != new.tag => {
            events.push(Kind::MovedClan(Change { old: old.named(), new: new.named() }));
        }
        (Some(old), Some(new)) => {
            events.extend(Change::between(old.name.clone(), new.name.clone()).map(Kind::ClanName));
            events.extend(Change::between(old.clan_level, new.clan_level).map(Kind::ClanLevel));
            let badge = Change::between(old.badge_urls.clone(), new.badge_urls.clone());
            events.extend(badge.map(|badge| Kind::ClanBadge(Box::new(badge))));
        }
        (None, None) => {}
    }
    events.extend(Change::between(old.role.clone(), new.role.clone()).map(Kind::Role));
}

fn progress(old: &Player, new: &Player, events: &mut Vec<Kind>) {
    let town_hall = Change::between(old.town_hall_level, new.town_hall_level);
    events.extend(town_hall.map(Kind::TownHallLevel));
    let weapon = Change::between(old.town_hall_weapon_level, new.town_hall_weapon_level);
    events.extend(weapon.map(Kind::TownHallWeaponLevel));
    let builder_hall = Change::between(old.builder_hall_level, new.builder_hall_level);
    events.extend(builder_hall.map(Kind::BuilderHallLevel));
    events.extend(Change::between(old.exp_level, new.exp_level).map(Kind::ExpLevel));
    events.extend(Change::between(old.trophies, new.trophies).map(Kind::Trophies));
    events.extend(Change::between(old.best_trophies, new.best_trophies).map(Kind::BestTrophies));
    let trophies = Change::between(old.builder_base_trophies, new.builder_base_trophies);
    events.extend(trophies.map(Kind::BuilderBaseTrophies));
    let best = Change::between(old.best_builder_base_trophies, new.best_builder_base_trophies);
    events.extend(best.map(Kind::BestBuilderBaseTrophies));
    let tier = replaced(old.league_tier.as_ref(), new.league_tier.as_ref());
    events.extend(tier.map(Kind::LeagueTier));
    let league = replaced(old.builder_base_league.as_ref(), new.builder_base_league.as_ref());
    events.extend(league.map(Kind::BuilderBaseLeague));
    events.extend(replaced(old.league.as_ref(), new.league.as_ref()).map(Kind::League));
    events.extend(Change::between(group(old), group(new)).map(Kind::LeagueGroup));
    events.extend(Change::between(season(old), season(new)).map(Kind::LeagueSeason));
    let legend =
        Change::between(old.legend_statistics.as_deref().cloned(), new.legend_statistics.as_deref().cloned());
    events.extend(legend.map(|legend| Kind::LegendStatistics(Box::new(legend))));
}

/// The group of the ranked season, if the player is in one.
pub(in crate::watch) fn group(player: &Player) -> Option<LeagueGroupTag> {
    player.current_league_group_tag.filter(|tag| !tag.is_nothing())
}

/// The ranked season, if the player has signed up: 0 is none.
pub(in crate::watch) fn season(player: &Player) -> Option<SeasonId> {
    player.current_league_season_id.clone().filter(|season| season.unix_seconds() != Some(0))
}

fn counters(old: &Player, new: &Player, events: &mut Vec<Kind>) {
    events.extend(Gain::between(old.donations, new.donations).map(Kind::Donated));
    events.extend(Gain::between(old.donations_received, new.donations_received).map(Kind::Received));
    events.extend(Gain::between(old.attack_wins, new.attack_wins).map(Kind::AttackWins));
    events.extend(Gain::between(old.defense_wins, new.defense_wins).map(Kind::DefenseWins));
    events.extend(Change::between(old.war_stars, new.war_stars).map(Kind::WarStars));
    let contributed =
        |player: &Player| player.clan_capital_contributions.or_else(|| player.capital_gold_contributed());
    events.extend(rise(contributed(old), contributed(new)).map(Kind::CapitalGoldContributed));
    let looted = rise(old.capital_gold_looted(), new.capital_gold_looted());
    events.extend(looted.map(Kind::CapitalGoldLooted));
    let points = rise(old.clan_games_points(), new.clan_games_points());
    events.extend(points.map(Kind::ClanGamesPoints));
    let stars = rise(old.clan_war_league_stars(), new.clan_war_league_stars());
    events.extend(stars.map(Kind::ClanWarLeagueStars));
}

/// The rise of a counter that both responses have.
fn rise(old: Option<i32>, new: Option<i32>) -> Option<Change<i32>> {
    Change::if_sent(old.as_ref(), new.as_ref()).filter(|change| change.new > change.old)
}

fn units(list: UnitList, old: &Player, new: &Player, events: &mut Vec<Kind>) {
    // A player without any troops does not exist, so the units were not sent.
    if old.troops.is_empty() || new.troops.is_empty() {
        return;
    }
    let (before, now) = (list.of(old), list.of(new));
    for (unit, _, before) in pairs(now, before, PlayerItemLevel::is_same_unit) {
        let about = || Unit { list, name: unit.name.clone(), village: unit.village };
        let Some(before) = before else {
            events.push(Kind::UnitUnlocked { unit: about(), level: unit.level });
            continue;
        };
        if let Some(level) = Change::between(before.level, unit.level) {
            events.push(if level.new > level.old {
                Kind::UnitUpgraded { unit: about(), level }
            } else {
                Kind::UnitCorrected { unit: about(), level }
            });
        }
        let is_boosted = |unit: &PlayerItemLevel| unit.super_troop_is_active == Some(true);
        match (is_boosted(before), is_boosted(unit)) {
            (false, true) => events.push(Kind::SuperTroopBoosted { name: unit.name.clone() }),
            (true, false) => events.push(Kind::SuperTroopExpired { name: unit.name.clone() }),
            _ => {}
        }
        if let Some(worn) = Change::between(before.worn_equipment(), unit.worn_equipment()) {
            let names = |names: Vec<&str>| names.into_iter().map(GameText::from).collect();
            let equipment = Change { old: names(worn.old), new: names(worn.new) };
            events.push(Kind::HeroEquipment { hero: unit.name.clone(), equipment });
        }
    }
}

fn achievements(old: &Player, new: &Player, events: &mut Vec<Kind>) {
    let is_same = |one: &PlayerAchievementProgress, other: &PlayerAchievementProgress| {
        one.name == other.name && one.village == other.village
    };
    for (achievement, occurrence, before) in pairs(&new.achievements, &old.achievements, is_same) {
        // One that is new in the game counts what was before.
        let Some(before) = before else { continue };
        let about =
            || Achievement { name: achievement.name.clone(), village: achievement.village, occurrence };
        if let Some(value) = Change::between(before.value, achievement.value) {
            events.push(Kind::AchievementProgress { achievement: about(), value });
        }
        if let Some(stars) = Change::between(before.stars, achievement.stars) {
            events.push(Kind::AchievementStars { achievement: about(), stars });
        }
    }
}

/// Each item with the number of equal ones before it, and its earlier state.
fn pairs<'a, T>(
    new: &'a [T],
    old: &'a [T],
    is_same: impl Fn(&T, &T) -> bool + Copy,
) -> impl Iterator<Item = (&'a T, usize, Option<&'a T>)> {
    new.iter().enumerate().map(move |(index, item)| {
        let occurrence = new.iter().take(index).filter(|other| is_same(item, other)).count();
        (item, occurrence, old.iter().filter(|other| is_same(item, other)).nth(occurrence))
    })
}
