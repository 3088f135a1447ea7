// `headers`, `onRequest` and `onResponse` in the form in which Rust calls them. Headers cross as
// HTTP header text.

import { invalid } from './errors.js';

/** Parses header text into an object. Repeated headers are joined, as `Headers` does. */
export function object(text) {
  const headers = new Map();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(': ');
    if (colon < 0) continue;
    const [name, value] = [line.slice(0, colon), line.slice(colon + 2)];
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
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

/** Wraps `onRequest`, which may change the URL and the headers of the request. */
export const requestHook = (hook) => async (method, url, headers, endpoint, attempt) => {
  // Later, because the hook may call the client, which then is on no stack.
  await undefined;
  const request = { method, url, headers: object(headers), endpoint, attempt };
  await hook(request);
  return [String(request.url), lines(request.headers)];
};

/** Wraps `onResponse`, which may change the headers of the response. */
export const responseHook = (hook) => async (status, headers, endpoint, attempt) => {
  await undefined;
  const response = { status, headers: object(headers), endpoint, attempt };
  await hook(response);
  return [lines(response.headers)];
};
