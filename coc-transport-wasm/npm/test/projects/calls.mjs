// The methods of the routes, with arguments that exist in the simulator's world.

/** Returns arguments by the name of the method. */
export async function calls(client) {
  const { items: clans } = await client.searchClans({ minMembers: 10, warFrequency: 'always' }, { limit: 50 });
  const league = (clan) => clan.warLeague && clan.warLeague.name !== 'Unranked' && clan.isWarLogPublic;
  const clan = clans.find(league) ?? clans[0];
  const group = await client.clanWarLeagueGroup(clan.tag);
  const war = group.rounds.flatMap(({ warTags }) => warTags).find((tag) => tag !== '#0');
  const { memberList } = await client.clan(clan.tag);
  let player;
  for (const { tag } of memberList) {
    player = await client.player(tag);
    if (player.currentLeagueGroupTag && player.currentLeagueGroupTag !== '#0') break;
  }
  const [legend] = (await client.leagues()).items.filter(({ name }) => name === 'Legend League');
  const seasons = (await client.leagueSeasons(legend.id)).items;
  const first = async (list) => (await list).items[0].id;
  const country = (await client.locations()).items.find(({ isCountry }) => isCountry).id;
  return {
    searchClans: [{ minMembers: 10 }, { limit: 20 }],
    clan: [clan.tag],
    clanMembers: [clan.tag],
    clanWarLog: [clan.tag],
    currentWar: [clan.tag],
    clanWarLeagueGroup: [clan.tag],
    capitalRaidSeasons: [clan.tag],
    clanWarLeagueWar: [war],
    player: [player.tag],
    verifyPlayerToken: [player.tag, 'wrong'],
    battleLog: [player.tag],
    leagueHistory: [player.tag],
    leagueGroup: [player.currentLeagueGroupTag, player.currentLeagueSeasonId, player.tag],
    leagueTiers: [],
    leagueTier: [await first(client.leagueTiers())],
    leagues: [],
    league: [legend.id],
    leagueSeasons: [legend.id],
    leagueSeasonRankings: [legend.id, seasons.at(-1).id, { limit: 50 }],
    builderBaseLeagues: [],
    builderBaseLeague: [await first(client.builderBaseLeagues())],
    capitalLeagues: [],
    capitalLeague: [await first(client.capitalLeagues())],
    warLeagues: [],
    warLeague: [await first(client.warLeagues())],
    locations: [],
    location: [country],
    clanRankings: ['global'],
    playerRankings: ['global'],
    clanBuilderBaseRankings: ['global'],
    playerBuilderBaseRankings: ['global'],
    capitalRankings: ['global'],
    clanLabels: [],
    playerLabels: [],
    goldPass: [],
  };
}

/** The methods of routes that the API has removed. */
export const GONE = ['clanVersusRankings', 'playerVersusRankings'];
