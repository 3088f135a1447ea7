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
  const { maxBody } = request;
  let outgoing;
  let isConnected = false;
  let isSettled = false;
  let socket;
  // The bytes that the connection had received before the request; undefined if it is a new one.
  let received;

  const abort = () => {
    isSettled = true;
    outgoing?.destroy();
  };
  const fail = (error, kind) => {
    if (isSettled) return;
    abort();
    reject(error, kind);
  };
  const lose = (error) => {
    let isTimeout = false;
    try {
      isTimeout = error.code === 'ETIMEDOUT';
      // The bytes at which the parser failed may repeat the token.
      delete error.rawPacket;
    } catch {
      // It comes from a custom agent, and is frozen or not an object.
    }
    const isStale = received !== undefined && socket.bytesRead === received;
    fail(error, !isConnected ? 'connect' : isTimeout ? 'timeout' : isStale ? 'stale' : 'interrupted');
  };
  const succeed = ({ statusCode }, headers, body) => {
    if (isSettled) return;
    isSettled = true;
    let text = '';
    for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`;
    resolve(statusCode, text, body);
  };

  const receive = (response) => {
    const chunks = [];
    let size = 0;
    const check = (length) => {
      if (length > maxBody) fail(new RangeError('the response body exceeds the limit'), 'tooLarge');
    };
    check(Number(valueOf(response, 'content-length')));
    response.on('data', (chunk) => {
      check((size += chunk.length));
      chunks.push(chunk);
    });
    response.on('error', lose);
    response.on('end', () => {
      const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size);
      // By then the connection is free for a request that this response makes room for.
      process.nextTick(decode, response, body);
    });
  };
  const decode = (response, body) => {
    const { rawHeaders } = response;
    const decoder = DECODERS[valueOf(response, 'content-encoding')?.toLowerCase()];
    // A response to which no body belongs may still name an encoding.
    if (!decoder || body.length === 0) return succeed(response, rawHeaders, body);
    decoder(body, { maxOutputLength: maxBody }, (error, decoded) => {
      if (error) return fail(error, error.code === 'ERR_BUFFER_TOO_LARGE' ? 'tooLarge' : 'interrupted');
      const headers = rawHeaders.filter((_, at) => !/^content-(encoding|length)$/i.test(rawHeaders[at & ~1]));
      succeed(response, headers, decoded);
    });
  };

  try {
    outgoing = begin(request, agent);
    outgoing.on('socket', (given) => {
      socket = given;
      if (outgoing.reusedSocket) received = socket.bytesRead;
      // A socket may have failed already; one from a proxy agent may be connected already.
      isConnected = outgoing.reusedSocket || !(socket.connecting || socket.secureConnecting || socket.destroyed);
      if (!isConnected) socket.once(socket.encrypted ? 'secureConnect' : 'connect', () => (isConnected = true));
    });
    outgoing.on('response', receive);
    outgoing.on('error', lose);
    outgoing.end(request.body);
  } catch (error) {
    queueMicrotask(() => fail(error, 'request'));
  }
  return abort;
};

function begin({ method, url, headers }, agent) {
  const end = url.indexOf('/', url.indexOf('://') + 3);
  const origin = originOf(end < 0 ? url : url.slice(0, end));
  const fragment = url.indexOf('#', end);
  return origin.module.request({
    // Written out, because most requests of a program are sent before the engine optimises a copy.
    protocol: origin.protocol,
    hostname: origin.hostname,
    port: origin.port,
    path: end < 0 ? '/' : url.slice(end, fragment < 0 ? undefined : fragment),
    method,
    headers: headersOf(headers, origin),
    agent: agentFor(agent, url, origin),
    // The default of 250 ms is too short for distant servers with several addresses.
    autoSelectFamilyAttemptTimeout: Math.max(1_000, net.getDefaultAutoSelectFamilyAttemptTimeout()),
  });
}

/** The last origin, because nearly all requests have the same one and parsing it takes long. */
let last;

function originOf(text) {
  if (last?.text === text) return last;
  const { protocol, hostname, port } = parse(text);
  return (last = {
    text,
    module: protocol === 'https:' ? https : http,
    protocol,
    // Brackets around an IPv6 address belong to the URL only.
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port,
    isLoopback: hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.'),
    // The last header text and its object.
    headers: [],
  });
}

function parse(url) {
  try {
    return new URL(url);
  } catch {
    // The platform's error would repeat the URL.
    throw new TypeError('the URL is invalid');
  }
}

function agentFor(agent, url, { protocol }) {
  if (typeof agent === 'function') return agent(new URL(url));
  return typeof agent?.destroy === 'function' ? agent : agent?.[protocol.slice(0, -1)];
}

/**
 * The headers as a new object. Compression is not requested from this machine, where it costs more
 * than it saves.
 */
function headersOf(text, origin) {
  if (origin.headers[0] !== text) {
    const headers = {};
    for (const line of text.split('\r\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) headers[line.slice(0, colon)] = line.slice(colon + 1).trim();
    }
    const asks = Object.keys(headers).some((name) => /^accept-encoding$/i.test(name));
    if (!origin.isLoopback && !asks) headers['accept-encoding'] = ACCEPTED;
    origin.headers = [text, headers];
  }
  return { ...origin.headers[1] };
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
