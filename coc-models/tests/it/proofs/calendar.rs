//! The calendar on recorded seasons, weekends and weeks.

use std::collections::BTreeSet;

use coc_models::{
    ClanCapitalRaidSeason, GoldPassSeason, LeagueGroup, LeagueSeason, LeagueSeasonResult, Page, Player,
    SeasonId,
    calendar::{LegendDay, RaidWeekend, RankedWeek, TrophySeason},
};

use crate::corpus::real_bodies;

/// The season of an id that the API sent for one.
fn season(id: &SeasonId, place: &str) -> TrophySeason {
    let season = TrophySeason::from_id(id).unwrap_or_else(|| panic!("{place}: {id}"));
    let ids = [Some(season.id()), season.v2_id(), season.unix_id()];
    assert!(ids.iter().flatten().any(|form| form == id), "{place}: {id}");
    season
}

#[test]
fn listed_seasons_follow_each_other_and_return_to_their_ids() {
    let mut count = 0;
    for (place, page) in real_bodies::<Page<LeagueSeason>>("league-seasons") {
        let seasons: Vec<_> = page.items.iter().map(|listed| season(&listed.id, &place)).collect();
        for pair in seasons.windows(2) {
            // One season may be listed in two forms.
            assert!(pair[0] == pair[1] || pair[0].next() == Some(pair[1]), "{place}: {pair:?}");
        }
        let mut ids: Vec<_> = page.items.iter().map(|listed| &listed.id).collect();
        ids.sort();
        assert!(ids.iter().map(|id| season(id, &place)).is_sorted(), "{place}");
        count += seasons.len();
    }
    println!("{count} listed seasons");
}

#[test]
fn seasons_of_legend_statistics_are_seasons() {
    let mut count = 0;
    for (place, player) in real_bodies::<Player>("players") {
        let Some(statistics) = &player.legend_statistics else { continue };
        let results = [&statistics.previous_season, &statistics.best_season, &statistics.current_season];
        for id in results.into_iter().flatten().filter_map(|result| result.id.as_ref()) {
            season(id, &place);
            count += 1;
        }
    }
    println!("{count} seasons of players");
}

#[test]
fn raids_are_on_raid_weekends() {
    let mut count = 0;
    for (place, page) in real_bodies::<Page<ClanCapitalRaidSeason>>("capitalraidseasons") {
        for raid in &page.items {
            let weekend = RaidWeekend::current(raid.start_time);
            let window = weekend.unwrap_or_else(|| panic!("{place}: {}", raid.start_time)).window();
            assert_eq!((window.start(), window.end()), (raid.start_time, raid.end_time), "{place}");
            count += 1;
        }
    }
    println!("{count} raid weekends");
}

/// The week of an id of a player in a ranked league. A player of the highest Legend tier has the
/// start of a season, which is one of a week, too.
fn week(id: &SeasonId, place: &str) -> RankedWeek {
    let week = RankedWeek::from_id(id).unwrap_or_else(|| panic!("{place}: {id}"));
    assert_eq!(&week.id(), id, "{place}");
    week
}

#[test]
fn ranked_season_ids_are_starts_of_ranked_weeks() {
    let mut count = 0;
    for (place, player) in real_bodies::<Player>("players") {
        let id = |id: &Option<SeasonId>| id.clone().filter(|id| id.unix_seconds() != Some(0));
        let (current, previous) =
            (id(&player.current_league_season_id), id(&player.previous_league_season_id));
        for id in current.iter().chain(&previous) {
            week(id, &place);
            count += 1;
        }
    }
    for (place, page) in real_bodies::<Page<LeagueSeasonResult>>("leaguehistory") {
        for result in &page.items {
            week(&result.league_season_id, &place);
            count += 1;
        }
    }
    println!("{count} ranked seasons");
}

/// A group lasts a ranked week, that of Legend League I a trophy season, which is four such weeks.
#[test]
fn battles_of_a_league_group_are_in_one_week_or_one_season() {
    let (mut count, mut of_a_week) = (0, 0);
    for (place, group) in real_bodies::<LeagueGroup>("leaguegroup-ranked") {
        let battles = group.attack_logs.iter().chain(&group.defense_logs);
        let days: Vec<_> =
            battles.filter_map(|battle| battle.creation_time).map(LegendDay::of_battle).collect();
        let weeks: BTreeSet<_> = days.iter().map(|day| RankedWeek::at(day.window().start()).id()).collect();
        let seasons: BTreeSet<_> = days.iter().map(|day| day.season().id()).collect();
        count += days.len();
        of_a_week += usize::from(weeks.len() == 1);
        assert!(seasons.len() <= 1, "{place}: {weeks:?}");
    }
    println!("{count} ranked battles, {of_a_week} groups of a week");
}

#[test]
fn a_gold_pass_ends_on_the_first_of_a_month() {
    for (place, season) in real_bodies::<GoldPassSeason>("goldpass") {
        let end = season.end_time.rfc3339().to_string();
        assert!(end.ends_with("-01T08:00:00Z"), "{place}: {end}");
    }
}
