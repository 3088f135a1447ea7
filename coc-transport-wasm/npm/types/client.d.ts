// The client, its calls and options. Models, routes, errors, metrics, tokens and `fetch` have files of
// their own.

import type { CocError } from './errors.js';
import type { Fetch, HttpAgent } from './fetch.js';
import type { CacheStats, Metrics, RecentError } from './metrics.js';
import type { Cursor, LabelId, LocationId, Page, WarFrequency } from './models.js';
import type { EndpointName, Routes } from './routes.js';
import type { TokenProvider } from './tokens.js';

/**
 * A call: a promise of its value that has begun.
 *
 * ```js
 * const clan = await coc.clan('#2PP');
 * const { data, maxAge, source } = await coc.clan('#2PP').withResponse();
 * ```
 */
export interface Call<T> extends Promise<T> {
  /**
   * Returns the value with everything that the response tells. To be called on the call itself,
   * before it has ended; later it rejects with an `InvalidRequestError`.
   */
  withResponse(): Promise<CallResponse<T>>;
}

/** The value of a call with everything that its response tells. */
export interface CallResponse<T> {
  readonly data: T;
  /** The HTTP status, always 2xx. */
  readonly status: number;
  /** The headers as received, or as `onResponse` changed them; only those of visible ASCII. */
  readonly headers: Headers;
  /**
   * The freshness lifetime that the server states, in milliseconds from when the response was
   * received; absent if it states none.
   */
  readonly maxAge?: number;
  /** When the response expires. An identical call before that is served from the cache. */
  readonly freshUntil: Date;
  /**
   * The source: a request of this call (`network`) or of an identical call in flight (`shared`), a
   * fresh entry of the cache (`cache`), or an expired one because the API failed (`staleCache`).
   */
  readonly source: 'network' | 'shared' | 'cache' | 'staleCache';
  /** The number of requests sent for the response; 0 from the cache. */
  readonly attempts: number;
}

/** The options of one call. They override those of the client. */
export interface CallOptions {
  /** Aborts the call, which then rejects with an `AbortedError`. Default: none. */
  signal?: AbortSignal | undefined;
  /** The time limit of one attempt, in milliseconds. Default: that of the client. */
  timeout?: number | undefined;
  /**
   * The time limit of the whole call with its retries, in milliseconds. Default: that of the
   * client.
   */
  deadline?: number | undefined;
  /** The maximum number of attempts. Default: that of the client. */
  attempts?: number | undefined;
  /** Bypasses the cache, but stores the response in it. Default: false. */
  fresh?: boolean | undefined;
  /** Bypasses the cache and does not store the response. Default: false. */
  noStore?: boolean | undefined;
  /**
   * Bypasses the server's cache for wars too. Needs a key that Supercell has approved for it.
   * Default: false.
   */
  realtime?: boolean | undefined;
  /** Waits for the rate limit behind all calls that are not in the background. Default: false. */
  background?: boolean | undefined;
}

/** The options of a paged call. */
export interface ListOptions extends CallOptions {
  /** The maximum number of items per page. Default: all that the API sends. */
  limit?: number | undefined;
  /** The cursor after which the page begins. Excludes `before`. Default: none. */
  after?: Cursor | undefined;
  /** The cursor before which the page ends. Excludes `after`. Default: none. */
  before?: Cursor | undefined;
  /** The maximum number of items that an iteration yields. Default: no limit. */
  max?: number | undefined;
}

/**
 * A lazy list. It sends nothing until it is used: awaited it is one page, iterated it is all items,
 * page by page. An error ends the iteration; a new call with `after` set to the last page's cursor
 * continues there.
 *
 * ```js
 * const page = await coc.clanMembers('#2PP', { limit: 10 });
 * for await (const member of coc.clanMembers('#2PP')) console.log(member.name);
 * ```
 */
export interface List<T> extends PromiseLike<Page<T>>, AsyncIterable<T> {
  /** Yields all pages, starting after the cursor `after`. */
  pages(): AsyncIterableIterator<Page<T>>;
  /** Sends the first page, and returns it with everything that its response tells. */
  withResponse(): Promise<CallResponse<Page<T>>>;
  catch<R = never>(rejected?: ((reason: unknown) => R | PromiseLike<R>) | null): Promise<Page<T> | R>;
  finally(settled?: (() => void) | null): Promise<Page<T>>;
}

