// `headers`, `onRequest` and `onResponse` in the form in which Rust calls them. Headers cross as
// HTTP header text.

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
      if (/[\r\n]/.test(value) || /[:\r\n]/.test(name)) {
        throw new TypeError(`the header \`${name}\` must have no line break, and no colon in its name`);
      }
      return `${name}: ${value}\r\n`;
    })
    .join('');

/** Wraps `onRequest`, which may change the URL and the headers of the request. */
export const requestHook = (hook) => async (method, url, headers, endpoint, attempt) => {
  const request = { method, url, headers: object(headers), endpoint, attempt };
  await hook(request);
  return [String(request.url), lines(request.headers)];
};

/** Wraps `onResponse`, which may change the headers of the response. */
export const responseHook = (hook) => async (status, headers, endpoint, attempt) => {
  const response = { status, headers: object(headers), endpoint, attempt };
  await hook(response);
  return [lines(response.headers)];
};
