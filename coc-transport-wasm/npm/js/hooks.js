// `headers`, `onRequest` and `onResponse` in the form in which Rust calls them. Headers cross as
// HTTP header text.

import { invalid } from './errors.js';

/** Parses header text into an object. */
export const object = (text) =>
  Object.fromEntries(
    text
      .split('\r\n')
      .filter(Boolean)
      .map((line) => line.split(/: ?(.*)/s, 2)),
  );

/** Formats an object as header text. */
export const lines = (headers) =>
  Object.entries(headers)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => {
      let text = '\n';
      try {
        text = `${value}`;
      } catch {
        // Rejected below.
      }
      if (/[\r\n]/.test(text) || /[:\s]/.test(name)) {
        throw invalid(`the header ${JSON.stringify(name)} must be a string without line breaks, and its name without colons and blanks`);
      }
      return `${name}: ${text}\r\n`;
    })
    .join('');

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
