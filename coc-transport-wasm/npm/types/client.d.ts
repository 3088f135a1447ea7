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
  signal?: AbortSignal | undefined;
  /** How long one attempt may take. */
  timeout?: number | undefined;
  /** How long the call may take in all, with its retries. */
  deadline?: number | undefined;
  /** How many attempts are made at most. */
  attempts?: number | undefined;
  /** Past the cache; what comes is kept in it. */
  fresh?: boolean | undefined;
  /** Past the cache, and what comes is not kept. */
  noStore?: boolean | undefined;
  /** Past the server's cache too, where it is about a war; only for keys that Supercell approved for it. */
  realtime?: boolean | undefined;
}

/** What concerns a call of a list. */
export interface ListOptions extends CallOptions {
  /** How many entries a page has at most. Without it the API sends all it has. */
  limit?: number | undefined;
  /** Begins after this cursor. Excludes `before`. */
  after?: Cursor | undefined;
  /** The page before this cursor. Excludes `after`. */
  before?: Cursor | undefined;
  /** How many entries are gone over at most. */
  max?: number | undefined;
}

/**
 * A list that was asked for. Nothing is sent before it is used: awaited it is one page, and gone over it is all entries, page by page.
 * An error ends it; a new call with the cursor of the last page as `after` goes on there.
 *
 * ```js
 * const page = await coc.clanMembers('#2PP', { limit: 10 });
 * for await (const member of coc.clanMembers('#2PP')) console.log(member.name);
 * ```
 */
export interface List<T> extends PromiseLike<Page<T>>, AsyncIterable<T> {
  /** All pages, from the one that `after` names. */
  pages(): AsyncIterableIterator<Page<T>>;
  catch<R = never>(rejected?: ((reason: unknown) => R | PromiseLike<R>) | null): Promise<Page<T> | R>;
  finally(settled?: (() => void) | null): Promise<Page<T>>;
}

/** What clans are searched by; at least one. */
export interface ClanSearch {
  /** A part of the name, at least three characters. */
  name?: string | undefined;
  /** How often the clan says it goes to war. */
  warFrequency?: WarFrequency | undefined;
  /** Where the clan says it is. */
  location?: LocationId | undefined;
  /** The least number of members. */
  minMembers?: number | undefined;
  /** The greatest number of members. */
  maxMembers?: number | undefined;
  /** The least number of home village points. */
  minClanPoints?: number | undefined;
  /** The least clan level. */
  minClanLevel?: number | undefined;
  /** Labels that the clan must all have. */
  labels?: readonly LabelId[] | undefined;
}

/** Where a ranking is of: a location, or the whole world. */
export type RankingLocation = LocationId | 'global';

/** How a client is made. Everything may be left out. Times are in milliseconds. */
export interface ClientOptions {
  /** Where calls go: a proxy of yours, or the official API, which is the default. */
  baseUrl?: string | undefined;
  /** Lets a token go over `http:` to a host that is not this machine. */
  allowInsecureBaseUrl?: boolean | undefined;
  /** The key of the API, or several that take turns. A proxy may need none. */
  token?: string | readonly string[] | null | undefined;
  /** Says that a token in a browser window is meant to be there, so that nothing warns of it. */
  allowTokenInBrowser?: boolean | undefined;
  /** What requests are sent with, instead of the platform's own `fetch`, and in Node of the package's own sockets. */
  fetch?: Fetch | undefined;
  /** The cache; `false` for none. */
  cache?: boolean | CacheOptions | undefined;
  /** The retries; a number is that of attempts, `false` is one. */
  retry?: boolean | number | RetryOptions | undefined;
  /** The pace of requests; `false` for no limit. */
  rateLimit?: boolean | RateLimitOptions | undefined;
  /** How long one attempt may take. */
  timeout?: number | undefined;
  /** How long a call may take in all, with its retries. */
  deadline?: number | undefined;
  /** What every request has in its headers beside. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Sees every request before it is sent, without the token, and may change its `url` and `headers`. */
  onRequest?: ((request: OutgoingRequest) => void | Promise<void>) | undefined;
  /** Sees every answer before the client does, and may change its `headers`. */
  onResponse?: ((response: IncomingResponse) => void | Promise<void>) | undefined;
  /** Whether figures of the last 1,000 calls are kept, or of how many; `true` is the default. */
  metrics?: boolean | number | undefined;
}

/** How the cache keeps answers. */
export interface CacheOptions {
  /** How large it may get, in bytes. */
  maxBytes?: number | undefined;
  /** How long an answer is good for, instead of what the server says. */
  lifetime?: number | undefined;
  /** How long it is remembered that something was not found. */
  negative?: number | undefined;
  /** How much longer than it is good for an answer will do when the server fails. */
  staleIfError?: number | undefined;
}

/** How often a call is tried. */
export interface RetryOptions {
  /** How many attempts are made at most. */
  attempts?: number | undefined;
  /** What the delays before the next attempt begin with. */
  baseDelay?: number | undefined;
  /** The longest delay. */
  maxDelay?: number | undefined;
  /** Tries again in maintenance too. */
  duringMaintenance?: boolean | undefined;
}

/** How fast requests are sent. */
export interface RateLimitOptions {
  /** How many requests a second and token. */
  perSecond?: number | undefined;
  /** How many at once after a pause. */
  burst?: number | undefined;
  /** How many at the same time. */
  concurrency?: number | undefined;
}

/** A function like the global `fetch`, as far as it is made use of. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

/** What a {@link Fetch} is given. */
export interface FetchInit {
  method: string;
  headers: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  signal: AbortSignal;
  redirect: 'manual';
  credentials?: 'omit';
  cache?: 'no-store';
}

