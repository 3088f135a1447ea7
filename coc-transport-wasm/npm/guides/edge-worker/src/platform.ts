// The parts of Cloudflare's platform that this worker uses. `wrangler types` writes all of them.

/** A namespace of Workers KV. */
export interface KeyValueNamespace {
  get(key: string): Promise<string | null>;
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>;
  delete(key: string): Promise<void>;
  list(options: { prefix: string; cursor?: string }): Promise<{ keys: { name: string }[]; list_complete: boolean; cursor?: string }>;
}

/** The context of a request or of a scheduled run. */
export interface Context {
  /** Keeps the worker running until the promise is settled, also after the response. */
  waitUntil(promise: Promise<unknown>): void;
}

export interface Env {
  /** The base URL of the proxy that has the keys. */
  readonly BASE_URL: string;
  /** The proxy's key for this client, a secret; not needed for a proxy that is open. */
  readonly PROXY_KEY?: string;
  /** Tags of clans, separated by blanks, which the schedule refreshes. */
  readonly CLANS?: string;
  readonly CACHE: KeyValueNamespace;
}
