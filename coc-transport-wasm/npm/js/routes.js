// The methods of the client that call a route: its name in Rust, the number of its arguments, and
// whether it is paged. Rust identifies a route by its number, the position in this list.

const one = (route, arity) => ({ route, arity, paged: false });
const list = (route, arity) => ({ route, arity, paged: true });

export const METHODS = {
  searchClans: list('clans', 1),
  clan: one('clan', 1),
  clanMembers: list('clan.members', 1),
  clanWarLog: list('clan.warlog', 1),
  currentWar: one('clan.currentwar', 1),
  clanWarLeagueGroup: one('clan.leaguegroup', 1),
  capitalRaidSeasons: list('clan.capitalraidseasons', 1),
  clanWarLeagueWar: one('cwl.war', 1),
  player: one('player', 1),
  verifyPlayerToken: one('player.verifytoken', 2),
  battleLog: one('player.battlelog', 1),
  leagueHistory: one('player.leaguehistory', 1),
  leagueGroup: one('leaguegroup', 3),
  leagueTiers: list('leaguetiers', 0),
  leagueTier: one('leaguetier', 1),
  leagues: list('leagues', 0),
  league: one('league', 1),
  leagueSeasons: list('league.seasons', 1),
  leagueSeasonRankings: list('league.season', 2),
  builderBaseLeagues: list('builderbaseleagues', 0),
  builderBaseLeague: one('builderbaseleague', 1),
  capitalLeagues: list('capitalleagues', 0),
  capitalLeague: one('capitalleague', 1),
  warLeagues: list('warleagues', 0),
  warLeague: one('warleague', 1),
  locations: list('locations', 0),
  location: one('location', 1),
  clanRankings: list('rankings.clans', 1),
  playerRankings: list('rankings.players', 1),
  clanBuilderBaseRankings: list('rankings.clans-builder-base', 1),
  playerBuilderBaseRankings: list('rankings.players-builder-base', 1),
  capitalRankings: list('rankings.capitals', 1),
  clanVersusRankings: list('rankings.clans-versus', 1),
  playerVersusRankings: list('rankings.players-versus', 1),
  clanLabels: list('labels.clans', 0),
  playerLabels: list('labels.players', 0),
  goldPass: one('goldpass', 0),
};

Object.values(METHODS).forEach((route, number) => Object.assign(route, { number }));

/** Any path; its number follows those of the routes. */
export const CUSTOM = { route: 'custom', number: Object.keys(METHODS).length };

/** A small request that tests the connection. */
export const TEST = { route: 'test', number: CUSTOM.number + 1 };