/** What a {@link Fetch} gives: a `Response`, or as much of one. */
export interface FetchAnswer {
  readonly status: number;
  readonly headers: Iterable<readonly [name: string, value: string]>;
  /** A stream of bytes. Without one, `arrayBuffer` is asked. */
  readonly body?: unknown;
  arrayBuffer?(): Promise<ArrayBuffer>;
}

/** A request on its way. */
export interface OutgoingRequest {
  readonly method: string;
  /** Its address; may be changed. */
  url: string;
  /** Its headers, without the token; may be changed. */
  headers: Record<string, string>;
  /** The name of the route, as `clan.members`. */
  readonly endpoint: string;
  /** Which attempt it is, from 1. */
  readonly attempt: number;
}

/** An answer on its way. */
export interface IncomingResponse {
  readonly status: number;
  /** Its headers; may be changed. */
  headers: Record<string, string>;
  /** The name of the route, as `clan.members`. */
  readonly endpoint: string;
  /** Which attempt it answers, from 1. */
  readonly attempt: number;
}

/** What concerns a call of a path of your own. */
export interface CustomOptions extends CallOptions {
  /** The query, without encoding. */
  query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
}

/** What concerns a batch, and every call of it. */
export interface BatchOptions extends CallOptions {
  /** How many calls are made at the same time; 10 by default. */
  concurrency?: number | undefined;
  /** In the order of the inputs; otherwise as the calls end. */
  ordered?: boolean | undefined;
}

/** How one call of a batch ended. */
export type BatchResult<Input, Value> =
  | { readonly input: Input; readonly ok: true; readonly value: Value; readonly error?: undefined }
  | { readonly input: Input; readonly ok: false; readonly error: CocError; readonly value?: undefined };

type Arguments<All extends unknown[]> = All extends [infer A, infer B, infer C, unknown?]
  ? [A, B, C]
  : All extends [infer A, infer B, unknown?]
    ? [A, B]
    : All extends [infer A, unknown?]
      ? [A]
      : [];

/** What a batch of a method takes: the method's only argument, or a list of its arguments. */
export type BatchInput<Method extends keyof Routes> =
  Arguments<Parameters<Routes[Method]>> extends [infer Only]
    ? Only | readonly [Only]
    : Readonly<Arguments<Parameters<Routes[Method]>>>;

/** The figures of the last calls. */
export interface Metrics {
  readonly calls: number;
  readonly succeeded: number;
  /** Calls that the cache answered. */
  readonly cached: number;
  /** Calls that another call's request answered. */
  readonly shared: number;
  /** Requests that were sent. */
  readonly requests: number;
  /** From 0 to 1; none before the first call. */
  readonly successRate?: number;
  /** From 0 to 1; none before the first call. */
  readonly cacheHitRate?: number;
  /** In milliseconds. */
  readonly latency?: { readonly mean: number; readonly p50: number; readonly p90: number; readonly p95: number; readonly p99: number; readonly max: number };
  /** Calls by the name of their route. */
  readonly endpoints: Readonly<Record<string, number>>;
  /** Answers by their status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Failures by their kind. */
  readonly errors: Readonly<Record<string, number>>;
  /** How each token does, in the order in which they were given. */
  readonly tokens: readonly {
    readonly state: 'healthy' | 'resting' | 'rejected' | 'other';
    readonly requests: number;
    readonly throttled: number;
    readonly rejected: number;
  }[];
}

/** How the cache has done. */
export interface CacheStats {
  readonly entries?: number;
  readonly bytes?: number;
  readonly evictions?: number;
  readonly hits: number;
  readonly misses: number;
  /** Misses of what was there but too old. */
  readonly expired: number;
  /** Answers that were too old, but would do because the server failed. */
  readonly stale: number;
  /** Answers that were kept. */
  readonly kept: number;
  /** From 0 to 1; none before the first call. */
  readonly hitRate?: number;
}

/** A method for every route of the API. What they answer with is frozen where others have it, too. */
export interface Routes {
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

/** A client. It shares its cache, its limits and the requests in the air among all calls, so one is enough. */
export class Client {
  /**
   * @throws `InvalidRequest` where an option is not known or of another type.
   */
  constructor(options?: ClientOptions);

  /** Any path below the base URL, for what has no method yet. */
  custom<T = unknown>(path: string, options?: CustomOptions): Promise<T>;

  /**
   * Calls a method with each input, a few at a time, in constant memory: the next input is asked for when a call has ended. Each call ends
   * with a result of its own. Calls in the air are aborted when it is left early.
   *
   * ```js
   * for await (const { input, ok, value, error } of coc.batch('player', tags, { concurrency: 20 })) {
   *   console.log(input, ok ? value.name : error.message);
   * }
   * ```
   */
  batch<Method extends keyof Routes, Input extends BatchInput<Method>>(
    method: Method,
    inputs: Iterable<Input> | AsyncIterable<Input>,
    options?: BatchOptions,
  ): AsyncGenerator<BatchResult<Input, Awaited<ReturnType<Routes[Method]>>>, void, undefined>;

  /** Finds out whether the API can be reached and used, by one small request. */
  test(): Promise<void>;

  /** The last calls in figures; `undefined` if `metrics` is off. */
  metrics(): Metrics | undefined;

  /** Forgets the calls that {@link metrics} tells of. */
  clearMetrics(): void;

  /** How the cache has done. */
  cacheStats(): CacheStats;

  /** Forgets every cached answer, and says how many there were. */
  clearCache(): number;

  /** Where calls go. */
  get baseUrl(): string;

  /** Sends calls elsewhere from now on. */
  setBaseUrl(url: string | { toString(): string }, options?: { allowInsecureBaseUrl?: boolean | undefined }): void;

  /** Sends calls to the official API again. */
  resetBaseUrl(): void;
}

export interface Client extends Routes {}
