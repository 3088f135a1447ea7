//! Seasons, weeks and weekends.

use coc_models::calendar::{RankedWeek, TrophySeason};
use coc_models::{Player, SeasonId};
use serde::Deserialize;
use simulator::route::Route;
use simulator::world::{SeasonIds, World, WorldConfig};

use crate::{At, DAY, HOUR};

#[derive(Deserialize)]
struct Season {
    id: SeasonId,
}

#[test]
fn all_ids_of_trophy_seasons_name_consecutive_seasons() {
    for season_ids in [SeasonIds::ByDate, SeasonIds::Dated, SeasonIds::V2] {
        let world = World::new(WorldConfig { clans: 8, season_ids, ..WorldConfig::default() });
        let at = At { world: &world, now: World::default_start() + 200 * DAY };
        let listed: Vec<Season> = at.get(&Route::LeagueSeasons(29_000_022)).unwrap();
        let mut seasons: Vec<TrophySeason> =
            listed.iter().map(|season| TrophySeason::from_id(&season.id).unwrap()).collect();
        // By date, one season has two ids.
        seasons.dedup();
        assert_eq!(listed.len() - seasons.len(), usize::from(season_ids == SeasonIds::ByDate));
        assert!(seasons.windows(2).all(|pair| pair[0].next() == Some(pair[1])));
        assert_eq!(seasons.last().unwrap().next(), Some(TrophySeason::at(at.time())));
    }
}

#[test]
fn donations_fall_to_zero_at_the_turn_of_the_trophy_season() {
    let world = World::new(WorldConfig { clans: 16, ..WorldConfig::default() });
    let mut season = TrophySeason::at(At { world: &world, now: World::default_start() - 800 * DAY }.time());
    for _ in 0..40 {
        let end = season.window().end().unix_seconds() * 1000;
        let sum = |now| -> i32 { At { world: &world, now }.clans_members().iter().sum() };
        assert!(sum(end - 1000) > 0 && sum(end) == 0, "{}", season.id());
        season = season.next().unwrap();
    }
}

impl At<'_> {
    /// The donations of the members of some clans.
    fn clans_members(&self) -> Vec<i32> {
        let clan: coc_models::Clan = self.get(&Route::Clan(self.world.samples(self.now).clan)).unwrap();
        clan.member_list.iter().map(|member| member.donations).collect()
    }
}

#[test]
fn the_seasons_of_profiles_are_weeks_or_trophy_seasons() {
    let world = World::new(WorldConfig { clans: 64, ..WorldConfig::default() });
    for now in (0..30).map(|step| World::default_start() + step * 55 * HOUR) {
        let at = At { world: &world, now };
        let samples = world.samples(now);
        let player = |tag| at.get::<Player>(&Route::Player(tag)).unwrap();
        let ranked = player(samples.ranked_player.unwrap());
        assert_eq!(ranked.current_league_season_id, Some(RankedWeek::at(at.time()).id()));
        assert_eq!(
            ranked.previous_league_season_id,
            Some(RankedWeek::at(at.time()).previous().unwrap().id())
        );
        let legend = player(samples.legend.unwrap());
        let season = TrophySeason::at(at.time());
        assert_eq!(legend.current_league_season_id, season.unix_id());
        assert_eq!(legend.previous_league_season_id, season.previous().unwrap().unix_id());
    }
}
