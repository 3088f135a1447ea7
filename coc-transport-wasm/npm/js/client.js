// The client: checks arguments and options, and has Rust make the calls.

import { batch } from './batch.js';
import { makeCall, makeCallLater, rejectedCall } from './calls.js';
import { calledAt, exception, invalid } from './errors.js';
import { fetchSender } from './fetch.js';
import { compose, HOOKS, hooksOf, lines } from './hooks.js';
import { List } from './list.js';
import { batchOptions, callOptions, customOptions, isCount, listOptions, settings } from './options.js';
import { open } from './module.js';
import { BASE_URL, METHODS } from './routes.js';
import { listen } from './signal.js';

/** A client. All its calls share one cache, one rate limit and the requests in flight. */
export class Client {
  /** The Rust client, once the module is loaded. */
  #core;
  #settings;
  /** The hooks of each middleware, the options of the client first. */
  #middleware = [];
  /** The hooks of calls that begin now, and those that the Rust client has. */
  #hooks;
  #applied;

  /** @param httpSender makes a sender of the option `agent`; given by the entry for Node */
  constructor(options, httpSender) {
    const { fetch, agent, headers, allowTokenInBrowser, ...rest } = settings(options);
    if (agent !== undefined && (fetch || !httpSender)) throw invalid('`agent` applies only in Node, and not together with `fetch`');
    if ((rest.tokens.length > 0 || rest.tokenProvider) && !allowTokenInBrowser) warnInWindows();
    if (HOOKS.some((name) => rest[name])) this.#middleware = [hooksOf(rest)];
    this.#hooks = compose(this.#middleware);
    this.#settings = { ...rest, send: fetch || !httpSender ? fetchSender(fetch) : httpSender(agent), headers: headers && lines(headers) };
    const create = open();
    if (typeof create === 'function') this.#core = attempt(() => create(this.#settings));
    // Each call reports the failure, and loads the module again.
    else create.catch(() => {});
  }

  /** Returns the Rust client, after the module has been loaded. */
  async #open() {
    if (this.#core) return this.#core;
    const create = await open();
    return (this.#core ??= attempt(() => create(this.#settings)));
  }

  /**
   * Returns the Rust client, in the order in which this is called; rejects at once when the signal
   * aborts.
   */
  #opened = (signal) =>
    new Promise((resolve, reject) => {
      const unlisten = signal && listen(signal, reject);
      if (signal?.aborted) reject();
      // The method of a signal that is none may throw.
      this.#open().then(resolve, reject).then(unlisten).catch(() => {});
    });

  /** Calls any path below the base URL, for routes without a method. */
  custom(path, options) {
    try {
      const { query = {}, ...rest } = customOptions(options);
      const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
      const args = [path, ...pairs.flatMap(([name, value]) => [name, String(value)])];
      return this.#begin('custom', rest.signal, (core, number) => core.custom(number, args, rest));
    } catch (error) {
      return rejectedCall(error);
    }
  }

  /**
   * Calls a method with each input, a few at a time. An input is a list of arguments, or the only
   * argument. Leaving the loop early aborts the calls in flight.
   */
  batch(method, inputs, options) {
    const route = routeOf(method);
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
    await this.#call(METHODS.locations, [], { limit: 1, noStore: true, attempts: 1 });
  }

  /**
   * Adds a middleware, after those that were added before. Returns a function that removes it. Calls
   * that have begun are not affected.
   */
  use(middleware) {
    const added = hooksOf(middleware);
    this.#setMiddleware([...this.#middleware, added]);
    return () => this.#setMiddleware(this.#middleware.filter((other) => other !== added));
  }

  #setMiddleware(middleware) {
    this.#middleware = middleware;
    this.#hooks = compose(middleware);
  }

  /** Returns statistics of the last calls, or `undefined` if `metrics` is off. */
  async metrics(endpoint) {
    if (endpoint !== undefined && typeof endpoint !== 'string') throw invalid('`endpoint` must be the name of an endpoint, such as clan.members');
    const { from, to, ...metrics } = (await this.#opened()).metrics(endpoint) ?? {};
    if (metrics.calls === undefined) return undefined;
    return from === undefined ? metrics : { ...metrics, from: new Date(from), to: new Date(to) };
  }

  /** Returns the last failed calls, newest first. */
  async recentErrors(count = 10) {
    if (!isCount(count)) throw invalid('`count` must be a non-negative integer');
    const failed = (await this.#opened()).recentErrors(count);
    return failed.map(({ endedAt, endpoint, error }) => ({ endedAt: new Date(endedAt), endpoint, error: exception(error) }));
  }

  /** Returns the last calls as CSV, oldest first, or `undefined` if `metrics` is off. */
  async metricsCsv() {
    return (await this.#opened()).metricsCsv();
  }

  /** Resets {@link metrics}. */
  async clearMetrics() {
    (await this.#opened()).clearMetrics();
  }

  /** Returns the counters of the cache. */
  async cacheStats() {
    return this.#begin('cacheStats', undefined, (core, number) => core.cacheStats(number));
  }

  /** Removes all entries from the cache and returns their number. */
  async clearCache() {
    return this.#begin('clearCache', undefined, (core, number) => core.clearCache(number));
  }

  /** Removes the cached response of a method with these arguments; returns whether there was one. */
  async invalidate(method, ...args) {
    const route = routeOf(method);
    const options = (route.paged ? listOptions : callOptions)(args[route.arity], method);
    return this.#begin(route.endpoint, options?.signal, (core, number) => core.invalidate(number, route.number, args, options));
  }

  /** Sets whether subsequent calls use the cache, which keeps its entries. */
  async setCacheEnabled(enabled) {
    if (typeof enabled !== 'boolean') throw invalid('`enabled` must be true or false');
    (this.#core ?? (await this.#opened())).setCacheEnabled(enabled);
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
    return this.#begin(endpoint, options?.signal, (core, number) => core.call(number, route, args, options));
  }

  /** Begins a call, with the hooks of this moment. */
  #begin(endpoint, signal, begin) {
    const hooks = this.#hooks;
    if (!this.#core) {
      return makeCallLater(this.#opened, endpoint, signal, (core, number) => {
        this.#apply(core, hooks);
        return begin(core, number);
      });
    }
    if (hooks !== this.#applied) this.#apply(this.#core, hooks);
    return makeCall(this.#core, endpoint, signal, begin);
  }

  #apply(core, hooks) {
    if (hooks === this.#applied) return;
    this.#applied = hooks;
    core.setHooks(hooks.onRequest, hooks.onResponse, hooks.observer);
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
              return rejectedCall(error);
            }
          };
      Object.defineProperty(method, 'name', { value: name });
      Object.defineProperty(Client.prototype, name, { value: method, writable: true, configurable: true });
    }
  }
}

function routeOf(method) {
  if (Object.hasOwn(METHODS, method)) return METHODS[method];
  throw invalid(`there is no method \`${String(method)}\` of a route`);
}

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
