// Sends requests in Node with `node:http` and `node:https`, so that agents, proxies, mocks and
// instrumentation work as for any other client. `js/fetch.js` says what a sender is.

import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import zlib from 'node:zlib';

/** Decompression by the value of `content-encoding`. Older versions of Node have no zstd. */
const DECODERS = {
  __proto__: null,
  gzip: zlib.unzip,
  'x-gzip': zlib.unzip,
  deflate: zlib.unzip,
  br: zlib.brotliDecompress,
  zstd: zlib.zstdDecompress,
};
const ACCEPTED = 'gzip, br';

/**
 * Returns a sender.
 *
 * @param agent an agent for every request, `{ http, https }`, a function of the URL that returns
 *   one, or undefined for Node's global agents, which keep connections alive
 */
export const httpSender = (agent) => (request, resolve, reject) => {
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
  const exchange = new Exchange(request.maxBody, resolve, reject);
  try {
    if (!url) throw new TypeError('the URL is invalid');
    exchange.send(url, request, agentFor(agent, url));
  } catch (error) {
    queueMicrotask(() => exchange.reject(error, 'request'));
  }
  return () => exchange.abort();
};

function agentFor(agent, url) {
  if (typeof agent === 'function') return agent(url);
  return typeof agent?.destroy === 'function' ? agent : agent?.[url.protocol.slice(0, -1)];
}

/** One request and its response. */
class Exchange {
  #maxBody;
  #resolve;
  #reject;
  #request;
  #isConnected = false;
  #isSettled = false;

  constructor(maxBody, resolve, reject) {
    [this.#maxBody, this.#resolve, this.#reject] = [maxBody, resolve, reject];
  }

  send(url, { method, headers, body }, agent) {
    const { request } = url.protocol === 'https:' ? https : http;
    this.#request = request({
      protocol: url.protocol,
      // Brackets around an IPv6 address belong to the URL only.
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: url.pathname + url.search,
      method,
      headers: headersOf(headers, url),
      agent,
      // The default of 250 ms is too short for distant servers with several addresses.
      autoSelectFamilyAttemptTimeout: Math.max(1_000, net.getDefaultAutoSelectFamilyAttemptTimeout()),
    });
    this.#request.on('socket', (socket) => this.#watch(socket));
    this.#request.on('response', (response) => this.#receive(response));
    this.#request.on('error', (error) => this.#fail(error));
    // A copy, because the memory of the module may move.
    this.#request.end(body && Buffer.from(body));
  }

  abort() {
    this.#isSettled = true;
    this.#request?.destroy();
  }

  reject(error, kind) {
    if (this.#isSettled) return;
    this.abort();
    this.#reject(error, kind);
  }

  #fail(error) {
    // The bytes at which the parser failed may repeat the token.
    delete error.rawPacket;
    const kind = error.code === 'ETIMEDOUT' ? 'timeout' : 'interrupted';
    this.reject(error, this.#isConnected ? kind : 'connect');
  }

  /** Records when the connection is open. Before that nothing is sent. */
  #watch(socket) {
    // A socket may have failed already; one from a proxy agent may be connected already.
    this.#isConnected = this.#request.reusedSocket || !(socket.connecting || socket.secureConnecting || socket.destroyed);
    if (!this.#isConnected) socket.once(socket.encrypted ? 'secureConnect' : 'connect', () => (this.#isConnected = true));
  }

  #receive(response) {
    const chunks = [];
    let size = 0;
    const check = (length) => {
      if (length > this.#maxBody) this.reject(new RangeError('the response body exceeds the limit'), 'tooLarge');
    };
    check(Number(valueOf(response, 'content-length')));
    response.on('data', (chunk) => {
      check((size += chunk.length));
      chunks.push(chunk);
    });
    response.on('error', (error) => this.#fail(error));
    response.on('end', () => {
      const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size);
      // By then the connection is free for a request that this response makes room for.
      process.nextTick(() => this.#decode(response, body));
    });
  }

  #decode(response, body) {
    const { statusCode, rawHeaders } = response;
    const decode = DECODERS[valueOf(response, 'content-encoding')?.toLowerCase()];
    // A response to which no body belongs may still name an encoding.
    if (!decode || body.length === 0) return this.#finish(statusCode, rawHeaders, body);
    decode(body, { maxOutputLength: this.#maxBody }, (error, decoded) => {
      if (error) return this.reject(error, error.code === 'ERR_BUFFER_TOO_LARGE' ? 'tooLarge' : 'interrupted');
      const headers = rawHeaders.filter((_, at) => !/^content-(encoding|length)$/i.test(rawHeaders[at & ~1]));
      this.#finish(statusCode, headers, decoded);
    });
  }

  #finish(status, headers, body) {
    if (this.#isSettled) return;
    this.#isSettled = true;
    let text = '';
    for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`;
    this.#resolve(status, text, body);
  }
}

/** The values of a header. `response.headers` would build an object of all of them. */
function valueOf({ rawHeaders }, name) {
  let found;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at].length !== name.length || rawHeaders[at].toLowerCase() !== name) continue;
    found = found === undefined ? rawHeaders[at + 1] : `${found}, ${rawHeaders[at + 1]}`;
  }
  return found;
}

/** The headers as an object. Compression is not requested from this machine, where it costs more than it saves. */
function headersOf(text, url) {
  const headers = {};
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon)] = line.slice(colon + 1).trim();
  }
  const isLoopback = url.hostname === 'localhost' || url.hostname === '[::1]' || url.hostname.startsWith('127.');
  if (!isLoopback && !Object.keys(headers).some((name) => /^accept-encoding$/i.test(name))) headers['accept-encoding'] = ACCEPTED;
  return headers;
}
