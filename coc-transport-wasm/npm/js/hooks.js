// `headers` and the hooks in the form in which Rust calls them. Headers cross as HTTP header text.

import { invalid } from './errors.js';
import { observer, OBSERVERS } from './observers.js';

/** Parses header text into pairs. */
export function pairs(text) {
  const pairs = [];
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(': ');
    if (colon >= 0) pairs.push([line.slice(0, colon), line.slice(colon + 2)]);
  }
  return pairs;
}

/** Parses header text into an object. Repeated headers are joined, as `Headers` does. */
export function object(text) {
  const headers = new Map();
  for (const [name, value] of pairs(text)) headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  return Object.fromEntries(headers);
}

/** Formats an object, or pairs such as those of `Headers`, as header text. */
export function lines(headers) {
  let text = '';
  for (const [name, value] of headers[Symbol.iterator] ? headers : Object.entries(headers)) {
    if (value === undefined || value === null) continue;
    let line = '\n';
    try {
      // Converted once, because an object may convert to another string the next time.
      line = `${name}: ${value}`;
    } catch {
      // Rejected below.
    }
    if (/[\r\n]/.test(line) || /[:\s]/.test(name)) {
      throw invalid(`the header ${JSON.stringify(name)} must be a string without line breaks, and its name without colons and blanks`);
    }
    text += `${line}\r\n`;
  }
  return text;
}

export const HOOKS = ['onRequest', 'onResponse', ...OBSERVERS];

/** Returns the hooks of a middleware, which may be an instance of a class, bound to it. */
export function hooksOf(middleware) {
  const hooks = {};
  for (const name of HOOKS) {
    const hook = middleware?.[name];
    if (hook === undefined) continue;
    if (typeof hook !== 'function') throw invalid(`\`${name}\` of a middleware must be a function`);
    hooks[name] = hook.bind(middleware);
  }
  if (Object.keys(hooks).length === 0) throw invalid(`a middleware must have one of the hooks ${HOOKS.join(', ')}`);
  return hooks;
}

/** Composes the hooks of all middleware, in their order, into the functions that Rust calls. */
export function compose(all) {
  const [requestHooks, responseHooks] = ['onRequest', 'onResponse'].map((name) => all.flatMap((hooks) => hooks[name] ?? []));
  return {
    onRequest: requestHooks.length > 0 ? requestHook(requestHooks) : undefined,
    onResponse: responseHooks.length > 0 ? responseHook(responseHooks) : undefined,
    observer: observer(all),
  };
}

/** Wraps the hooks `onRequest`, which may change the URL and the headers of the request. */
const requestHook = (hooks) => async (method, url, headers, endpoint, attempt) => {
  // Later, because a hook may call the client, which then is on no stack.
  await undefined;
  const request = { method, url, headers: object(headers), endpoint, attempt };
  for (const hook of hooks) await hook(request);
  return [String(request.url), lines(request.headers)];
};

/** Wraps the hooks `onResponse`, which may change the headers of the response. */
const responseHook = (hooks) => async (status, headers, endpoint, attempt) => {
  await undefined;
  const response = { status, headers: object(headers), endpoint, attempt };
  for (const hook of hooks) await hook(response);
  return [lines(response.headers)];
};
