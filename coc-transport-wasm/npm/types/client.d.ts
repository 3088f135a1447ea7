// The client. The models are in models.d.ts, the methods of the routes in routes.d.ts, the errors
// in errors.d.ts.

import type { CocError } from './errors.js';
import type { Cursor, LabelId, LocationId, Page, WarFrequency } from './models.js';
import type { Routes } from './routes.js';

/** The options of one call. They override those of the client. */
export interface CallOptions {
  /** Aborts the call, which then rejects with an `AbortedError`. */
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
}

/** The options of a paged call. */
export interface ListOptions extends CallOptions {
  /** The maximum number of items per page. Default: all that the API sends. */
  limit?: number | undefined;
  /** The cursor after which the page begins. Excludes `before`. */
  after?: Cursor | undefined;
  /** The cursor before which the page ends. Excludes `after`. */
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

/** The options of a client. */
export interface ClientOptions {
  /** The base URL: your proxy or another server. Default: the official API. */
  baseUrl?: string | undefined;
  /** Allows sending the token over `http:` to another machine. Default: false. */
  allowInsecureBaseUrl?: boolean | undefined;
  /**
   * The API token, or several, among which requests are distributed. Default: none, which a proxy
   * may accept.
   */
  token?: string | readonly string[] | null | undefined;
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
  /** Called before each attempt. It does not see the token, and may change `url` and `headers`. */
  onRequest?: ((request: OutgoingRequest) => void | Promise<void>) | undefined;
  /** Called with each response. It may change `headers`. */
  onResponse?: ((response: IncomingResponse) => void | Promise<void>) | undefined;
  /**
   * The number of recent calls over which `metrics()` is computed; `false` turns it off. Default:
   * 1,000.
   */
  metrics?: boolean | number | undefined;
}

/** An agent of `node:http` or `node:https`, or one that is derived from it. */
export interface HttpAgent {
  destroy(): void;
}

/** The options of the cache. */
export interface CacheOptions {
  /** The capacity in bytes. Default: 134,217,728 (128 MiB). */
  maxBytes?: number | undefined;
  /**
   * The freshness lifetime of a response, in milliseconds. Default: that of the server's
   * `Cache-Control`, or else 300,000.
   */
  lifetime?: number | undefined;
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

/** A function like the global `fetch`, as far as the client uses it. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** The second argument of a {@link Fetch}. */
export interface FetchInit {
  method: string;
  headers: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  signal: AbortSignal;
  redirect: 'manual';
  credentials?: 'omit';
  cache?: 'no-store';
}

/** The result of a {@link Fetch}: a `Response`, or the parts of one that the client uses. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: Iterable<readonly [name: string, value: string]>;
  /** A stream of bytes. Without it `arrayBuffer` is called. */
  readonly body?: unknown;
  arrayBuffer?(): Promise<ArrayBuffer>;
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

/** Statistics of the last calls. */
export interface Metrics {
  readonly calls: number;
  readonly succeeded: number;
  /** The number of calls that were served from the cache. */
  readonly cached: number;
  /** The number of calls that were coalesced with the request of another call. */
  readonly shared: number;
  /** The number of requests that were sent. */
  readonly requests: number;
  /** From 0 to 1; absent before the first call. */
  readonly successRate?: number;
  /** From 0 to 1; absent before the first call. */
  readonly cacheHitRate?: number;
  /** In milliseconds. */
  readonly latency?: { readonly mean: number; readonly p50: number; readonly p90: number; readonly p95: number; readonly p99: number; readonly max: number };
  /** The number of calls by name of the route. */
  readonly endpoints: Readonly<Record<string, number>>;
  /** The number of responses by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** The number of failures by kind. */
  readonly errors: Readonly<Record<string, number>>;
  /** The state of each token, in the order in which the tokens were given. */
  readonly tokens: readonly {
    readonly state: 'healthy' | 'throttled' | 'rejected' | 'other';
    readonly requests: number;
    readonly throttled: number;
    readonly rejected: number;
  }[];
}

/** The counters of the cache. */
export interface CacheStats {
  readonly entries?: number;
  readonly bytes?: number;
  readonly evictions?: number;
  readonly hits: number;
  readonly misses: number;
  /** The number of misses of expired entries. */
  readonly expired: number;
  /** The number of expired entries that were used because the server failed. */
  readonly stale: number;
  /** The number of responses that were stored. */
  readonly stored: number;
  /** From 0 to 1; absent before the first call. */
  readonly hitRate?: number;
}

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
  custom<T = unknown>(path: string, options?: CustomOptions): Promise<T>;

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

  /** Returns statistics of the last calls, or `undefined` if `metrics` is off. */
  metrics(): Promise<Metrics | undefined>;

  /** Resets {@link metrics}. */
  clearMetrics(): Promise<void>;

  /** Returns the counters of the cache. */
  cacheStats(): Promise<CacheStats>;

  /** Removes all entries from the cache and returns their number. */
  clearCache(): Promise<number>;

  /** The base URL. */
  get baseUrl(): string;

  /** Changes the base URL for subsequent calls. */
  setBaseUrl(url: string | { toString(): string }, options?: { allowInsecureBaseUrl?: boolean | undefined }): Promise<void>;

  /** Changes the base URL back to that of the official API. */
  resetBaseUrl(): Promise<void>;
}

export interface Client extends Routes {}
