// Validation of options: an unknown name or a value of the wrong type is an error.

import { invalid } from './errors.js';
import { HOOKS } from './hooks.js';
import { strings, tokenProvider } from './provider.js';
import { METHODS } from './routes.js';
import { cacheStore, isStore } from './store.js';

const of = (type) => (value) => typeof value === type;
const whole = (value) => Number.isInteger(value) && value >= 0;
const rate = (value) => Number.isFinite(value) && value >= 0;
const millis = (value) => rate(value);
const string = of('string');
// The API sends strings; imitations of it send numbers.
const cursor = (value) => typeof value === 'string' || typeof value === 'number';
const flag = of('boolean');
const callable = of('function');
const signal = (value) => typeof value?.addEventListener === 'function' && typeof value.aborted === 'boolean';
const agent = (value) => typeof value === 'function' || (typeof value === 'object' && value !== null);

/** The description of each check for error messages. */
const EXPECTED = new Map([
  [whole, 'a non-negative integer'],
  [millis, 'a non-negative, finite number of milliseconds'],
  [rate, 'a non-negative, finite number'],
  [string, 'a string'],
  [cursor, 'the cursor of a page'],
  [flag, 'true or false'],
  [callable, 'a function'],
  [signal, 'an AbortSignal'],
  [agent, 'an agent, `{ http, https }` or a function'],
  [isStore, 'an object with the methods get, set, delete and clear'],
]);

const CALL = { signal, timeout: millis, deadline: millis, attempts: whole, fresh: flag, noStore: flag, realtime: flag, background: flag };
const LIST = { ...CALL, limit: whole, after: cursor, before: cursor, max: whole };
const BATCH = { ...CALL, concurrency: whole, ordered: flag };
const CUSTOM = { ...CALL, query: of('object') };
const CLIENT = {
  baseUrl: string, allowInsecureBaseUrl: flag, token: () => true, allowTokenInBrowser: flag, fetch: callable, agent, cache: () => true,
  retry: () => true, rateLimit: () => true, timeout: millis, deadline: millis, headers: of('object'), metrics: () => true,
  ...Object.fromEntries(HOOKS.map((name) => [name, callable])),
};
const CACHE = {
  store: isStore, maxBytes: whole, lifetime: millis, fallbackLifetime: millis, maxServerLifetime: millis, lifetimes: of('object'),
  negative: millis, staleIfError: millis,
};
const RETRY = { attempts: whole, baseDelay: millis, maxDelay: millis, duringMaintenance: flag, budget: rate };
const RATE = { perSecond: rate, start: rate, max: rate, burst: whole, maxInFlight: whole };

/** Returns the options if they match the table. A value of `undefined` counts as absent. */
function check(options, table, what) {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null) throw invalid(`the options of ${what} must be an object`);
  // A copy, because a getter may return something else the next time, or throw.
  const copy = {};
  for (const name in options) {
    const value = options[name];
    const isValid = table[name];
    if (isValid === undefined) throw invalid(`${what} has no option \`${name}\`; its options are ${Object.keys(table).join(', ')}`);
    if (value !== undefined && !isValid(value)) {
      throw invalid(`the option \`${name}\` of ${what} must be ${EXPECTED.get(isValid) ?? 'an object'}`);
    }
    copy[name] = value;
  }
  return copy;
}

export const callOptions = (options, what) => check(options, CALL, what);
export const listOptions = (options, what) => check(options, LIST, what);
export const batchOptions = (options) => check(options, BATCH, 'batch') ?? {};
export const isCount = whole;
export const customOptions = (options) => check(options, CUSTOM, 'custom') ?? {};

/** Returns the settings of a client in the flat form that Rust reads. */
export function settings(options) {
  const { baseUrl, allowInsecureBaseUrl, token, fetch, cache, retry, rateLimit, timeout, deadline, metrics, ...rest } =
    check(options, CLIENT, 'the client') ?? {};
  const hasProvider = typeof token === 'function';
  const tokens = hasProvider || token === undefined || token === null ? [] : strings(token, '`token`, unless it is a function,');
  const size = metrics === false ? undefined : metrics === undefined || metrics === true ? 1000 : metrics;
  if (size !== undefined && !whole(size)) throw invalid('`metrics` must be true, false or a number of calls');
  const attempts = retry === false ? { attempts: 1 } : check(whole(retry) ? { attempts: retry } : orDefault(retry), RETRY, '`retry`');
  const limits = rateLimit === false ? { perSecond: 0 } : rateSettings(rateLimit);
  const tokenSource = hasProvider ? tokenProvider(token) : undefined;
  return {
    baseUrl, insecure: allowInsecureBaseUrl, tokens, tokenProvider: tokenSource, fetch, timeout, deadline, ...cacheSettings(cache), ...attempts,
    ...limits, metricsWindow: size || undefined, ...rest,
  };
}

function rateSettings(rateLimit) {
  const limits = check(orDefault(rateLimit), RATE, '`rateLimit`') ?? {};
  const { perSecond, start, max } = limits;
  if (start === undefined && max === undefined) return limits;
  if (perSecond !== undefined) throw invalid('`rateLimit` is fixed by `perSecond` or adaptive between `start` and `max`, not both');
  if (start === 0 || max === 0 || start > (max ?? 30)) {
    throw invalid('`start` of `rateLimit` must be above 0 and at most `max` (30 by default)');
  }
  return limits;
}

function cacheSettings(cache) {
  if (cache === false) return { cacheBytes: 0 };
  const { store, maxBytes, lifetimes = {}, ...rest } = check(orDefault(cache), CACHE, '`cache`') ?? {};
  if (store && maxBytes !== undefined) throw invalid('`maxBytes` of `cache` is that of the cache in memory; a `store` sets its own limit');
  if (rest.lifetime !== undefined && rest.fallbackLifetime !== undefined) {
    throw invalid('`lifetime` of `cache` replaces the lifetime of the server, and `fallbackLifetime` only a missing one; set one of both');
  }
  return { cacheBytes: maxBytes, store: store && cacheStore(store), lifetimes: Object.entries(lifetimes).flatMap(lifetimeOf), ...rest };
}

/** Returns the number of the route and its lifetime. */
function lifetimeOf([name, lifetime]) {
  const route = Object.values(METHODS).find(({ endpoint }) => endpoint === name);
  if (!route) throw invalid(`\`lifetimes\` of \`cache\` names \`${name}\`, which is no endpoint; they are named as in metrics, such as clan.members`);
  if (!millis(lifetime)) throw invalid(`\`${name}\` in \`lifetimes\` of \`cache\` must be ${EXPECTED.get(millis)}`);
  return [route.number, lifetime];
}

/** `true` stands for the default. */
const orDefault = (value) => (value === true ? undefined : value);
