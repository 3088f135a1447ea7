//! Raid weekends: totals and medals.

use coc_models::calendar::RaidWeekend;
use coc_models::{ClanCapitalRaidSeason, ClanCapitalRaidSeasonState};
use simulator::route::Route;
use simulator::world::{World, WorldConfig};

use crate::At;

#[test]
fn totals_windows_and_medals_of_weekends_equal_those_of_the_world() {
    let world = World::new(WorldConfig { clans: 32, ..WorldConfig::default() });
    let at = At { world: &world, now: World::default_start() };
    let (mut ended, mut estimated, mut near) = (0, 0, 0);
    for clan in at.clans() {
        let route = Route::CapitalRaidSeasons(clan.tag.to_string());
        for season in at.get::<Vec<ClanCapitalRaidSeason>>(&route).unwrap() {
            let window = RaidWeekend::current(season.start_time).unwrap().window();
            assert_eq!((season.start_time, season.end_time), (window.start(), window.end()));

            let totals = season.offensive_totals();
            assert_eq!(totals.attacks, i64::from(season.total_attacks));
            assert_eq!(totals.looted, i64::from(season.capital_total_loot));
            assert_eq!(totals.districts_destroyed, i64::from(season.enemy_districts_destroyed));
            let raids = totals.finished + season.defensive_totals().finished;
            assert_eq!(i32::try_from(raids), Ok(season.raids_completed));

            if season.state == ClanCapitalRaidSeasonState::Ended {
                ended += 1;
                assert_eq!(season.offensive_medals(), Some(season.offensive_reward));
                if let Some(estimate) = season.defensive_medals_estimate() {
                    estimated += 1;
                    let distance = (estimate - season.defensive_reward).abs();
                    near += i32::from(distance * 5 <= season.defensive_reward);
                }
            }
        }
    }
    assert!(ended > 100 && estimated > 20 && near * 10 >= estimated * 9, "{ended} {estimated} {near}");
}