/** The filters of a clan search; at least one is required. */
export interface ClanSearch {
  /** A part of the name, at least three characters. */
  name?: string | undefined;
  /** The war frequency that the clan states. */
  warFrequency?: WarFrequency | undefined;
  /** The location that the clan states. */
  location?: LocationId | undefined;
  /** The minimum number of members. */
  minMembers?: number | undefined;
  /** The maximum number of members. */
  maxMembers?: number | undefined;
  /** The minimum number of home village points. */
  minClanPoints?: number | undefined;
  /** The minimum clan level. */
  minClanLevel?: number | undefined;
  /** Labels, all of which the clan must have. */
  labels?: readonly LabelId[] | undefined;
}

/** The scope of a ranking: one location, or the whole world. */
export type RankingLocation = LocationId | 'global';

/**
 * Hooks around the requests of calls. Several of one kind are called in the order in which they were
 * added.
 */
export interface Middleware {
  /**
   * Called before each attempt. It does not see the token, and may change `url` and `headers`. An
   * error that it throws is that of the call. Default: none.
   */
  onRequest?: ((request: OutgoingRequest) => void | Promise<void>) | undefined;
  /**
   * Called with each response of any status. It may change `headers`. An error that it throws is that
   * of the call. Default: none.
   */
  onResponse?: ((response: IncomingResponse) => void | Promise<void>) | undefined;
  /**
   * Called after the API has throttled a token (429). It only observes, as the following ones do: the
   * call does not wait for it, and an error that it throws is printed to the console. Default: none.
   */
  onThrottled?: ((failed: FailedAttempt) => void | Promise<void>) | undefined;
  /** Called before a failed attempt is retried. Default: none. */
  onRetry?: ((failed: RetriedAttempt) => void | Promise<void>) | undefined;
  /** Called after the API has rejected a token, as invalid or for the IP address. Default: none. */
  onTokenRejected?: ((failed: FailedAttempt) => void | Promise<void>) | undefined;
  /** Called after an attempt that met the game's maintenance (503). Default: none. */
  onMaintenance?: ((failed: FailedAttempt) => void | Promise<void>) | undefined;
}

/** An attempt that failed, as hooks observe it. */
export interface FailedAttempt {
  /** The name of the endpoint, such as `clan.members`. */
  readonly endpoint: string;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
  /** The id of the token in `metrics()`; absent if none was sent. */
  readonly token?: string;
  /** The error, with its `kind`, `status` and `message`. */
  readonly error: CocError;
  /** The delay that the API asks for, in milliseconds; absent if it asks for none. */
  readonly retryAfter?: number;
  /** The IP address for which the token is not valid; absent for other failures. */
  readonly address?: string;
}

/** An attempt that failed and is retried. */
export interface RetriedAttempt extends FailedAttempt {
  /** The delay before the next attempt, in milliseconds; it then waits for a token. */
  readonly delay: number;
}

/**
 * A store of cached responses. All methods may be asynchronous. A store that fails does not fail a
 * call, which sends a request instead; `cacheStats()` counts the failures.
 */
export interface CacheStore {
  /** Returns the value of the key, or `undefined` or `null`. */
  get(key: string): MaybePromise<string | undefined | null>;
  /** Stores a value, which may be dropped after `ttl` milliseconds. Keys are URLs without a token. */
  set(key: string, value: string, ttl: number): MaybePromise<unknown>;
  /** Removes the value of the key. Returns something truthy if there was one. */
  delete(key: string): MaybePromise<unknown>;
  /** Removes all values. Returns their number if it is known. */
  clear(): MaybePromise<unknown>;
}

type MaybePromise<T> = T | Promise<T>;

