//! The current war of a clan: the score, and who has attacks left.

use coc_transport_native::coc_core::Clock as _;
use coc_transport_native::models::{ClanTag, WarSide, WarState};
use coc_transport_native::{Client, Error, TokioClock};

use crate::style::{DIM, heading, print_line, relative};

/// The number of members to print.
const SHOWN: usize = 5;

pub(crate) async fn show(client: &Client, tag: ClanTag) -> Result<(), Error> {
    heading("Current war");
    let war = match client.current_war(tag).await {
        Ok(war) => war,
        Err(error) if error.is_private_war_log() => {
            print_line!("  The clan's war log is private.");
            return Ok(());
        }
        Err(error) => return Err(error),
    };

    let (state, time) = match war.state {
        WarState::Preparation => ("Preparation; the battle starts", war.start_time),
        WarState::InWar => ("Battle; it ends", war.end_time),
        WarState::WarEnded => ("The war ended", war.end_time),
        _ => {
            print_line!("  None at the moment ({}).", war.state);
            return Ok(());
        }
    };
    if let Some(time) = time {
        let now = TokioClock::new().unix_time();
        let relative = relative(time.unix_millis(), now);
        print_line!("  {state} {relative}  {DIM}{}{DIM:#}", time.rfc3339());
    }
    let [ours, theirs] = war.sides();
    show_side(ours);
    show_side(theirs);
    show_unused_attacks(ours);
    Ok(())
}

/// Prints the score of a clan.
pub(crate) fn show_side(side: WarSide<'_>) {
    print_line!(
        "  {:>3} stars  {:>5.1} %  {:>3} of {} attacks  {}",
        side.clan.stars,
        side.clan.destruction_percentage,
        side.clan.attacks,
        side.max_attacks(),
        side.clan.name.as_deref().unwrap_or("unknown")
    );
}

/// Prints the members who have attacks left, or did not make all of theirs, from the top of the map.
pub(crate) fn show_unused_attacks(side: WarSide<'_>) {
    let mut members = side.members();
    members.retain(|member| member.unused_attacks.count() > 0);
    let verb = if side.result().is_some() { "missed" } else { "has left" };
    for member in members.iter().take(SHOWN) {
        let count = member.unused_attacks.count();
        print_line!("  {:>4}. {verb} {count}  {}", member.position, member.member.name);
    }
    if let Some(more @ 1..) = members.len().checked_sub(SHOWN) {
        print_line!("        {DIM}and {more} more{DIM:#}");
    }
}
