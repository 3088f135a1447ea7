//! The requests of the search for a clan's wars in its league group. The search itself is
//! [`ClanWarLeagueSearch`], which decides on the requests and knows no client.

use coc_models::{ClanTag, ClanWar, ClanWarLeagueSearch, SearchedRound, SearchedRoundKind};
use futures_util::future::try_join_all;

use super::{LeagueRound, LeagueRounds, LeagueWars, OwnWar, Requests};
use crate::{
    error::Error,
    response::{Response, Source},
};

type Search = ClanWarLeagueSearch<Response<ClanWar>>;

pub(super) async fn league_wars(requests: &Requests, clan: ClanTag) -> Result<LeagueWars, Error> {
    let Some(group) = requests.group(clan).await? else { return Ok(LeagueWars::NoGroup) };
    let mut search = Search::new(&group, clan);
    if !search.is_drawn() {
        return Ok(LeagueWars::NotDrawn(group));
    }
    let mut left = Search::MAX_REQUESTS;
    loop {
        see_cached(&mut search, requests);
        let wave = search.wave(left);
        if wave.is_empty() {
            break;
        }
        left -= wave.len();
        let calls = wave.iter().map(|tag| {
            let call = requests.call(requests.client.clan_war_league_war(*tag));
            call.into_future()
        });
        let wars = try_join_all(calls).await?;
        // Hits that only a call can make: those of a custom store, or through middleware.
        left += wars.iter().filter(|war| war.source() == Source::Cache).count();
        wave.into_iter().zip(wars).for_each(|(tag, war)| search.see(tag, war));
    }
    let rounds = search.into_rounds();
    let round = |searched: Option<SearchedRound<_>>| searched.map(|searched| league_round(searched, clan));
    Ok(LeagueWars::Drawn(LeagueRounds {
        previous: round(rounds.previous),
        current: round(rounds.current),
        next: round(rounds.next),
        group,
    }))
}

/// Sees the wars that are in the memory cache, which cost no request.
fn see_cached(search: &mut Search, requests: &Requests) {
    for tag in search.unseen() {
        let call = requests.call(requests.client.clan_war_league_war(tag));
        if let Some(Ok(war)) = call.cached() {
            search.see(tag, war);
        }
    }
}

fn league_round(searched: SearchedRound<Response<ClanWar>>, clan: ClanTag) -> LeagueRound {
    let SearchedRound { number, kind, war } = searched;
    match (war.and_then(|(_, war)| OwnWar::new(war, clan)), kind) {
        (Some(war), _) => LeagueRound::War { number, war },
        (None, SearchedRoundKind::NoWar) => LeagueRound::NoWar { number },
        (None, _) => LeagueRound::NotFound { number },
    }
}
