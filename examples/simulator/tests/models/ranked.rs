//! Ranked battles: the trophies of attacks and defences.

use coc_models::ranked::{attack_trophies, ranked_defense_trophies};
use coc_models::{LeagueGroup, Player};
use simulator::route::Route;
use simulator::world::{World, WorldConfig};

use crate::{At, DAY};

#[test]
fn trophies_of_ranked_battles_equal_those_of_the_world() {
    let world = World::new(WorldConfig { clans: 64, ..WorldConfig::default() });
    let mut battles = 0;
    for now in (0..8).map(|step| World::default_start() + step * 5 * DAY) {
        let at = At { world: &world, now };
        let tag = world.samples(now).ranked_player.unwrap();
        let player: Player = at.get(&Route::Player(tag.clone())).unwrap();
        let group: LeagueGroup = at
            .get(&Route::LeagueGroup {
                group: player.current_league_group_tag.unwrap().to_string(),
                season: player.current_league_season_id.unwrap().to_string(),
                player: tag,
            })
            .unwrap();
        let attacks = group.attack_logs.iter().map(|battle| (battle, attack_trophies as fn(_, _) -> _));
        let defenses = group.defense_logs.iter().map(|battle| (battle, ranked_defense_trophies as _));
        for (battle, trophies) in attacks.chain(defenses) {
            battles += 1;
            let trophies = trophies(battle.stars, battle.destruction_percentage);
            assert_eq!(trophies, Some(battle.trophies), "{battle:?}");
        }
    }
    assert!(battles > 20, "{battles}");
}
