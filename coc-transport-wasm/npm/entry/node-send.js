// How Node's client sends its requests: HTTP/1.1 on sockets, because what `node:http` and `fetch` do for a request beyond that takes
// several times what is left of it (`node bench/ways.mjs`). It follows no redirect, keeps no cookie, knows no proxy and sends nothing
// twice.

import { Answer } from './node-answer.js';
import { ACCEPTED, isUndone, undo, withoutCoding } from './node-coding.js';
import { Origin } from './node-connection.js';

export { BAD_ANSWER, TOO_LARGE } from './node-answer.js';

/**
 * Sends a request. `headers` are lines `name: value\r\n` of visible ASCII without `host`, `connection` and `content-length`; `body` is
 * read before this returns; `maxBody` is the most bytes that the answer may have.
 *
 * Calls one of the two, once and later: `landed(status, headers, body)`, with headers as lines that may have other blanks around the
 * value, and a body without compression, which may be read only until it returns; or `lost(error, connected)`, where `connected` is
 * false if no connection came about, so that nothing was sent. Gives a function that aborts it, after which neither is called.
 */
export function send({ method, url, headers, body, maxBody }, landed, lost) {
  const exchange = new Exchange(maxBody, landed, lost);
  try {
    const { origin, path } = target(url);
    exchange.message = message(method, origin, path, headers, body);
    exchange.begin(origin.connection());
  } catch (error) {
    queueMicrotask(() => exchange.lose(error, false));
  }
  return () => exchange.abort();
}

class Exchange {
  /** What is sent. */
  message = undefined;
  answer;

  #maxBody;
  #landed;
  #lost;
  #connection = undefined;
  /** Stops the decompression. */
  #stop = undefined;
  #over = false;

  constructor(maxBody, landed, lost) {
    this.answer = new Answer(maxBody);
    this.#maxBody = maxBody;
    this.#landed = landed;
    this.#lost = lost;
  }

  begin(connection) {
    this.#connection = connection;
    connection.begin(this);
  }

  /** The answer is whole, and the connection has gone on. */
  land() {
    const { head, body } = this.answer;
    this.#connection = undefined;
    if (!isUndone(head.coding)) return this.#tell(head.status, head.headers, body);
    this.#stop = undo(head.coding, body, this.#maxBody, (error, decoded) => {
      if (error) this.lose(error, true);
      else this.#tell(head.status, withoutCoding(head.headers), decoded);
    });
  }

  lose(error, connected) {
    if (this.#over) return;
    this.#end();
    this.#lost(error, connected);
  }

  abort() {
    if (this.#over) return;
    this.#connection?.destroy();
    this.#stop?.();
    this.#end();
  }

  #tell(status, headers, body) {
    if (this.#over) return;
    this.#end();
    this.#landed(status, headers, body);
  }

  /** Whoever keeps the function that aborts shall not keep the answer by it. */
  #end() {
    this.#over = true;
    this.#connection = this.#stop = this.message = this.answer = undefined;
  }
}

/** One text, or bytes if there is a body: one write. */
function message(method, origin, path, headers, body) {
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${origin.host}\r\nconnection: keep-alive\r\n${headers}`;
  // Compression pays on a network and not within a machine.
  if (!origin.isLoopback && !/^accept-encoding:/im.test(headers)) head += `accept-encoding: ${ACCEPTED}\r\n`;
  const length = body?.length ?? 0;
  if (length > 0 || method !== 'GET') head += `content-length: ${length}\r\n`;
  head += '\r\n';
  if (length === 0) return head;
  const bytes = Buffer.allocUnsafe(head.length + length);
  bytes.latin1Write(head);
  bytes.set(body, head.length);
  return bytes;
}

/** A path and query that `URL` would leave as they are. */
const PLAIN = /^(?:[\w~:/?@!$&()*+,;=-]|%(?!2e))*(?<!\?)$/i;

const MAX_ORIGINS = 64;
const origins = new Map();
let last = { prefix: ' ' };

/** Nearly every address is one of the same server, and need not be taken apart. */
function target(url) {
  if (url.startsWith(last.prefix)) {
    const path = url.slice(last.prefix.length - 1);
    if (PLAIN.test(path)) return { origin: last, path };
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw Object.assign(new TypeError('the address is not one of http or https'), { code: 'ERR_INVALID_URL' });
  }
  last = originOf(parsed);
  return { origin: last, path: parsed.pathname + parsed.search };
}

function originOf(parsed) {
  let origin = origins.get(parsed.origin);
  if (!origin) {
    if (origins.size >= MAX_ORIGINS) forgetUnused();
    origins.set(parsed.origin, (origin = new Origin(parsed)));
  }
  return origin;
}

function forgetUnused() {
  for (const [name, { open }] of origins) if (open === 0) origins.delete(name);
}
