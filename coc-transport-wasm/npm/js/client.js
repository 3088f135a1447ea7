// The client. It checks what it is given, and has the other side, which is compiled from Rust, make the calls.

import { batch } from './batch.js';
import { calledAt, exception, invalid } from './errors.js';
import { byFetch } from './fetch.js';
import { lines, requestHook, responseHook } from './hooks.js';
import { List } from './list.js';
import { batchOptions, callOptions, customOptions, listOptions, settings } from './options.js';
import { CUSTOM, METHODS, TEST } from './routes.js';
import { listen } from './signal.js';

let create;

/** Called by the other side when it is ready. */
export function install(constructor) {
  create = constructor;
}

/** The calls that are waited for, by number; and the numbers that are free again. */
const waiting = [];
const free = [];

/** Called by the other side when such a call has ended. */
export function settle(number, value, failed) {
  const { resolve, reject, silence } = waiting[number];
  // Now, because the number may be that of another call before the caller hears of this one.
  silence?.();
  waiting[number] = undefined;
  free.push(number);
  if (failed) reject(value);
  else resolve(value);
}

/** A client. It shares its cache, its limits and the requests in the air among all calls, so one is enough. */
export class Client {
  #core;

  /** @param way how requests are sent where the user has no `fetch` of its own; for the entries of the package */
  constructor(options, way) {
    if (!create) throw invalid('the WebAssembly module is not ready; await `init()` first');
    const { fetch, headers, onRequest, onResponse, allowTokenInBrowser, ...rest } = settings(options);
    if (rest.tokens.length > 0 && !allowTokenInBrowser) warnInWindows();
    this.#core = attempt(() =>
      create({
        ...rest,
        way: fetch ? byFetch(fetch) : way,
        headers: headers && lines(headers),
        onRequest: onRequest && requestHook(onRequest),
        onResponse: onResponse && responseHook(onResponse),
      }),
    );
  }

  /** Any path below the base URL, for what has no method yet. */
  async custom(path, options) {
    const { query = {}, ...rest } = customOptions(options);
    const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
    return this.#call(CUSTOM, [path, ...pairs.flatMap(([name, value]) => [name, String(value)])], rest);
  }

  /**
   * Calls the method of this name with each input (a list of arguments, or the only one) and gives `{ input, ok, value | error }` for
   * each. Calls in the air are aborted when it is left early.
   */
  batch(method, inputs, options) {
    const route = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (!route) throw invalid(`there is no method \`${method}\` to call in a batch`);
    if (typeof (inputs?.[Symbol.iterator] ?? inputs?.[Symbol.asyncIterator]) !== 'function') throw invalid('a batch has to be of something that can be gone over');
    const { concurrency, ordered, signal, ...rest } = batchOptions(options);
    if (concurrency === 0) throw invalid('a batch of 0 calls at once would never end');
    const call = (input, own) => this.#call(route, Array.isArray(input) ? input : [input], { ...rest, signal: own });
    return batch(inputs, call, { concurrency, ordered, signal });
  }

  /** Finds out whether the API can be reached and used, by one small request. */
  async test() {
    await this.#call(TEST, [], undefined);
  }

  /** The last calls in figures; `undefined` if `metrics` is off. */
  metrics() {
    return this.#core.metrics();
  }

  /** Forgets the calls that `metrics` tells of. */
  clearMetrics() {
    this.#core.clearMetrics();
  }

  /** How the cache has done. */
  cacheStats() {
    return attempt(() => this.#core.cacheStats());
  }

  /** Forgets every cached answer, and says how many there were. */
  clearCache() {
    return attempt(() => this.#core.clearCache());
  }

  /** Where calls go. */
  get baseUrl() {
    return this.#core.baseUrl();
  }

  /** Sends calls elsewhere from now on. */
  setBaseUrl(url, { allowInsecureBaseUrl = false } = {}) {
    attempt(() => this.#core.setBaseUrl(String(url), allowInsecureBaseUrl));
  }

  /** Sends calls to the official API again. */
  resetBaseUrl() {
    this.#core.resetBaseUrl();
  }

  /** What a cache has is there at once; for the rest the other side has the number of the call. */
  #call(route, args, options) {
    const signal = options?.signal;
    const number = free.pop() ?? waiting.push(undefined) - 1;
    try {
      if (signal?.aborted) throw aborted(route);
      const answer = this.#core.call(number, route.number, args, options);
      if (answer === undefined) return this.#landing(number, route, signal);
      free.push(number);
      return Promise.resolve(answer);
    } catch (failure) {
      free.push(number);
      return Promise.reject(exception(failure, signal?.aborted ? signal.reason : undefined));
    }
  }

  async #landing(number, route, signal) {
    try {
      return await new Promise((resolve, reject) => {
        const abort = () => {
          this.#core.abort(number);
          settle(number, aborted(route), true);
        };
        waiting[number] = { resolve, reject, silence: signal && listen(signal, abort) };
        // By what it began with, which hears nothing of a signal that has fired.
        if (signal?.aborted) abort();
      });
    } catch (failure) {
      // Made here and not where it went wrong, so that its stack leads to the caller.
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
            // A promise even of what is refused at once.
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

/** The caller's signal has ended the call. */
const aborted = ({ route }) => ({ kind: 'aborted', message: `${route}: the call was aborted`, endpoint: route });

/** What the other side throws at once becomes an exception of the caller's. */
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
    'coc: this client has a token in a browser window, where everybody who opens the page can read it. A token is a secret, and is ' +
      'bound to an IP address besides. Use a proxy of your own as `baseUrl`, or say `allowTokenInBrowser: true`.',
  );
}
