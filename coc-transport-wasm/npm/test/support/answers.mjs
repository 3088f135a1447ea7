// Answers of HTTP/1.1 that are made at random, with what should be read from them.

const NAMES = ['Date', 'x-a', 'Cache-Control', 'ETag', 'Content-Type', 'x-0123456789', 'X-Ratelimit', 'a'];
const VALUES = ['', 'a', 'max-age=60', 'W/"1, 2"', 'a: b', 'caf\xe9', 'x'.repeat(300)];
const SPACES = ['', ' ', '\t', '  \t '];

/** `{ bytes, closed, expected }`, where `closed` says that the connection has to be closed after it. */
export function randomAnswer(next) {
  const body = randomBody(next);
  const headers = Array.from({ length: next(6) }, () => [next.pick(NAMES), next.pick(VALUES)]);
  const framing = next.pick(['length', 'chunked', 'chunked', 'close', 'none']);
  const status = framing === 'none' ? next.pick([204, 304]) : next.pick([200, 200, 404, 503, 599]);
  if (framing === 'length') headers.push(['Content-Length', String(body.length)]);
  if (framing === 'chunked') headers.push(['transfer-encoding', next.pick(['chunked', 'CHUNKED'])]);
  const closing = next(5) === 0;
  if (closing) headers.push(['Connection', 'close']);
  headers.sort(() => next(3) - 1);

  const early = 'HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n'.repeat(next(4) === 0 ? 1 + next(2) : 0);
  const lines = headers.map(([name, value]) => `${name}:${next.pick(SPACES)}${value}${next.pick(SPACES)}\r\n`).join('');
  const head = `${early}HTTP/1.1 ${status}${next.pick(['', ' ', ' OK', ' Not so \xe9'])}\r\n${lines}\r\n`;
  const content = { length: body, close: body, chunked: () => chunks(next, body), none: '' }[framing];
  return {
    bytes: Buffer.from(head + (typeof content === 'function' ? content() : content), 'latin1'),
    closed: framing === 'close',
    expected: {
      status,
      headers: headers.map(([name, value]) => `${name}: ${value}\r\n`).join(''),
      body: framing === 'none' ? '' : body,
      kept: framing !== 'close' && !closing,
    },
  };
}

/** A few bytes or many, among them those that end lines. */
function randomBody(next) {
  const length = next.pick([0, 1, next(20), next(2000), next(20_000)]);
  return String.fromCharCode(...Array.from({ length }, () => next.pick([13, 10, 48, 59, next(256)])));
}

function chunks(next, body) {
  let text = '';
  for (let at = 0; at < body.length; ) {
    const size = Math.min(body.length - at, 1 + next.pick([next(3), next(100), next(5000)]));
    text += `${sized(next, size)}\r\n${body.slice(at, at + size)}\r\n`;
    at += size;
  }
  return `${text}${sized(next, 0)}\r\n${next.pick(['', '', 'x-sum: 1\r\n', 'a: b\r\nTransfer-Encoding: gzip\r\n'])}\r\n`;
}

function sized(next, size) {
  const digits = '0'.repeat(next(3)) + next.pick([size.toString(16), size.toString(16).toUpperCase()]);
  return digits + next.pick(['', '', '', ';a', ';a=b;c="d;e"', ' ;a', ' ']);
}

/** The bytes in pieces: few, many or of a single byte each. */
export function randomSplits(next, bytes) {
  const most = next.pick([1, 3, 50, 1000, 30_000]);
  const pieces = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + next(most);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}
