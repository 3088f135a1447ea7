//! The calls: every route once, with arguments from the responses before.
//!
//! If no subject was found, one that does not exist is requested, to check the error response.

#![allow(clippy::wildcard_imports, reason = "every endpoint is called")]

use coc_transport_native::endpoint::{RankingLocation::Global, *};
use coc_transport_native::models::{
    Clan, ClanSummary, ClanTag, LeagueGroupTag, LeagueId, LeagueTierId, LocationId, Player, PlayerTag,
    SeasonId, WarFrequency, WarTag,
};

use crate::examiner::Examiner;

/// A well-formed tag without an owner: its number is larger than any that the game assigns.
const UNUSED_TAG: &str = "#VVVVVVVVVVVV";
/// The number of entries that suffices to check a long list.
const ENOUGH: u32 = 50;

/// The subject of a request: a found one or, with a note, an unknown one.
#[derive(Clone, Copy)]
struct Subject<T> {
    is: T,
    note: Option<&'static str>,
}

impl<T> Subject<T> {
    fn new(found: Option<T>, otherwise: T, note: &'static str) -> Self {
        match found {
            Some(is) => Self { is, note: None },
            None => Self { is: otherwise, note: Some(note) },
        }
    }
}

/// The best clan and player of the rankings.
#[derive(Default)]
struct Ranked {
    clan: Option<ClanTag>,
    player: Option<PlayerTag>,
}

/// Calls all routes, with this clan and player if they are set.
pub(crate) async fn tour(examiner: &mut Examiner<'_>, clan: Option<ClanTag>, player: Option<PlayerTag>) {
    let found = search(examiner).await;
    locations(examiner).await;
    let ranked = rankings(examiner).await;
    let Some(unused) = UnusedTags::new() else { return };

    let clan = clan.or(found).or(ranked.clan);
    let clan = Subject::new(clan, unused.clan, "no clan was found; requested one that does not exist");
    let member = clan_routes(examiner, clan, unused.war).await;

    let player = player.or(member).or(ranked.player);
    let player =
        Subject::new(player, unused.player, "no player was found; requested one that does not exist");
    player_routes(examiner, player, unused.group).await;

    leagues(examiner).await;
    seasons(examiner).await;
    labels_and_pass(examiner).await;
}

/// The tag [`UNUSED_TAG`] as every type of tag.
struct UnusedTags {
    clan: ClanTag,
    player: PlayerTag,
    war: WarTag,
    group: LeagueGroupTag,
}

impl UnusedTags {
    fn new() -> Option<Self> {
        Some(Self {
            clan: UNUSED_TAG.parse().ok()?,
            player: UNUSED_TAG.parse().ok()?,
            war: UNUSED_TAG.parse().ok()?,
            group: UNUSED_TAG.parse().ok()?,
        })
    }
}

/// Finds a clan with many features: at best, with a public war log and in the war leagues.
async fn search(examiner: &mut Examiner<'_>) -> Option<ClanTag> {
    let mut search = SearchClans::new().war_frequency(WarFrequency::Always).min_members(20);
    search.page_mut().limit(ENOUGH);
    let found = examiner.ask(search, None).await?;
    let interest = |clan: &&ClanSummary| {
        let in_a_league = clan.war_league.as_ref().is_some_and(|league| league.name != "Unranked");
        (clan.is_war_log_public == Some(true), in_a_league, clan.members)
    };
    found.iter().max_by_key(interest).map(|clan| clan.tag)
}

async fn locations(examiner: &mut Examiner<'_>) {
    let all = examiner.ask(ListLocations::new(), None).await;
    let country = all.and_then(|all| Some(all.iter().find(|location| location.is_country)?.id));
    let id =
        Subject::new(country, LocationId::new(32_000_006), "no country was found; requested a known one");
    examiner.ask(GetLocation::new(id.is), id.note).await;
}

async fn rankings(examiner: &mut Examiner<'_>) -> Ranked {
    let clans = examiner.ask(ListClanRankings::new(Global), None).await;
    let players = examiner.ask(ListPlayerRankings::new(Global), None).await;
    examiner.ask(ListClanBuilderBaseRankings::new(Global), None).await;
    examiner.ask(ListPlayerBuilderBaseRankings::new(Global), None).await;
    examiner.ask(ListCapitalRankings::new(Global), None).await;
    examiner.ask(ListClanVersusRankings::new(Global), None).await;
    examiner.ask(ListPlayerVersusRankings::new(Global), None).await;
    Ranked {
        clan: clans.and_then(|page| Some(page.items.first()?.tag)),
        player: players.and_then(|page| Some(page.items.first()?.tag)),
    }
}

