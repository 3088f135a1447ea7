// The client. It checks what it is given, and has the other side, which is compiled from Rust, make the calls.

import { batch } from './batch.js';
import { calledAt, exception, invalid } from './errors.js';
import { lines, requestHook, responseHook } from './hooks.js';
import { List } from './list.js';
import { batchOptions, callOptions, customOptions, listOptions, settings } from './options.js';
import { METHODS } from './routes.js';
import { shared } from './signal.js';

let create;

/** Called by the other side when it is ready. */
export function install(constructor) {
  create = constructor;
}

/** A client. It shares its cache, its limits and the requests in the air among all calls, so one is enough. */
export class Client {
  #core;

  constructor(options) {
    if (!create) throw invalid('the WebAssembly module is not ready; await `init()` first');
    const { headers, onRequest, onResponse, allowTokenInBrowser, ...rest } = settings(options);
    if (rest.tokens.length > 0 && !allowTokenInBrowser) warnInWindows();
    this.#core = attempt(() =>
      create({
        ...rest,
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
    return this.#call('custom', [path, ...pairs.flatMap(([name, value]) => [name, String(value)])], rest);
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
    const call = (input, own) => this.#call(route.route, Array.isArray(input) ? input : [input], { ...rest, signal: own });
    return batch(inputs, call, { concurrency, ordered, signal });
  }

  /** Finds out whether the API can be reached and used, by one small request. */
  async test() {
    try {
      await this.#core.test();
    } catch (failure) {
      throw exception(failure);
    }
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

  async #call(route, args, options, check, name) {
    check?.(options, name);
    const signal = options?.signal && shared(options.signal);
    try {
      const answer = this.#core.call(route, args, signal ? { ...options, signal } : options);
      // What a cache has is there at once, and need not be waited for.
      return answer instanceof Promise ? await answer : answer;
    } catch (failure) {
      // Made here and not where it went wrong, so that its stack leads to the caller.
      throw exception(failure, options?.signal?.aborted ? options.signal.reason : undefined);
    }
  }

  static {
    for (const [name, { route, arity, paged }] of Object.entries(METHODS)) {
      const method = paged
        ? function (...args) {
            const options = listOptions(args[arity], name);
            return new List(({ max, ...rest }) => this.#call(route, args, rest), options, method);
          }
        : function (...args) {
            // A promise even of what is refused at once.
            return this.#call(route, args, args[arity], callOptions, name);
          };
      Object.defineProperty(method, 'name', { value: name });
      Object.defineProperty(Client.prototype, name, { value: method, writable: true, configurable: true });
    }
  }
}

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
