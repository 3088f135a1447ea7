// Statistics of a client: of its calls, its tokens and its cache.

import type { Client } from './client.js';
import type { CocError } from './errors.js';

/** Statistics of the last calls. */
export interface Metrics {
  readonly calls: number;
  readonly succeeded: number;
  /** The number of calls that were served from the cache. */
  readonly cached: number;
  /** The number of calls that were coalesced with the request of another call. */
  readonly shared: number;
  /** The number of calls whose response was repaired before it was decoded. */
  readonly repaired: number;
  /** The number of requests that were sent. */
  readonly requests: number;
  /** From 0 to 1; absent before the first call. */
  readonly successRate?: number;
  /** From 0 to 1; absent before the first call. */
  readonly cacheHitRate?: number;
  /** When the first of the calls ended; absent before the first call. */
  readonly from?: Date;
  /** When the last of the calls ended; absent before the first call. */
  readonly to?: Date;
  /** The latency of the calls that the cache did not serve, in milliseconds; absent without any. */
  readonly latency?: { readonly mean: number; readonly p50: number; readonly p90: number; readonly p95: number; readonly p99: number; readonly max: number };
  /** The number of calls by name of the route. */
  readonly endpoints: Readonly<Record<string, number>>;
  /** The number of responses by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** The number of failures by kind. */
  readonly errors: Readonly<Record<string, number>>;
  /** The tokens, in the order in which they were given; none in the metrics of one endpoint. */
  readonly tokens: readonly TokenStatus[];
}

/** The state of a token, since the client was created. */
export interface TokenStatus {
  /** An id that does not reveal the token. */
  readonly id: string;
  readonly state: 'healthy' | 'throttled' | 'rejected' | 'other';
  /** The time for which a throttled token is not used, in milliseconds. */
  readonly throttledFor?: number;
  /** The reason for which a token was rejected. */
  readonly kind?: 'invalidKey' | 'invalidIp';
  /** The current rate limit, in requests per second; absent without a limit. */
  readonly perSecond?: number;
  /** The number of requests that were sent. */
  readonly requests: number;
  /** The number of requests that the API throttled. */
  readonly throttled: number;
  /** The number of requests for which the API rejected the token. */
  readonly rejected: number;
}

/** A call that failed. */
export interface RecentError {
  /** When the call ended. */
  readonly endedAt: Date;
  /** The name of the endpoint, such as `clan.members`. */
  readonly endpoint: string;
  /** The error with which the call was rejected, without its stack. */
  readonly error: CocError;
}

/** The counters of the cache. */
export interface CacheStats {
  /** Whether calls use the cache; see {@link Client.setCacheEnabled}. */
  readonly enabled: boolean;
  /** The lifetime of a response for which the server states none, in milliseconds. */
  readonly defaultLifetime: number;
  /** The number of entries, fresh or expired; absent with a custom store. */
  readonly entries?: number;
  /** The number of entries that are fresh now; absent with a custom store. */
  readonly freshEntries?: number;
  /** The number of entries that have expired; absent with a custom store. */
  readonly expiredEntries?: number;
  /** The size of the entries in bytes; absent with a custom store. */
  readonly bytes?: number;
  /** The number of entries that were evicted to make room; absent with a custom store. */
  readonly evictions?: number;
  readonly hits: number;
  readonly misses: number;
  /** The number of misses of expired entries. */
  readonly expired: number;
  /** The number of expired entries that were used because the server failed. */
  readonly stale: number;
  /** The number of responses that were stored. */
  readonly stored: number;
  /** The number of failures of a custom store. */
  readonly failures: number;
  /** From 0 to 1; absent before the first call. */
  readonly hitRate?: number;
}
