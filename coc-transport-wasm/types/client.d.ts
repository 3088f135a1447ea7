// The client. What its methods answer with is in models.d.ts, what they throw in errors.d.ts.

import type { CocError } from './errors.js';
import type {
  BattleLogEntry,
  BuilderBaseLeague,
  BuilderBaseLeagueId,
  CapitalLeague,
  CapitalLeagueId,
  Clan,
  ClanBuilderBaseRanking,
  ClanCapitalRaidSeason,
  ClanCapitalRanking,
  ClanMember,
  ClanRanking,
  ClanSummary,
  ClanTag,
  ClanWar,
  ClanWarLeagueGroup,
  ClanWarLogEntry,
  Cursor,
  GoldPassSeason,
  Label,
  LabelId,
  League,
  LeagueGroup,
  LeagueGroupTag,
  LeagueId,
  LeagueSeason,
  LeagueSeasonResult,
  LeagueTier,
  LeagueTierId,
  Location,
  LocationId,
  Page,
  Player,
  PlayerBuilderBaseRanking,
  PlayerRanking,
  PlayerTag,
  SeasonId,
  VerifyTokenResponse,
  WarFrequency,
  WarLeague,
  WarLeagueId,
  WarTag,
} from './models.js';

/** What concerns one call. Times are in milliseconds. */
export interface CallOptions {
  /** Ends the call when it aborts, with an error of the class `Aborted`. */
  signal?: AbortSignal;
  /** How long one attempt may take. */
  timeout?: number;
  /** How long the call may take in all, with its retries. */
  deadline?: number;
  /** How many attempts are made at most. */
  attempts?: number;
  /** Past the cache; what comes is kept in it. */
  fresh?: boolean;
  /** Past the cache, and what comes is not kept. */
  noStore?: boolean;
}

/** What concerns a call of a list. */
export interface ListOptions extends CallOptions {
  /** How many entries a page has at most. Without it the API sends all it has. */
  limit?: number;
  /** The page after this cursor. Excludes `before`. */
  after?: Cursor;
  /** The page before this cursor. Excludes `after`. */
  before?: Cursor;
  /** How many entries are gone over at most. */
  max?: number;
}

/**
 * A list that was asked for, and is only called when it is used: awaited it is one page, and gone over it is all entries, page by
 * page.
 *
 * ```js
 * const page = await coc.clanMembers('#2PP', { limit: 10 });
 * for await (const member of coc.clanMembers('#2PP')) console.log(member.name);
 * ```
 */
export interface List<T> extends PromiseLike<Page<T>>, AsyncIterable<T> {
  /** All pages. */
  pages(): AsyncIterableIterator<Page<T>>;
}

/** What clans are searched by; at least one. */
export interface ClanSearch {
  /** A part of the name, at least three characters. */
  name?: string;
  /** How often the clan says it goes to war. */
  warFrequency?: WarFrequency;
  /** Where the clan says it is. */
  location?: LocationId;
  /** The least number of members. */
  minMembers?: number;
  /** The greatest number of members. */
  maxMembers?: number;
  /** The least number of home village points. */
  minClanPoints?: number;
  /** The least clan level. */
  minClanLevel?: number;
  /** Labels that the clan must all have. */
  labels?: LabelId[];
}

/** Where a ranking is of: a location, or the whole world. */
export type RankingLocation = LocationId | 'global';

/** A client. It shares its cache, its limits and its connections among all calls, so one is enough. */
export class Client {
  constructor(options?: ClientOptions);

  /** Searches clans; set at least one filter. `GET /clans` */
  searchClans(filter: ClanSearch, options?: ListOptions): List<ClanSummary>;

  /** One clan with its members. `GET /clans/{clanTag}` */
  clan(tag: ClanTag, options?: CallOptions): Promise<Clan>;

  /** The members of a clan, by rank. `GET /clans/{clanTag}/members` */
  clanMembers(tag: ClanTag, options?: ListOptions): List<ClanMember>;

  /** The wars a clan has fought, newest first. `GET /clans/{clanTag}/warlog` */
  clanWarLog(tag: ClanTag, options?: ListOptions): List<ClanWarLogEntry>;

  /** The war a clan is in, or was in last. `GET /clans/{clanTag}/currentwar` */
  currentWar(tag: ClanTag, options?: CallOptions): Promise<ClanWar>;

  /** The clan war league group of a clan. `GET /clans/{clanTag}/currentwar/leaguegroup` */
  clanWarLeagueGroup(tag: ClanTag, options?: CallOptions): Promise<ClanWarLeagueGroup>;

  /** The raid weekends of a clan, newest first. `GET /clans/{clanTag}/capitalraidseasons` */
  capitalRaidSeasons(tag: ClanTag, options?: ListOptions): List<ClanCapitalRaidSeason>;

  /** One war of the clan war league. `GET /clanwarleagues/wars/{warTag}` */
  clanWarLeagueWar(tag: WarTag, options?: CallOptions): Promise<ClanWar>;

  /** One player. `GET /players/{playerTag}` */
  player(tag: PlayerTag, options?: CallOptions): Promise<Player>;

  /** Whether a one-time token from the game's settings belongs to a player. `POST /players/{playerTag}/verifytoken` */
  verifyPlayerToken(tag: PlayerTag, token: string, options?: CallOptions): Promise<VerifyTokenResponse>;

