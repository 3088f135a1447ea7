//! Errors, and how to distinguish them: a private war log, an invalid tag, and an unknown tag.

use coc_transport_native::models::ClanSummary;
use coc_transport_native::{Client, Error, ErrorKind};

use crate::style::{DIM, GOOD, WARN, heading, print_line};

/// Not a tag: it contains letters that tags do not have.
const INVALID: &str = "#CLASHER";
/// A valid tag, but with a larger number than any that the game assigns.
const UNKNOWN: &str = "#VVVVVVVVVVVV";

pub(crate) async fn private_war_log(client: &Client, found: &[ClanSummary]) -> Result<(), Error> {
    heading("A private war log");
    let Some(clan) = found.iter().find(|clan| clan.is_war_log_public == Some(false)) else {
        print_line!("  None of the found clans has a private war log.");
        return Ok(());
    };
    print_line!("  {}  {DIM}{}{DIM:#}", clan.name, clan.tag);
    match client.clan_war_log(clan.tag).await {
        Ok(log) => {
            print_line!("  {GOOD}shown{GOOD:#}    {} wars; it was made public just now", log.items.len());
        }
        Err(error) if error.is_private_war_log() => print_line!("  {WARN}private{WARN:#}  {error}"),
        Err(error) => return Err(error),
    }
    Ok(())
}

pub(crate) async fn wrong_tags(client: &Client) -> Result<(), Error> {
    heading("Wrong tags");
    for tag in [INVALID, UNKNOWN] {
        match client.clan(tag).await {
            Ok(clan) => print_line!("  {GOOD}found{GOOD:#}      {tag}  {}", clan.name),
            Err(error) if error.kind() == ErrorKind::InvalidTag => {
                print_line!("  {WARN}not sent{WARN:#}   {tag}  {error}");
            }
            Err(error) if error.is_not_found() => print_line!("  {WARN}not found{WARN:#}  {error}"),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
