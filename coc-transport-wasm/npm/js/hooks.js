// `headers`, `onRequest` and `onResponse` in the form that the other side calls: headers are the text that HTTP has them in.

/** The text as an object. */
export const object = (text) =>
  Object.fromEntries(
    text
      .split('\r\n')
      .filter(Boolean)
      .map((line) => line.split(/: ?(.*)/s, 2)),
  );

/** The object as text. */
export const lines = (headers) =>
  Object.entries(headers)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => {
      if (/[\r\n]/.test(value) || /[:\r\n]/.test(name)) throw new TypeError(`the header \`${name}\` has a line break, or a colon in its name`);
      return `${name}: ${value}\r\n`;
    })
    .join('');

/** What `onRequest` changes in the request that it is given is sent. */
export const requestHook = (hook) => async (method, url, headers, endpoint, attempt) => {
  const request = { method, url, headers: object(headers), endpoint, attempt };
  await hook(request);
  return [String(request.url), lines(request.headers)];
};

/** What `onResponse` changes in the headers is what the client goes by. */
export const responseHook = (hook) => async (status, headers, endpoint, attempt) => {
  const response = { status, headers: object(headers), endpoint, attempt };
  await hook(response);
  return [lines(response.headers)];
};