/** The options of a client. */
export interface ClientOptions extends Middleware {
  /** The base URL: your proxy or another server. Default: the official API. */
  baseUrl?: string | undefined;
  /** Allows sending the token over `http:` to another machine. Default: false. */
  allowInsecureBaseUrl?: boolean | undefined;
  /**
   * The API token; or several, among which requests are distributed; or a function that provides
   * them. Default: none, which a proxy may accept.
   */
  token?: string | readonly string[] | TokenProvider | null | undefined;
  /** Suppresses the warning about a token in a browser window. Default: false. */
  allowTokenInBrowser?: boolean | undefined;
  /**
   * Sends the requests. Default: `node:http` and `node:https` in Node, the global `fetch`
   * elsewhere.
   */
  fetch?: Fetch | undefined;
  /**
   * Node only: the agent for a proxy, client certificates or a pool of connections. One for all
   * requests, one per protocol, or a function of the URL. Default: the global agents of `node:http`
   * and `node:https`, which keep connections alive. Excludes `fetch`.
   */
  agent?: HttpAgent | { http?: HttpAgent; https?: HttpAgent } | ((url: URL) => HttpAgent | undefined) | undefined;
  /** The options of the cache; `false` turns it off. Default: true. */
  cache?: boolean | CacheOptions | undefined;
  /**
   * The options of the retries, or the maximum number of attempts; `false` turns them off. Default:
   * true.
   */
  retry?: boolean | number | RetryOptions | undefined;
  /** The options of the rate limit; `false` turns it off. Default: true. */
  rateLimit?: boolean | RateLimitOptions | undefined;
  /** The time limit of one attempt, in milliseconds. Default: 20,000. */
  timeout?: number | undefined;
  /** The time limit of a call with its retries, in milliseconds. Default: none. */
  deadline?: number | undefined;
  /**
   * Headers that are added to every request, none of those that the platform sets (`host`,
   * `content-length`, `transfer-encoding`, `connection` and others of a connection). Default: none.
   */
  headers?: Readonly<Record<string, string>> | Iterable<readonly [name: string, value: string]> | undefined;
  /**
   * The number of recent calls over which `metrics()` is computed; `false` turns it off. Default:
   * 1,000.
   */
  metrics?: boolean | number | undefined;
}

/** The options of the cache. */
export interface CacheOptions {
  /** The store of the responses. Default: memory. */
  store?: CacheStore | undefined;
  /** The capacity of the memory in bytes. Excludes `store`. Default: 134,217,728 (128 MiB). */
  maxBytes?: number | undefined;
  /**
   * The freshness lifetime of every response, in milliseconds, whatever the server says; 0 disables
   * caching. Default: that of the server's `Cache-Control`.
   */
  lifetime?: number | undefined;
  /**
   * The freshness lifetime of a response for which the server states none, in milliseconds. Excludes
   * `lifetime`. Default: 300,000.
   */
  fallbackLifetime?: number | undefined;
  /** The longest lifetime that a server may set, in milliseconds. Default: 86,400,000 (one day). */
  maxServerLifetime?: number | undefined;
  /**
   * The freshness lifetimes of endpoints that have one of their own, in milliseconds, as in
   * `{ player: 30_000, 'clan.currentwar': 0 }`; 0 disables caching. Default: none.
   */
  lifetimes?: { readonly [Name in EndpointName]?: number | undefined } | undefined;
  /**
   * The time for which "not found" and "private war log" are cached, in milliseconds. Default: 0,
   * not at all.
   */
  negative?: number | undefined;
  /**
   * The time after its freshness lifetime for which a response is used if the server fails, in
   * milliseconds. Default: 0, not at all.
   */
  staleIfError?: number | undefined;
}

/** The options of the retries: exponential backoff with full jitter. */
export interface RetryOptions {
  /** The maximum number of attempts, including the first. Default: 3. */
  attempts?: number | undefined;
  /**
   * The maximum delay before the second attempt, in milliseconds; it doubles for each further one.
   * Default: 1,000.
   */
  baseDelay?: number | undefined;
  /** The maximum delay before any attempt, in milliseconds. Default: 30,000. */
  maxDelay?: number | undefined;
  /** Retries during maintenance too. Default: false. */
  duringMaintenance?: boolean | undefined;
  /**
   * The number of retries per call, over all calls of the client in the long run. Retries of throttled
   * calls do not count. Default: 0.1.
   */
  budget?: number | undefined;
}

/** The options of the rate limit. */
export interface RateLimitOptions {
  /**
   * A fixed number of requests per second and token; 0.5 is one in two seconds, 0 is no limit. Default:
   * adaptive, because the limit of the API is unknown. Each token starts at `start` requests per second
   * and grows to `max` while the API does not object; a throttled request halves the rate. A base URL
   * that needs no token has no limit by default.
   */
  perSecond?: number | undefined;
  /** The requests per second with which an adaptive rate starts, above 0. Default: 10, or a lower `max`. */
  start?: number | undefined;
  /** The highest requests per second of an adaptive rate, not below `start`. Default: 30. */
  max?: number | undefined;
  /**
   * The maximum number of requests that an idle token may make at once. Default: 20, or `perSecond`
   * rounded up.
   */
  burst?: number | undefined;
  /** The maximum number of requests in flight. Default: 100. */
  maxInFlight?: number | undefined;
}

