// The client: checks arguments and options, and has Rust make the calls.

import { batch } from './batch.js';
import { calledAt, exception, invalid } from './errors.js';
import { fetchSender } from './fetch.js';
import { lines, requestHook, responseHook } from './hooks.js';
import { List } from './list.js';
import { batchOptions, callOptions, customOptions, listOptions, settings } from './options.js';
import { open } from './module.js';
import { BASE_URL, METHODS } from './routes.js';
import { listen } from './signal.js';

/** The pending calls by number, and the numbers that are free. */
const pending = [];
const free = [];

/** Settles a pending call. Called by Rust. */
export function settle(number, value, failed) {
  const { resolve, reject, unlisten } = pending[number];
  pending[number] = undefined;
  free.push(number);
  if (failed) reject(value);
  else resolve(value);
  // Last, because the method of a signal that is none may throw.
  unlisten?.();
}

/** A client. All its calls share one cache, one rate limit and the requests in flight. */
export class Client {
  /** The Rust client, once the module is loaded. */
  #core;
  #settings;

  /** @param httpSender makes a sender of the option `agent`; given by the entry for Node */
  constructor(options, httpSender) {
    const { fetch, agent, headers, onRequest, onResponse, allowTokenInBrowser, ...rest } = settings(options);
    if (agent !== undefined && (fetch || !httpSender)) throw invalid('`agent` applies only in Node, and not together with `fetch`');
    if (rest.tokens.length > 0 && !allowTokenInBrowser) warnInWindows();
    this.#settings = {
      ...rest,
      send: fetch || !httpSender ? fetchSender(fetch) : httpSender(agent),
      headers: headers && lines(headers),
      onRequest: onRequest && requestHook(onRequest),
      onResponse: onResponse && responseHook(onResponse),
    };
    const create = open();
    if (typeof create === 'function') this.#core = attempt(() => create(this.#settings));
    // Each call reports the failure, and loads the module again.
    else create.catch(() => {});
  }

  /** Returns the Rust client, after the module has been loaded. */
  async #opened() {
    if (this.#core) return this.#core;
    const create = await open();
    return (this.#core ??= attempt(() => create(this.#settings)));
  }

  /** Calls any path below the base URL, for routes without a method. */
  async custom(path, options) {
    const { query = {}, ...rest } = customOptions(options);
    const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
    const args = [path, ...pairs.flatMap(([name, value]) => [name, String(value)])];
    return this.#begin('custom', rest.signal, (number) => this.#core.custom(number, args, rest));
  }

  /**
   * Calls a method with each input, a few at a time. An input is a list of arguments, or the only
   * argument. Leaving the loop early aborts the calls in flight.
   */
  batch(method, inputs, options) {
    const route = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (!route) throw invalid(`there is no method \`${method}\` to call in a batch`);
    if (typeof (inputs?.[Symbol.iterator] ?? inputs?.[Symbol.asyncIterator]) !== 'function') {
      throw invalid('`inputs` must be iterable or async iterable');
    }
    const { concurrency, ordered, signal, ...rest } = batchOptions(options);
    if (concurrency === 0) throw invalid('`concurrency` must be at least 1');
    const call = (input, signal) => this.#call(route, Array.isArray(input) ? input : [input], { ...rest, signal });
    return batch(inputs, call, { concurrency, ordered, signal });
  }

  /** Checks with one small request that the API can be reached and accepts the token. */
  async test() {
    await this.#begin('test', undefined, (number) => this.#core.test(number));
  }

  /** Returns statistics of the last calls, or `undefined` if `metrics` is off. */
  async metrics() {
    return (await this.#opened()).metrics();
  }

  /** Resets {@link metrics}. */
  async clearMetrics() {
    (await this.#opened()).clearMetrics();
  }

  /** Returns the counters of the cache. */
  async cacheStats() {
    const core = await this.#opened();
    return attempt(() => core.cacheStats());
  }

  /** Removes all entries from the cache and returns their number. */
  async clearCache() {
    const core = await this.#opened();
    return attempt(() => core.clearCache());
  }

  /** The base URL. */
  get baseUrl() {
    return this.#core?.baseUrl() ?? this.#settings.baseUrl ?? BASE_URL;
  }

  /** Changes the base URL for subsequent calls. */
  async setBaseUrl(url, { allowInsecureBaseUrl = false } = {}) {
    const core = this.#core ?? (await this.#opened());
    attempt(() => core.setBaseUrl(String(url), allowInsecureBaseUrl));
  }

  /** Changes the base URL back to that of the official API. */
  async resetBaseUrl() {
    (this.#core ?? (await this.#opened())).resetBaseUrl();
  }

  #call({ number: route, endpoint }, args, options) {
    return this.#begin(endpoint, options?.signal, (number) => this.#core.call(number, route, args, options));
  }

  /**
   * Begins a call. A cached value is returned at once; otherwise Rust settles the call by its
   * number.
   */
  #begin(endpoint, signal, begin) {
    if (!this.#core) return this.#opened().then(() => this.#begin(endpoint, signal, begin));
    const number = free.pop() ?? pending.push(undefined) - 1;
    try {
      if (signal?.aborted) throw aborted(endpoint);
      const value = begin(number);
      if (value === undefined) return this.#settled(number, endpoint, signal);
      free.push(number);
      return Promise.resolve(value);
    } catch (failure) {
      free.push(number);
      return Promise.reject(exception(failure, signal?.aborted ? signal.reason : undefined));
    }
  }

  async #settled(number, endpoint, signal) {
    try {
      return await new Promise((resolve, reject) => {
        const abort = () => {
          this.#core.abort(number);
          settle(number, aborted(endpoint), true);
        };
        const call = (pending[number] = { resolve, reject });
        call.unlisten = signal && listen(signal, abort);
        // A hook may have aborted the signal before it was listened to.
        if (signal?.aborted) abort();
      });
    } catch (failure) {
      // Created here rather than in `settle`, so that the stack leads to the caller.
      throw exception(failure, signal?.aborted ? signal.reason : undefined);
    }
  }

  static {
    for (const [name, route] of Object.entries(METHODS)) {
      const { arity, paged } = route;
      const method = paged
        ? function (...args) {
            const options = listOptions(args[arity], name);
            return new List(({ max, ...rest }) => this.#call(route, args, rest), options, method);
          }
        : function (...args) {
            // Invalid options reject as well; a method that returns a promise does not throw.
            try {
              return this.#call(route, args, callOptions(args[arity], name));
            } catch (error) {
              return Promise.reject(error);
            }
          };
      Object.defineProperty(method, 'name', { value: name });
      Object.defineProperty(Client.prototype, name, { value: method, writable: true, configurable: true });
    }
  }
}

/** The failure of a call whose signal has aborted. */
const aborted = (endpoint) => ({ kind: 'aborted', message: `${endpoint}: the call was aborted`, endpoint });

/** Runs an action and converts what Rust throws into an exception with the stack of the caller. */
function attempt(action) {
  try {
    return action();
  } catch (failure) {
    throw calledAt(exception(failure), new Error());
  }
}

function warnInWindows() {
  if (typeof window === 'undefined' || typeof document === 'undefined' || 'Deno' in globalThis) return;
  console.warn(
    'coc: a token in a browser window can be read by every visitor; set `baseUrl` to your own proxy, or `allowTokenInBrowser: true`',
  );
}
