//! A clan, and its members page by page.

use coc_transport_native::models::{ClanTag, PlayerTag};
use coc_transport_native::{Client, Error};

use crate::style::{DIM, heading, print_line};

/// The page size, and the number of members to print of each page.
const PAGE: u32 = 20;
const SHOWN: usize = 4;

pub(crate) async fn show(client: &Client, tag: ClanTag) -> Result<(), Error> {
    let clan = client.clan(tag).await?;

    heading(format_args!("{}  {DIM}{}{DIM:#}", clan.name, clan.tag));
    let place = clan.location.as_ref().map_or("somewhere", |location| &location.name);
    print_line!("  level {}, {} members, {place}", clan.clan_level, clan.members);
    if let Some(league) = &clan.war_league {
        print_line!("  {}, {} wars won, {} in a row", league.name, clan.war_wins, clan.war_win_streak);
    }
    if let Some(age) = clan.max_age() {
        print_line!("  {DIM}This response is fresh for another {} seconds.{DIM:#}", age.as_secs());
    }
    Ok(())
}

/// Prints the members and returns their tags.
pub(crate) async fn list_members(client: &Client, tag: ClanTag) -> Result<Vec<PlayerTag>, Error> {
    heading(format_args!("Members, {PAGE} at a time"));
    let mut tags = Vec::new();
    let mut pages = client.clan_members(tag).limit(PAGE).pages();
    let mut number = 0;
    while let Some(page) = pages.next().await.transpose()? {
        number += 1;
        tags.extend(page.iter().map(|member| member.tag));

        print_line!("  {DIM}page {number}{DIM:#}");
        for member in page.iter().take(SHOWN) {
            let (rank, trophies, role) = (member.clan_rank, member.trophies, member.role.as_str());
            print_line!("  {rank:>4}  {trophies:>5} trophies  {role:<8}  {}", member.name);
        }
        if let Some(more @ 1..) = page.items.len().checked_sub(SHOWN) {
            print_line!("        {DIM}and {more} more{DIM:#}");
        }
    }
    Ok(tags)
}
