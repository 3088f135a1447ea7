// What callers may say, checked: a name that is not known or a value of another type is an error, not a surprise.

import { invalid } from './errors.js';

const of = (type) => (value) => typeof value === type;
const whole = (value) => Number.isInteger(value) && value >= 0;
const millis = (value) => typeof value === 'number' && value >= 0;
const text = of('string');
// The API sends text; imitations of it send numbers.
const cursor = (value) => typeof value === 'string' || typeof value === 'number';
const flag = of('boolean');
const callable = of('function');
const signal = (value) => typeof value?.addEventListener === 'function' && typeof value.aborted === 'boolean';

/** What each option has to be, in words for whoever gets it wrong. */
const WORDS = new Map([
  [whole, 'a whole number'],
  [millis, 'a number of milliseconds'],
  [text, 'text'],
  [cursor, 'the cursor of a page'],
  [flag, 'true or false'],
  [callable, 'a function'],
  [signal, 'an AbortSignal'],
]);

const CALL = { signal, timeout: millis, deadline: millis, attempts: whole, fresh: flag, noStore: flag, realtime: flag };
const LIST = { ...CALL, limit: whole, after: cursor, before: cursor, max: whole };
const BATCH = { ...CALL, concurrency: whole, ordered: flag };
const CUSTOM = { ...CALL, query: of('object') };
const CLIENT = {
  baseUrl: text, allowInsecureBaseUrl: flag, token: () => true, allowTokenInBrowser: flag, fetch: callable, cache: () => true,
  retry: () => true, rateLimit: () => true, timeout: millis, deadline: millis, headers: of('object'), onRequest: callable,
  onResponse: callable, metrics: () => true,
};
const CACHE = { maxBytes: whole, lifetime: millis, negative: millis, staleIfError: millis };
const RETRY = { attempts: whole, baseDelay: millis, maxDelay: millis, duringMaintenance: flag };
const RATE = { perSecond: whole, burst: whole, concurrency: whole };

/** The options, if they are what the table says; what is `undefined` counts as not said. */
function check(options, table, what) {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null) throw invalid(`the options of ${what} have to be an object`);
  for (const name in options) {
    const value = options[name];
    const fits = table[name];
    if (fits === undefined) throw invalid(`${what} has no option \`${name}\`; there are ${Object.keys(table).join(', ')}`);
    if (value !== undefined && !fits(value)) {
      throw invalid(`the option \`${name}\` of ${what} has to be ${WORDS.get(fits) ?? 'an object'}`);
    }
  }
  return options;
}

export const callOptions = (options, what) => check(options, CALL, what);
export const listOptions = (options, what) => check(options, LIST, what);
export const batchOptions = (options) => check(options, BATCH, 'batch') ?? {};
export const customOptions = (options) => check(options, CUSTOM, 'custom') ?? {};

/** The settings of a client, flat as the other side takes them. */
export function settings(options) {
  const { baseUrl, allowInsecureBaseUrl, token, fetch, cache, retry, rateLimit, timeout, deadline, metrics, ...rest } =
    check(options, CLIENT, 'the client') ?? {};
  const tokens = token === undefined || token === null ? [] : [token].flat();
  if (!tokens.every(text)) throw invalid('`token` has to be text, or a list of it');
  const size = metrics === false ? undefined : metrics === undefined || metrics === true ? 1000 : metrics;
  if (size !== undefined && !whole(size)) throw invalid('`metrics` has to be true, false, or the number of calls to keep');
  const { maxBytes, ...lifetimes } = cache === false ? { maxBytes: 0 } : check(orNone(cache), CACHE, '`cache`') ?? {};
  const attempts = retry === false ? { attempts: 1 } : check(whole(retry) ? { attempts: retry } : orNone(retry), RETRY, '`retry`');
  const rate = rateLimit === false ? { perSecond: 0 } : check(orNone(rateLimit), RATE, '`rateLimit`');
  return {
    baseUrl, insecure: allowInsecureBaseUrl, tokens, fetch, timeout, deadline, cacheBytes: maxBytes, ...lifetimes, ...attempts, ...rate,
    metricsWindow: size || undefined, ...rest,
  };
}

/** `true` is what is the default anyway. */
const orNone = (value) => (value === true ? undefined : value);