  /** The last battles of a player. `GET /players/{playerTag}/battlelog` */
  battleLog(tag: PlayerTag, options?: CallOptions): Promise<Page<BattleLogEntry>>;

  /** The ranked seasons of a player. `GET /players/{playerTag}/leaguehistory` */
  leagueHistory(tag: PlayerTag, options?: CallOptions): Promise<Page<LeagueSeasonResult>>;

  /** The group that a player is ranked in. `GET /leaguegroup/{leagueGroupTag}/{leagueSeasonId}` */
  leagueGroup(group: LeagueGroupTag, season: SeasonId, player: PlayerTag, options?: CallOptions): Promise<LeagueGroup>;

  /** The tiers of ranked battles. `GET /leaguetiers` */
  leagueTiers(options?: ListOptions): List<LeagueTier>;

  /** One tier of ranked battles. `GET /leaguetiers/{leagueTierId}` */
  leagueTier(tier: LeagueTierId, options?: CallOptions): Promise<LeagueTier>;

  /**
   * The home-village leagues from before October 2025. `GET /leagues`
   *
   * @deprecated Use {@link leagueTiers}.
   */
  leagues(options?: ListOptions): List<League>;

  /**
   * One home-village league from before October 2025. `GET /leagues/{leagueId}`
   *
   * @deprecated Use {@link leagueTier}.
   */
  league(league: LeagueId, options?: CallOptions): Promise<League>;

  /** The seasons of the Legend league, oldest first. `GET /leagues/{leagueId}/seasons` */
  leagueSeasons(league: LeagueId, options?: ListOptions): List<LeagueSeason>;

  /** The final ranking of a Legend season. `GET /leagues/{leagueId}/seasons/{seasonId}` */
  leagueSeasonRankings(league: LeagueId, season: SeasonId, options?: ListOptions): List<PlayerRanking>;

  /** The leagues of the builder base. `GET /builderbaseleagues` */
  builderBaseLeagues(options?: ListOptions): List<BuilderBaseLeague>;

  /** One league of the builder base. `GET /builderbaseleagues/{leagueId}` */
  builderBaseLeague(league: BuilderBaseLeagueId, options?: CallOptions): Promise<BuilderBaseLeague>;

  /** The leagues of the clan capital. `GET /capitalleagues` */
  capitalLeagues(options?: ListOptions): List<CapitalLeague>;

  /** One league of the clan capital. `GET /capitalleagues/{leagueId}` */
  capitalLeague(league: CapitalLeagueId, options?: CallOptions): Promise<CapitalLeague>;

  /** The leagues of clan wars. `GET /warleagues` */
  warLeagues(options?: ListOptions): List<WarLeague>;

  /** One league of clan wars. `GET /warleagues/{leagueId}` */
  warLeague(league: WarLeagueId, options?: CallOptions): Promise<WarLeague>;

  /** All countries and regions. `GET /locations` */
  locations(options?: ListOptions): List<Location>;

  /** One country or region. `GET /locations/{locationId}` */
  location(location: LocationId, options?: CallOptions): Promise<Location>;

  /** The clans with the most points. `GET /locations/{locationId}/rankings/clans` */
  clanRankings(location: RankingLocation, options?: ListOptions): List<ClanRanking>;

  /** The players with the most trophies. `GET /locations/{locationId}/rankings/players` */
  playerRankings(location: RankingLocation, options?: ListOptions): List<PlayerRanking>;

  /** The clans with the most builder-base points. `GET /locations/{locationId}/rankings/clans-builder-base` */
  clanBuilderBaseRankings(location: RankingLocation, options?: ListOptions): List<ClanBuilderBaseRanking>;

  /** The players with the most builder-base trophies. `GET /locations/{locationId}/rankings/players-builder-base` */
  playerBuilderBaseRankings(location: RankingLocation, options?: ListOptions): List<PlayerBuilderBaseRanking>;

  /** The clans with the most capital points. `GET /locations/{locationId}/rankings/capitals` */
  capitalRankings(location: RankingLocation, options?: ListOptions): List<ClanCapitalRanking>;

  /**
   * The predecessor of the builder-base clan ranking. `GET /locations/{locationId}/rankings/clans-versus`
   *
   * @deprecated Removed from the API in December 2023; use {@link clanBuilderBaseRankings}.
   */
  clanVersusRankings(location: RankingLocation, options?: ListOptions): List<ClanBuilderBaseRanking>;

  /**
   * The predecessor of the builder-base player ranking. `GET /locations/{locationId}/rankings/players-versus`
   *
   * @deprecated Removed from the API in December 2023; use {@link playerBuilderBaseRankings}.
   */
  playerVersusRankings(location: RankingLocation, options?: ListOptions): List<PlayerBuilderBaseRanking>;

  /** The labels a clan can have. `GET /labels/clans` */
  clanLabels(options?: ListOptions): List<Label>;

  /** The labels a player can have. `GET /labels/players` */
  playerLabels(options?: ListOptions): List<Label>;

  /** The current Gold Pass season. `GET /goldpass/seasons/current` */
  goldPass(options?: CallOptions): Promise<GoldPassSeason>;
}
