//! The clan war league: the standings of a clan's group, and the clan's war of the current round.

use coc_transport_native::models::{ClanTag, ClanWarLeagueWars, WarResult};
use coc_transport_native::{Client, Error};

use crate::style::{BOLD, DIM, heading, print_line};
use crate::war;

pub(crate) async fn show(client: &Client, tag: ClanTag) -> Result<(), Error> {
    heading("Clan war league");
    let Some(season) = client.cwl_season(tag).await? else {
        print_line!("  The clan is in no group at the moment.");
        return Ok(());
    };

    let (group, wars) = (season.group(), season.wars());
    let id = group.season.as_ref().map(ToString::to_string).unwrap_or_default();
    let rounds = group.rounds.iter().filter(|round| round.is_drawn()).count();
    print_line!("  season {id}, {rounds} of {} rounds drawn", group.rounds.len());
    standings(&wars, tag);
    current_round(&wars, tag);
    Ok(())
}

fn standings(wars: &ClanWarLeagueWars<'_>, tag: ClanTag) {
    for row in wars.standings() {
        let style = if row.clan.tag == tag { BOLD } else { DIM };
        let (rank, stars, points, won) = (row.rank, row.stars, row.destruction_points, row.won);
        print_line!(
            "  {style}{rank:>2}  {stars:>4} stars  {points:>6.0} points  {won} won  {}{style:#}",
            row.clan.name
        );
    }
}

fn current_round(wars: &ClanWarLeagueWars<'_>, tag: ClanTag) {
    let schedule = wars.schedule(tag);
    let Some(round) = schedule.current.or(schedule.previous).or(schedule.next) else { return };
    let Some(side) = wars.war_of(tag, round) else { return };
    let state = match side.result() {
        Some(WarResult::Win) => "won",
        Some(WarResult::Lose) => "lost",
        Some(_) => "a tie",
        None => side.war.state.as_str(),
    };
    print_line!("  {DIM}round {round}: {state}{DIM:#}");
    war::show_side(side);
    war::show_side(side.opposite());
    war::show_unused_attacks(side);
}