/// Calls the routes of a clan. Returns one of its members.
async fn clan_routes(
    examiner: &mut Examiner<'_>,
    Subject { is: tag, note }: Subject<ClanTag>,
    no_war: WarTag,
) -> Option<PlayerTag> {
    let clan = examiner.ask(GetClan::new(tag), note).await;
    let members = examiner.ask(ListClanMembers::new(tag), note).await;
    let mut log = ListClanWarLog::new(tag);
    log.page_mut().limit(ENOUGH);
    examiner.ask(log, note).await;
    examiner.ask(GetCurrentWar::new(tag), note).await;
    let group = examiner.ask(GetClanWarLeagueGroup::new(tag), note).await;
    let mut raids = ListCapitalRaidSeasons::new(tag);
    raids.page_mut().limit(ENOUGH);
    examiner.ask(raids, note).await;

    let drawn = group.and_then(|group| group.rounds.iter().find_map(|round| round.drawn_war_tags().next()));
    let war = Subject::new(drawn, no_war, "no league war was found; requested one that does not exist");
    examiner.ask(GetClanWarLeagueWar::new(war.is), war.note).await;

    clan.as_ref().and_then(ranked_member).or_else(|| Some(members?.items.first()?.tag))
}

/// The best member with a ranked league, who is likely to be in a group; legends are in none.
fn ranked_member(clan: &Clan) -> Option<PlayerTag> {
    const LEGEND: LeagueTierId = LeagueTierId::new(105_000_036);
    const UNRANKED: LeagueTierId = LeagueTierId::new(105_000_000);
    let is_ranked = |id: LeagueTierId| id != LEGEND && id != UNRANKED;
    let mut members = clan.member_list.iter();
    let ranked = members.find(|member| member.league_tier.as_ref().is_some_and(|tier| is_ranked(tier.id)));
    ranked.or(clan.member_list.first()).map(|member| member.tag)
}

async fn player_routes(
    examiner: &mut Examiner<'_>,
    Subject { is: tag, note }: Subject<PlayerTag>,
    no_group: LeagueGroupTag,
) {
    let player = examiner.ask(GetPlayer::new(tag), note).await;
    // A deliberately wrong token: the right one is the player's, and valid only once.
    examiner.ask(VerifyPlayerToken::new(tag, "doctor"), note).await;
    examiner.ask(ListBattleLog::new(tag), note).await;
    examiner.ask(ListLeagueHistory::new(tag), note).await;

    let some_season = SeasonId::from(1_773_032_400);
    let none = "no ranked group was found; requested one that does not exist";
    let group = Subject::new(player.as_ref().and_then(ranked_group), (no_group, some_season), none);
    let (group_tag, season) = group.is;
    examiner.ask(GetLeagueGroup::new(group_tag, season, tag), group.note).await;
}

/// The current or previous ranked group of a player.
fn ranked_group(player: &Player) -> Option<(LeagueGroupTag, SeasonId)> {
    let current = player.current_league_group_tag.zip(player.current_league_season_id.clone());
    let previous = player.previous_league_group_tag.zip(player.previous_league_season_id.clone());
    [current, previous].into_iter().flatten().find(|(tag, _)| tag.is_valid())
}

/// Calls each list of leagues, and the last league of each.
async fn leagues(examiner: &mut Examiner<'_>) {
    macro_rules! list_and_last {
        ($List:ident, $Get:ident, $known:expr) => {
            let all = examiner.ask($List::new(), None).await;
            let last = all.and_then(|all| Some(all.items.last()?.id));
            let id = Subject::new(last, $known.into(), "no league was found; requested a known one");
            examiner.ask($Get::new(id.is), id.note).await;
        };
    }
    list_and_last!(ListLeagueTiers, GetLeagueTier, 105_000_000);
    list_and_last!(ListLeagues, GetLeague, 29_000_000);
    list_and_last!(ListBuilderBaseLeagues, GetBuilderBaseLeague, 44_000_000);
    list_and_last!(ListCapitalLeagues, GetCapitalLeague, 85_000_000);
    list_and_last!(ListWarLeagues, GetWarLeague, 48_000_000);
}

/// Calls the seasons of the legend league, and the ranking of the last season.
async fn seasons(examiner: &mut Examiner<'_>) {
    let all = examiner.ask(ListLeagueSeasons::new(LeagueId::LEGEND), None).await;
    let last = all.and_then(|all| Some(all.items.last()?.id.clone()));
    let season = Subject::new(last, SeasonId::from("2025-08"), "no season was found; requested a known one");
    let mut ranking = ListLeagueSeasonRankings::new(LeagueId::LEGEND, season.is);
    ranking.page_mut().limit(ENOUGH);
    examiner.ask(ranking, season.note).await;
}

async fn labels_and_pass(examiner: &mut Examiner<'_>) {
    examiner.ask(ListClanLabels::new(), None).await;
    examiner.ask(ListPlayerLabels::new(), None).await;
    examiner.ask(GetGoldPassSeason::new(), None).await;
}
