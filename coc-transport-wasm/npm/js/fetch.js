// Sends one request and receives one complete response. Rust calls `send` and `abort`.
//
// A sender is a function `(request, resolve, reject) => abort`. The request is
// `{ method, url, headers, body, maxBody }`: `headers` is HTTP header text; `body` is bytes or
// undefined and may be read only until the sender returns; `maxBody` is the largest response body
// in bytes. The sender later calls, exactly once, `resolve(status, headers, body)` with the
// decompressed body, or `reject(error, kind)`. After `abort()` it calls neither. `kind` is that of
// the transport error: connect, interrupted, timeout, tooLarge, request or other.

import { object } from './hooks.js';

/** The abort functions of the requests in flight, by the number that Rust assigned. */
const aborts = [];

/**
 * Sends a request. Called by Rust, which reuses the number once the request is settled or aborted.
 * Method, URL and headers arrive as one string, because every argument costs a crossing:
 * `METHOD URL\n`, then the header text.
 */
export function send(sender, number, head, body, maxBody, resolve, reject) {
  const space = head.indexOf(' ');
  const end = head.indexOf('\n');
  const [method, url, headers] = [head.slice(0, space), head.slice(space + 1, end), head.slice(end + 1)];
  aborts[number] = sender(
    { method, url, headers, body, maxBody },
    (status, headers, content) => {
      aborts[number] = undefined;
      resolve(number, status, headers, content);
    },
    (error, kind) => {
      aborts[number] = undefined;
      reject(number, kind, describe(error), error instanceof ResponseError ? error.cause ?? error : error);
    },
  );
}

/** Aborts a request. Called by Rust when it drops the call. */
export function abort(number) {
  const stop = aborts[number];
  aborts[number] = undefined;
  stop?.();
}

/** `fetch` threw before it returned, or it returned something that is not a usable response. */
class ResponseError extends Error {
  constructor(kind, message, cause) {
    super(message, { cause });
    this.kind = kind;
  }
}

/**
 * Returns a sender over `custom`, or over the global `fetch`, which is looked up for each request.
 */
export const fetchSender = (custom) => (request, resolve, reject) => {
  const controller = new AbortController();
  const { signal } = controller;
  let response;
  try {
    response = receive((custom ?? fetch)(request.url, options(request, signal)), request.maxBody);
  } catch (error) {
    response = Promise.reject(new ResponseError('request', undefined, error));
  }
  response.then(
    (parts) => signal.aborted || resolve(...parts),
    (error) => {
      if (signal.aborted) return;
      // Releases the connection of a response that is not read to its end.
      controller.abort();
      reject(error, kindOf(error));
    },
  );
  return () => controller.abort();
};

function options({ method, headers, body }, signal) {
  return {
    method,
    headers: object(headers),
    // A copy, because the memory of the module may move.
    body: body?.slice(),
    signal,
    // A request carries a token, which must not follow a redirect to another server.
    redirect: 'manual',
    ...supportedOptions(),
  };
}

let supported;

/**
 * The options against cookies and the browser's cache, without those at which the platform throws.
 */
function supportedOptions() {
  if (supported) return supported;
  supported = {};
  for (const option of [{ credentials: 'omit' }, { cache: 'no-store' }]) {
    try {
      new Request('http://localhost/', option);
      Object.assign(supported, option);
    } catch {
      // Some edge runtimes have neither cookies nor a cache, and reject the option.
    }
  }
  return supported;
}

/** The encodings that `fetch` decodes while it streams the body. */
const DECODED = ['gzip', 'x-gzip', 'deflate', 'br', 'zstd'];

/** Returns status, header text and body of the response. */
async function receive(promise, maxBody) {
  const response = await promise;
  const { status } = response;
  if (typeof status !== 'number') throw new ResponseError('other', '`fetch` did not return a Response');
  if (status === 0) throw new ResponseError('other', 'the server redirects, and a browser hides where to; is the base URL right?');
  if (!(status >= 100 && status < 1000)) throw new ResponseError('other', '`fetch` returned an invalid status');
  if (typeof response.headers !== 'object') throw new ResponseError('other', '`fetch` returned a response without headers');
  let headers = [...response.headers];
  const value = (name) => headers.find(([other]) => other.toLowerCase() === name)?.[1];
  if (value('content-encoding')?.split(',').every((coding) => DECODED.includes(coding.trim()))) {
    headers = headers.filter(([name]) => !/^content-(encoding|length)$/i.test(name));
  }
  const length = value('content-length');
  const body = await read(response, length === undefined ? undefined : Number(length), maxBody);
  return [status, headers.map(([name, value]) => `${name}: ${value}\r\n`).join(''), body];
}

/** Reads the body. `length` is known where nothing has to be decompressed. */
async function read(response, length, maxBody) {
  const check = (size) => {
    if (size > maxBody) throw new ResponseError('tooLarge', 'the response body exceeds the limit');
  };
  check(length);
  // A known length needs no stream, and some responses have none.
  if (length >= 0 || typeof response.body?.getReader !== 'function') {
    const body = new Uint8Array(await response.arrayBuffer());
    check(body.length);
    return body;
  }
  const reader = response.body.getReader();
  const chunks = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    check((size += value.length));
    chunks.push(value);
  }
  if (chunks.length === 1) return chunks[0];
  const body = new Uint8Array(size);
  let start = 0;
  for (const chunk of chunks) {
    body.set(chunk, start);
    start += chunk.length;
  }
  return body;
}

/** Codes of Node (undici), Deno and Bun for a connection that could not be opened. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT', 'ConnectionRefused',
  'FailedToOpenSocket', 'ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED',
]);
const TIMED_OUT = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

/** The code of an exception or of its cause. */
const codeOf = (error) => [error?.cause?.code, error?.code].find((code) => typeof code === 'string');

/**
 * The kind of a failed `fetch`. A browser does not say why it failed, so the request may have
 * arrived.
 */
function kindOf(error) {
  if (error instanceof ResponseError) return error.kind;
  const code = codeOf(error);
  if (NOT_CONNECTED.has(code)) return 'connect';
  if (TIMED_OUT.has(code) || error?.name === 'TimeoutError') return 'timeout';
  // Deno has no codes, only messages.
  return /client error \(Connect\)|tcp connect error|dns error/.test(error?.message) ? 'connect' : 'interrupted';
}

/**
 * Describes an error by name and code only, unless its message is ours: others may contain the URL.
 */
function describe(error) {
  if (error instanceof ResponseError && error.message) return error.message;
  const thrown = error instanceof ResponseError ? error.cause : error;
  const name = typeof thrown?.name === 'string' ? thrown.name : 'an exception';
  const code = codeOf(thrown);
  return code === undefined ? name : `${name} (${code})`;
}
