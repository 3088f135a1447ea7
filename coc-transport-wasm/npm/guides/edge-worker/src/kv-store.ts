// The cache of the client in Workers KV, so that all locations and all instances share it.

import type { CacheStore } from 'coc-api';

import type { Context, KeyValueNamespace } from './platform.js';

/** A namespace may have other uses. */
const PREFIX = 'coc:';
/** The shortest lifetime that KV accepts, in seconds. The client knows the real one of each entry. */
const SHORTEST = 60;

export class KvStore implements CacheStore {
  readonly #namespace: KeyValueNamespace;
  readonly #context: Context;

  constructor(namespace: KeyValueNamespace, context: Context) {
    this.#namespace = namespace;
    this.#context = context;
  }

  get(key: string): Promise<string | null> {
    return this.#namespace.get(PREFIX + key);
  }

  async set(key: string, value: string, ttl: number): Promise<void> {
    const expirationTtl = Math.max(SHORTEST, Math.ceil(ttl / 1000));
    const written = this.#namespace.put(PREFIX + key, value, { expirationTtl });
    // The response does not wait for the write; a failed one costs a request later.
    this.#context.waitUntil(written.catch((error: unknown) => console.error('KV:', error)));
  }

  delete(key: string): Promise<void> {
    return this.#namespace.delete(PREFIX + key);
  }

  async clear(): Promise<number> {
    let count = 0;
    let cursor: string | undefined;
    do {
      const page = await this.#namespace.list({ prefix: PREFIX, ...(cursor === undefined ? {} : { cursor }) });
      await Promise.all(page.keys.map(({ name }) => this.#namespace.delete(name)));
      count += page.keys.length;
      cursor = page.list_complete ? undefined : page.cursor;
    } while (cursor !== undefined);
    return count;
  }
}
