//! The current war of a clan.

use coc_transport_native::coc_core::Clock as _;
use coc_transport_native::models::{ClanTag, ClanWar, WarClan, WarState};
use coc_transport_native::{Client, Error, TokioClock};

use crate::style::{DIM, heading, print_line, relative};

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
    side(&war, &war.clan);
    side(&war, &war.opponent);
    Ok(())
}

fn side(war: &ClanWar, clan: &WarClan) {
    let attacks = war.attack_limit() * war.team_size.unwrap_or_default();
    print_line!(
        "  {:>3} stars  {:>5.1} %  {:>3} of {attacks} attacks  {}",
        clan.stars,
        clan.destruction_percentage,
        clan.attacks,
        clan.name.as_deref().unwrap_or("unknown")
    );
}
