//! War logs: seasons of the clan war league.

use coc_models::{ClanWarLogEntry, LeagueSeasonOutcome, WarResult};

#[test]
fn outcome_of_a_season_by_result() {
    use LeagueSeasonOutcome::{Demoted, Promoted, Stayed};

    for (result, attacks, opponent, outcome) in [
        (Some("win"), Some(1), None, Some(Promoted)),
        (None, Some(1), None, Some(Stayed)),
        (Some("tie"), None, None, Some(Demoted)),
        (Some("win"), Some(2), Some("#2PP"), None),
        (Some("tie"), Some(2), Some("#2PP"), None),
        (Some("lose"), Some(1), Some("#2PP"), None),
        // Never seen.
        (Some("lose"), Some(1), None, None),
        (Some("void"), Some(1), None, None),
    ] {
        let mut entry = ClanWarLogEntry::default();
        entry.result = result.map(WarResult::from);
        entry.attacks_per_member = attacks;
        entry.opponent.tag = opponent.map(|tag| tag.parse().unwrap());
        assert_eq!(entry.season_outcome(), outcome, "{entry:?}");
        assert_eq!(entry.is_league_season(), opponent.is_none());
    }
}
