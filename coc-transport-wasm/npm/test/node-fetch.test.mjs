// What Node's client sends its requests with: the promises of `fetch` that the transport relies on, on real sockets.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { nodeFetch } from '../entry/node-fetch.js';

const BODY = JSON.stringify({ name: 'Ada', filler: 'x'.repeat(200_000) });

const answers = {
  '/plain': (request, response) => response.end(BODY),
  '/empty': (request, response) => response.writeHead(503).end(),
  '/redirect': (request, response) => response.writeHead(302, { location: '/plain' }).end(),
  '/gzip': (request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(BODY)),
  '/br': (request, response) => response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync(BODY)),
  '/bad-gzip': (request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
  '/echo': async (request, response) => {
    const pieces = await request.toArray();
    response.setHeader('x-seen', JSON.stringify(request.headers));
    response.end(Buffer.concat(pieces));
  },
  '/silent': () => {},
  '/half': (request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half', () => request.socket.destroy());
  },
};

let server;
let base;
const sockets = new Set();
before(async () => {
  server = createServer((request, response) => answers[request.url](request, response));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path, init) => nodeFetch(base + path, { method: 'GET', headers: {}, ...init });

async function text({ body }) {
  const reader = body.getReader();
  const pieces = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(pieces).toString();
    pieces.push(value);
  }
}

test('a body arrives whole, with its status and headers', async () => {
  const answer = await get('/plain');
  assert.equal(answer.status, 200);
  assert.equal(new Map(answer.headers).get('Transfer-Encoding') ?? 'known length', 'known length');
  assert.equal(await text(answer), BODY);
});

test('an answer without a body ends at once', async () => {
  const answer = await get('/empty');
  assert.deepEqual([answer.status, await text(answer)], [503, '']);
});

test('a redirect is handed on', async () => {
  const answer = await get('/redirect');
  assert.equal(answer.status, 302);
  assert.equal(await text(answer), '');
});

test('compressed bodies are decompressed, and one that is none is an error', async () => {
  assert.equal(await text(await get('/gzip')), BODY);
  assert.equal(await text(await get('/br')), BODY);
  await assert.rejects(async () => text(await get('/bad-gzip')), { code: 'Z_DATA_ERROR' });
});

test('method, headers and body are sent, and within a machine no compression is asked for', async () => {
  const answer = await get('/echo', { method: 'POST', headers: { 'x-mine': '1' }, body: new TextEncoder().encode('{}') });
  const seen = JSON.parse(new Map(answer.headers).get('x-seen'));
  assert.deepEqual([seen['x-mine'], seen['accept-encoding'], seen['content-length']], ['1', undefined, '2']);
  assert.equal(await text(answer), '{}');
});

test('a connection is used again', async () => {
  await text(await get('/plain'));
  const before = new Set(sockets);
  await text(await get('/plain'));
  assert.deepEqual(new Set(sockets), before);
});

test('a body that breaks off is an error and not an end', async () => {
  await assert.rejects(async () => text(await get('/half')), { code: 'ECONNRESET' });
});

test('a server that is not there is said to be not there', async () => {
  const gone = createServer();
  gone.listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address();
  gone.close();
  await once(gone, 'close');
  await assert.rejects(nodeFetch(`http://127.0.0.1:${port}/`, { method: 'GET', headers: {} }), { code: 'ECONNREFUSED' });
});

test('what is aborted rejects, and its connection is closed', async () => {
  const controller = new AbortController();
  const pending = get('/silent', { signal: controller.signal });
  const [{ socket }] = await once(server, 'request');
  const closed = once(socket, 'close');
  controller.abort();
  await assert.rejects(pending, { name: 'AbortError' });
  await closed;
  assert(!sockets.has(socket));
});
