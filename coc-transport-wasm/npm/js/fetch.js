// One request out, one whole answer back.
//
// A way to send is a function `(request, landed, lost) => abort`. The request is `{ method, url, headers, body, maxBody }`: headers as the
// text that HTTP has them in, a body (or none) that may be read only until the function returns, and the most bytes that an
// answer may have. It calls `landed(status, headers, body)` or `lost(error, connected)`, once, later, and neither after `abort()`.
// The body is whole and decompressed, and the headers say nothing of how it was compressed. `connected` is false where no
// connection came about.

import { object } from './hooks.js';

/** The code of an error that says that an answer is beyond `maxBody`. */
export const TOO_LARGE = 'ERR_TOO_LARGE';

/** How to abort what is under way, by the numbers that the other side gave. */
const aborts = [];

/**
 * Called by the other side, which knows the request by a number, and uses that for another one when this has ended or is abandoned. The
 * head is one text, because each costs: method and address on the first line, and then the headers.
 */
export function send(way, number, head, body, maxBody, landed, lost) {
  const space = head.indexOf(' ');
  const end = head.indexOf('\n');
  const request = { method: head.slice(0, space), url: head.slice(space + 1, end), headers: head.slice(end + 1), body, maxBody };
  aborts[number] = way(
    request,
    (status, headers, content) => {
      aborts[number] = undefined;
      landed(number, status, headers, content);
    },
    (error, connected) => {
      aborts[number] = undefined;
      lost(number, kind(error, connected), words(error), error instanceof NoAnswer ? error.cause ?? error : error);
    },
  );
}

/** Called by the other side when it no longer wants the answer. */
export function abandon(number) {
  const abort = aborts[number];
  aborts[number] = undefined;
  abort?.();
}

/** What `fetch` gave is no answer that can be used, or it gave none. */
class NoAnswer extends Error {
  constructor(kind, message, cause) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** The way over `fetch`: a function of the user's, or the global one, which is looked up for each request. */
export const byFetch = (own) => (request, landed, lost) => {
  const controller = new AbortController();
  const { signal } = controller;
  let begun;
  try {
    const go = own ?? fetch;
    begun = whole(go(request.url, options(request, signal)), request.maxBody);
  } catch (error) {
    begun = Promise.reject(new NoAnswer('request', undefined, error));
  }
  begun.then(
    (answer) => signal.aborted || landed(...answer),
    (error) => {
      if (signal.aborted) return;
      // Nothing more of it is wanted.
      controller.abort();
      lost(error);
    },
  );
  return () => controller.abort();
};

function options({ method, headers, body }, signal) {
  return {
    method,
    headers: object(headers),
    // It lies in the memory of the module, where it does not stay.
    body: body?.slice(),
    signal,
    // A request carries a token: it goes where it was sent.
    redirect: 'manual',
    ...taken(),
  };
}

let known;

/** The options against cookies and the browser's own cache, as far as the platform takes them: some edge runtimes throw at them. */
function taken() {
  if (known) return known;
  known = {};
  for (const option of [{ credentials: 'omit' }, { cache: 'no-store' }]) {
    try {
      new Request('http://localhost/', option);
      Object.assign(known, option);
    } catch {
      // It means nothing here, and is not needed.
    }
  }
  return known;
}

/** What `fetch` undoes by itself while it gives out the body. */
const UNDONE = ['gzip', 'x-gzip', 'deflate', 'br', 'zstd'];

async function whole(begun, maxBody) {
  const answer = await begun;
  const { status } = answer;
  if (typeof status !== 'number') throw new NoAnswer('other', '`fetch` gave something that is no Response');
  if (status === 0) throw new NoAnswer('other', 'the server redirects, and a browser hides where to; is the base URL right?');
  if (!(status >= 100 && status < 1000)) throw new NoAnswer('other', '`fetch` gave a status that is none');
  if (typeof answer.headers !== 'object') throw new NoAnswer('other', '`fetch` gave an answer without headers');
  let headers = [...answer.headers];
  const value = (name) => headers.find(([other]) => other.toLowerCase() === name)?.[1];
  if (value('content-encoding')?.split(',').every((coding) => UNDONE.includes(coding.trim()))) {
    headers = headers.filter(([name]) => !/^content-(encoding|length)$/i.test(name));
  }
  const length = value('content-length');
  const body = await content(answer, length === undefined ? undefined : Number(length), maxBody);
  return [status, headers.map(([name, value]) => `${name}: ${value}\r\n`).join(''), body];
}

/** The body, whose length is known if nothing has to be decompressed. */
async function content(answer, length, maxBody) {
  const check = (size) => {
    if (size > maxBody) throw new NoAnswer('tooLarge', 'it is beyond the limit');
  };
  check(length);
  // An answer without a body, or one of an older kind than streams are.
  if (length >= 0 || typeof answer.body?.getReader !== 'function') {
    const whole = new Uint8Array(await answer.arrayBuffer());
    check(whole.length);
    return whole;
  }
  const reader = answer.body.getReader();
  const pieces = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    check((size += value.length));
    pieces.push(value);
  }
  if (pieces.length === 1) return pieces[0];
  const all = new Uint8Array(size);
  let start = 0;
  for (const piece of pieces) {
    all.set(piece, start);
    start += piece.length;
  }
  return all;
}

/** Codes that say that no connection came about, by Node (undici), Deno and Bun. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT', 'ConnectionRefused',
  'FailedToOpenSocket', 'ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED',
]);
const TIMED_OUT = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

/** The code of an exception or of what caused it. */
const code = (error) => [error?.cause?.code, error?.code].find((code) => typeof code === 'string');

/** What a failure means. A browser says nothing but that there is one; then the request may have arrived. */
function kind(error, connected) {
  if (error instanceof NoAnswer) return error.kind;
  if (connected === false) return 'connect';
  const told = code(error);
  if (told === TOO_LARGE) return 'tooLarge';
  if (NOT_CONNECTED.has(told)) return 'connect';
  if (TIMED_OUT.has(told) || error?.name === 'TimeoutError') return 'timeout';
  // Deno has no codes, and says in words that it could not connect.
  return /client error \(Connect\)|tcp connect error|dns error/.test(error?.message) ? 'connect' : 'interrupted';
}

/** A failure in words: only its name and code where the message is not ours, because that may hold the address. */
function words(error) {
  if (error instanceof NoAnswer && error.message) return error.message;
  const thrown = error instanceof NoAnswer ? error.cause : error;
  const name = typeof thrown?.name === 'string' ? thrown.name : 'an exception';
  const told = code(thrown);
  return told === undefined ? name : `${name} (${told})`;
}