/** A request that is about to be sent. */
export interface OutgoingRequest {
  readonly method: string;
  /** The URL; may be changed. */
  url: string;
  /** The headers without the token; may be changed, as {@link ClientOptions.headers} says. */
  headers: Record<string, string>;
  /** The name of the route, such as `clan.members`. */
  readonly endpoint: string;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
}

/** A response that has been received. */
export interface IncomingResponse {
  readonly status: number;
  /** The headers; may be changed. */
  headers: Record<string, string>;
  /** The name of the route, such as `clan.members`. */
  readonly endpoint: string;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
}

/** The options of a call of any path. */
export interface CustomOptions extends CallOptions {
  /** The query parameters, not encoded. Default: none. */
  query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
}

/** The options of a batch, and of each of its calls. */
export interface BatchOptions extends CallOptions {
  /** The maximum number of calls in flight. Default: 10. */
  concurrency?: number | undefined;
  /** Yields the results in the order of the inputs instead of as they complete. Default: false. */
  ordered?: boolean | undefined;
}

/** The result of one call of a batch. */
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

/** The input of a batch of a method: the method's only argument, or a list of its arguments. */
export type BatchInput<Method extends keyof Routes> =
  Arguments<Parameters<Routes[Method]>> extends [infer Only]
    ? Only | readonly [Only]
    : Readonly<Arguments<Parameters<Routes[Method]>>>;

/**
 * A client. All its calls share one cache, one rate limit and the requests in flight, so one client
 * is enough.
 */
export class Client {
  /**
   * Loads the module at once where the platform can; otherwise the first call waits for it.
   *
   * @throws `InvalidRequestError` if an option is unknown or of the wrong type. Where the module is
   *   still being loaded, other invalid options, such as an invalid base URL, fail each call instead.
   */
  constructor(options?: ClientOptions);

  /** Calls any path below the base URL, for routes without a method. */
  custom<T = unknown>(path: string, options?: CustomOptions): Call<T>;

  /**
   * Calls a method with each input, a few at a time, in constant memory: the next input is read
   * when a call may start. A failed call does not end the batch. Leaving the loop early aborts the
   * calls in flight.
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

  /** Checks with one small request that the API can be reached and accepts the token. */
  test(): Promise<void>;

  /**
   * Adds a middleware, after those that were added before; its hooks may also be methods of a class.
   * Returns a function that removes it. Calls that have begun keep the hooks that they have.
   *
   * ```js
   * const remove = coc.use({ onRetry: ({ endpoint, delay }) => console.log(`${endpoint}: again in ${delay} ms`) });
   * ```
   */
  use(middleware: Middleware): () => void;

  /**
   * Returns statistics of the last calls, or of those of one endpoint; `undefined` if `metrics` is
   * off.
   */
  metrics(endpoint?: EndpointName | (string & {})): Promise<Metrics | undefined>;

  /** Returns the last failed calls, newest first; at most `count`, by default 10. */
  recentErrors(count?: number): Promise<RecentError[]>;

  /**
   * Returns the last calls as CSV, one line per call after a header, oldest first; `undefined` if
   * `metrics` is off. It contains no argument of a call and no token.
   */
  metricsCsv(): Promise<string | undefined>;

  /** Resets {@link metrics}. */
  clearMetrics(): Promise<void>;

  /** Returns the counters of the cache. */
  cacheStats(): Promise<CacheStats>;

  /**
   * Removes all entries from the cache. Returns their number; with a custom store the number that its
   * `clear` returns, or else 0.
   */
  clearCache(): Promise<number>;

  /**
   * Removes the cached response of a method with these arguments. Returns whether there was one. The
   * pages of a list are cached one by one, each with its options.
   *
   * ```js
   * await coc.invalidate('player', '#8QU8J9LP');
   * ```
   */
  invalidate<Method extends keyof Routes>(method: Method, ...args: Parameters<Routes[Method]>): Promise<boolean>;

  /**
   * Sets whether subsequent calls use the cache. A disabled cache is neither read nor written, and
   * keeps its entries.
   */
  setCacheEnabled(enabled: boolean): Promise<void>;

  /** The base URL. */
  get baseUrl(): string;

  /** Changes the base URL for subsequent calls. */
  setBaseUrl(url: string | { toString(): string }, options?: { allowInsecureBaseUrl?: boolean | undefined }): Promise<void>;

  /** Changes the base URL back to that of the official API. */
  resetBaseUrl(): Promise<void>;
}

export interface Client extends Routes {}
