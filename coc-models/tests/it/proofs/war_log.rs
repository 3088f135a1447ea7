//! Recorded war logs: seasons of the clan war league.

use coc_models::{ClanWarLogEntry, Page};

use crate::corpus::real_bodies;

#[test]
fn each_season_has_an_outcome_and_no_war_has_one() {
    let (mut seasons, mut wars) = (0, 0);
    for (name, log) in real_bodies::<Page<ClanWarLogEntry>>("warlog") {
        for entry in &log.items {
            assert_eq!(entry.season_outcome().is_some(), entry.is_league_season(), "{name}: {entry:?}");
            *(if entry.is_league_season() { &mut seasons } else { &mut wars }) += 1;
        }
    }
    println!("{seasons} seasons, {wars} wars");
}
