// Sends one request and receives one complete response. Rust calls `send` and `abort`.
//
// A sender is a function `(request, resolve, reject) => abort`. The request is
// `{ method, url, headers, body, maxBody }`: `headers` is HTTP header text; `body` is bytes or
// undefined; `maxBody` is the largest response body in bytes. The sender later calls, exactly once,
// `resolve(status, headers, body)` with the decompressed body, or `reject(error, kind)`. After
// `abort()` it calls neither. `kind` is that of the transport error: connect, interrupted, timeout,
// tooLarge, request or other; or stale, if a reused connection ended before the first byte of the
// response.

import { property } from './errors.js';
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
  const request = {
    method: head.slice(0, space),
    url: head.slice(space + 1, end),
    headers: head.slice(end + 1),
    // A copy, because the memory of the module may move.
    body: body?.slice(),
    maxBody,
  };
  let isAborted = false;
  aborts[number] = () => (isAborted = true);
  // Later, because an agent or a custom `fetch` may call the client, which then is on no stack.
  queueMicrotask(() => {
    if (isAborted) return;
    aborts[number] = sender(
      request,
      (status, headers, content) => {
        aborts[number] = undefined;
        resolve(number, status, headers, content);
      },
      (error, kind) => {
        aborts[number] = undefined;
        reject(number, kind, describe(error), error);
      },
    );
  });
}

/** Aborts a request. Called by Rust when it drops the call. */
export function abort(number) {
  const stop = aborts[number];
  aborts[number] = undefined;
  try {
    stop?.();
  } catch {
    // A custom agent failed to close a connection of which no caller expects anything.
  }
}

/** The kinds of the errors that are created here, whose messages contain no secret. */
const ours = new WeakMap();

function failure(kind, message) {
  const error = new Error(message);
  ours.set(error, kind);
  return error;
}

/**
 * Returns a sender over `custom`, or over the global `fetch`, which is looked up for each request.
 */
export const fetchSender = (custom) => (request, resolve, reject) => {
  const controller = new AbortController();
  const { signal } = controller;
  const fail = (error, kind) => {
    if (signal.aborted) return;
    // Releases the connection of a response that is not read to its end.
    controller.abort();
    reject(error, kind);
  };
  try {
    const response = (custom ?? fetch)(request.url, options(request, signal));
    receive(response, request.maxBody, signal).then(
      (parts) => signal.aborted || resolve(...parts),
      (error) => fail(error, kindOf(error)),
    );
  } catch (error) {
    queueMicrotask(() => fail(error, 'request'));
  }
  return () => controller.abort();
};

function options({ method, headers, body }, signal) {
  return {
    method,
    headers: object(headers),
    body,
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
async function receive(promise, maxBody, signal) {
  const response = await promise;
  const { status } = response;
  if (typeof status !== 'number') throw failure('other', '`fetch` did not return a Response');
  if (status === 0) throw failure('other', 'the server redirects, and a browser hides where to; is the base URL right?');
  if (!(status >= 100 && status < 1000)) throw failure('other', '`fetch` returned an invalid status');
  if (typeof response.headers !== 'object') throw failure('other', '`fetch` returned a response without headers');
  let headers = Array.from(response.headers, ([name, value]) => [`${name}`.toLowerCase(), `${value}`]);
  const value = (name) => headers.find(([other]) => other === name)?.[1];
  if (value('content-encoding')?.split(',').every((coding) => DECODED.includes(coding.trim()))) {
    headers = headers.filter(([name]) => name !== 'content-encoding' && name !== 'content-length');
  }
  const body = await read(response, value('content-length'), maxBody, signal);
  return [status, headers.map(([name, value]) => `${name}: ${value}\r\n`).join(''), body];
}

/**
 * Reads the body. `length` only serves to reject a large body early: it is that of the compressed
 * body where the platform hides the encoding.
 */
async function read(response, length, maxBody, signal) {
  const check = (size) => {
    signal.throwIfAborted();
    if (size > maxBody) throw failure('tooLarge', 'the response body exceeds the limit');
  };
  check(length);
  if (typeof response.body?.getReader !== 'function') {
    const body = await response.arrayBuffer();
    check(body.byteLength);
    return new Uint8Array(body);
  }
  const reader = response.body.getReader();
  const chunks = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!ArrayBuffer.isView(value)) throw failure('other', 'the stream of the body yields something other than bytes');
      check((size += value.byteLength));
      chunks.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    }
  } catch (error) {
    // Stops a stream that does not heed the signal. The call fails with the first error.
    Promise.resolve().then(() => reader.cancel()).catch(() => {});
    throw error;
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
  'FailedToOpenSocket',
]);
/** Codes for a certificate that is not trusted, or a server without TLS. */
const NOT_SECURE = /CERT|^ERR_(TLS|SSL)_|^UNABLE_TO_/;
const TIMED_OUT = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

/** The code of the cause of an exception, or its own. */
const codeOf = (error) => property(property(error, 'cause', 'object'), 'code') ?? property(error, 'code');

/**
 * The kind of a failed `fetch`. A browser does not say why it failed, so the request may have
 * arrived.
 */
function kindOf(error) {
  if (ours.has(error)) return ours.get(error);
  const code = codeOf(error);
  if (NOT_CONNECTED.has(code) || NOT_SECURE.test(code)) return 'connect';
  if (TIMED_OUT.has(code) || property(error, 'name') === 'TimeoutError') return 'timeout';
  // Deno has no codes, only messages.
  return /client error \(Connect\)|tcp connect error|dns error/.test(property(error, 'message')) ? 'connect' : 'interrupted';
}

/**
 * Describes an error by name and code only, unless its message is ours: others may contain the URL
 * or a secret. Deno's have no code, but name the cause after the URL.
 */
export function describe(error) {
  if (ours.has(error)) return error.message;
  const name = property(error, 'name') ?? 'an exception';
  const code = codeOf(error);
  if (code !== undefined) return `${name} (${code})`;
  const cause = /client error \(.*/.exec(property(error, 'message'));
  return cause ? `${name}: ${cause}` : name;
}
