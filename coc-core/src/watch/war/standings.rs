//! The standings at the end of a season of the clan war league.

use coc_models::{
    ClanTag, ClanWar, ClanWarLeagueClan, ClanWarLeagueGroup, ClanWarLeagueRound, SeasonId, Text, WarPhase,
    WarState, WarTag,
};
use serde::{Deserialize, Serialize};

use super::{WarLeagueRow, WarLeagueSeasonOver};

/// The final score of a war, for the standings.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct FinalScore {
    /// The indexes of the clans in the group.
    clans: [u8; 2],
    team_size: u8,
    stars: [i32; 2],
    destruction: [f64; 2],
}

impl FinalScore {
    /// The final score of a war that has ended.
    pub(super) fn of(war: &ClanWar, clans: &[(ClanTag, Text)]) -> Option<Self> {
        if war.phase() != Some(WarPhase::Ended) {
            return None;
        }
        let sides = [&war.clan, &war.opponent];
        let index = |tag: Option<ClanTag>| {
            let index = clans.iter().position(|(other, _)| Some(*other) == tag);
            index.and_then(|index| u8::try_from(index).ok()).unwrap_or(u8::MAX)
        };
        let size = war.team_size.and_then(|size| u8::try_from(size).ok());
        let members = u8::try_from(war.clan.members.len().max(war.opponent.members.len()));
        Some(Self {
            clans: sides.map(|side| index(side.tag)),
            team_size: size.unwrap_or(members.unwrap_or(u8::MAX)),
            stars: sides.map(|side| side.stars),
            destruction: sides.map(|side| side.destruction_percentage),
        })
    }

    /// The war with this score, for the rules of the standings.
    fn war(&self, clans: &[(ClanTag, Text)]) -> ClanWar {
        let mut war = ClanWar::default();
        war.state = WarState::WarEnded;
        war.team_size = Some(self.team_size.into());
        let sides = [&mut war.clan, &mut war.opponent].into_iter().zip(self.clans);
        for ((side, clan), (stars, destruction)) in sides.zip(self.stars.into_iter().zip(self.destruction)) {
            side.tag = clans.get(usize::from(clan)).map(|(tag, _)| *tag);
            side.stars = stars;
            side.destruction_percentage = destruction;
        }
        war
    }
}

fn clan(tag: ClanTag, name: &Text) -> ClanWarLeagueClan {
    let mut clan = ClanWarLeagueClan::default();
    (clan.tag, clan.name) = (tag, name.clone());
    clan
}

/// The end of a season with these rounds, of which each war has its tag and its final score, if
/// known.
pub(super) fn season_over(
    season: Option<SeasonId>,
    own: ClanTag,
    clans: &[(ClanTag, Text)],
    rounds: Vec<Vec<(WarTag, Option<FinalScore>)>>,
) -> WarLeagueSeasonOver {
    let mut group = ClanWarLeagueGroup::default();
    group.clans = clans.iter().map(|(tag, name)| clan(*tag, name)).collect();
    let all = rounds.iter().flatten();
    let wars: Vec<_> = all.filter_map(|(tag, score)| Some((*tag, (*score)?.war(clans)))).collect();
    let missing_wars = rounds.iter().map(Vec::len).sum::<usize>() - wars.len();
    for wars in rounds {
        let mut round = ClanWarLeagueRound::default();
        round.war_tags = wars.into_iter().map(|(tag, _)| tag).collect();
        group.rounds.push(round);
    }
    let wars = group.with_wars(wars.iter().map(|(tag, war)| (*tag, war)));
    let standings: Vec<_> = wars.standings().iter().map(WarLeagueRow::from).collect();
    let row = standings.iter().find(|row| row.tag == own);
    let (rank, stars) = (row.map(|row| row.rank), row.map(|row| row.stars));
    WarLeagueSeasonOver { season, rank, stars, standings, missing_wars }
}
