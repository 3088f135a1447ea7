// HTTPS, as Node's client speaks it: to whom, and to whom not.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as httpsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test as anyTest } from 'node:test';
import { checkServerIdentity, createServer as tlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { certificate } from './support/certificate.mjs';
import { LOOPBACKS, freePort, listening, startHttp, startRaw } from './support/sockets.mjs';

const test = (name, run) => anyTest(name, { timeout: 120_000 }, run);

const program = fileURLToPath(new URL('support/tls-calls.mjs', import.meta.url));
const own = certificate();
let folder;
let trusted;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coc-api-'));
  trusted = join(folder, 'trusted.pem');
  await writeFile(trusted, own.cert);
});
after(() => rm(folder, { recursive: true }));

/** What becomes of these calls in a process of their own; an address alone is a call. */
async function calls(rows, { trust = true, addresses = {} } = {}) {
  const { NODE_EXTRA_CA_CERTS, ...env } = process.env;
  if (trust) env.NODE_EXTRA_CA_CERTS = trusted;
  const given = { rows: rows.map((row) => row.map((one) => (typeof one === 'string' ? { url: one } : one))), addresses };
  const options = { env, timeout: 100_000, maxBuffer: 1 << 28 };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, JSON.stringify(given)], options);
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

/** A server of HTTPS; `handshakes` are the TLS connections that came about. */
async function startHttps(answer, host = '127.0.0.1', options = {}) {
  const server = httpsServer({ ...own, ...options }, answer);
  const handshakes = [];
  server.on('secureConnection', (socket) => {
    handshakes.push({ servername: socket.servername, alpnProtocol: socket.alpnProtocol, reused: socket.isSessionReused() });
  });
  const started = await listening(server, host);
  return { ...started, handshakes, base: started.base.replace('http:', 'https:'), named: `https://localhost:${started.port}` };
}

const echo = (request, response) => response.end(`${request.headers.host}${request.url}`);

test('a server that shows who it is gets requests, all over one connection', async () => {
  const server = await startHttps(echo);
  const [[one], [two]] = await calls([[`${server.named}/1`], [`${server.named}/2`]]);
  assert.deepEqual([one, two], [1, 2].map((number) => ({ status: 200, body: `localhost:${server.port}/${number}` })));
  assert.equal(server.accepted.length, 1);
  const [{ servername, alpnProtocol }] = server.handshakes;
  assert.deepEqual([servername, alpnProtocol], ['localhost', 'http/1.1']);
  await server.stop();
});

test('an address instead of a name is checked as one, and named to nobody', async () => {
  for (const host of LOOPBACKS) {
    const server = await startHttps(echo, host);
    const [[told]] = await calls([[server.base]]);
    // Some versions of Node know no IPv6 address in any certificate.
    const refused = checkServerIdentity(host, new X509Certificate(own.cert).toLegacyObject());
    if (refused && host === '::1') assert.deepEqual(told, { code: refused.code, connected: false });
    else {
      assert.equal(told.status, 200, JSON.stringify(told));
      assert.equal(server.handshakes[0].servername, false);
    }
    await server.stop();
  }
});

test('a name with several addresses is reached at the one that answers', async () => {
  for (const host of LOOPBACKS) {
    const server = await startHttps(echo, host);
    const [[told], [again]] = await calls([[server.named], [server.named]], { addresses: { localhost: ['::1', '127.0.0.1'] } });
    assert.deepEqual([told.status, again.status], [200, 200], host);
    assert.equal(server.accepted.length, 1);
    await server.stop();
  }
});

test('a further connection goes on with the session of the last', async () => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
    const server = await startHttps((request, response) => response.setHeader('connection', 'close').end('x'), '127.0.0.1', { maxVersion });
    await calls([[server.named], [server.named]]);
    assert.deepEqual(server.handshakes.map(({ reused }) => reused), [false, true], maxVersion);
    await server.stop();
  }
});

test('a session is not used again after a connection that did not come about', async () => {
  const server = await startHttps((request, response) => response.setHeader('connection', 'close').end('x'));
  server.server.on('connection', (socket) => {
    if (server.accepted.length === 2) socket.destroy();
  });
  const rows = await calls([[server.named], [server.named], [server.named]]);
  assert.deepEqual(rows.map(([{ status, connected }]) => status ?? connected), [200, false, 200]);
  assert.deepEqual(server.handshakes.map(({ reused }) => reused), [false, false]);
  await server.stop();
});

test('who is not who was asked for, or is not known, or speaks no TLS, gets nothing', async () => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
    let requests = 0;
    const server = await startHttps(() => requests++, '127.0.0.1', { maxVersion });
    const other = `https://other.test:${server.port}`;
    // Twice, so that a session of the first does not open the door to the second.
    const addresses = { 'other.test': ['127.0.0.1'] };
    assert.deepEqual(await calls([[other], [other]], { addresses }), [
      [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID', connected: false }],
      [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID', connected: false }],
    ]);
    assert.deepEqual(await calls([[server.named]], { trust: false }), [[{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', connected: false }]]);
    assert.equal(requests, 0);
    await server.stop();
  }

  const plain = await startHttp(() => assert.fail('it got a request'));
  const [[told]] = await calls([[plain.base.replace('http:', 'https:')]]);
  assert.equal(told.connected, false);
  assert.match(told.code, /^(ERR_SSL_|EPROTO)/);
  await plain.stop();

  for (const close of ['end', 'destroy', 'resetAndDestroy']) {
    const closing = await startRaw();
    closing.server.on('connection', (socket) => socket.once('data', () => socket[close]()));
    assert.deepEqual(await calls([[closing.base.replace('http:', 'https:')]]), [[{ code: 'ECONNRESET', connected: false }]], close);
    await closing.stop();
  }

  assert.deepEqual(await calls([[`https://127.0.0.1:${await freePort()}`]]), [[{ code: 'ECONNREFUSED', connected: false }]]);
});

test('answers that come at the same time do not get into each other', async () => {
  const body = (number) => `${number} `.repeat(3000 + number * 500);
  const server = await startHttps((request, response) => {
    const text = body(Number(request.url.slice(1)));
    for (let at = 0; at < text.length; at += 5000) response.write(text.slice(at, at + 5000));
    response.end();
  });
  const row = Array.from({ length: 30 }, (_, number) => `${server.named}/${number}`);
  for (const answers of await calls([row, row, row])) {
    for (const [number, answer] of answers.entries()) assert(answer.body === body(number), `the answer ${number}`);
  }
  assert(server.accepted.length <= 30);
  await server.stop();
});

test('a body of many megabytes arrives whole, compressed or not', async () => {
  const large = Array.from({ length: 500_000 }, (_, number) => `${number},`).join('');
  const server = await startHttps((request, response) => {
    if (request.url === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(large));
    else response.end(large);
  });
  const [[plain, zipped]] = await calls([[`${server.named}/plain`, `${server.named}/gzip`]]);
  assert(plain.body === large && zipped.body === large);
  await server.stop();
});

test('an answer that breaks off is an error, and one without a length ends with the connection', async () => {
  const server = await listening(
    tlsServer(own, (socket) => {
      socket.on('error', () => {});
      socket.once('data', (request) => {
        const text = request.toString('latin1').startsWith('GET /half') ? 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf' : 'HTTP/1.1 200 OK\r\n\r\nwhole';
        socket.end(text);
      });
    }),
  );
  const base = `https://localhost:${server.port}`;
  assert.deepEqual(await calls([[`${base}/half`], [`${base}/whole`]]), [
    [{ code: 'ECONNRESET', connected: true }],
    [{ status: 200, body: 'whole' }],
  ]);
  await server.stop();
});

test('a POST has its body, and an answer has its limit', async () => {
  const server = await startHttps(async (request, response) => response.end(Buffer.concat(await request.toArray())));
  const body = Array.from('{"token":"t"}', (letter) => letter.charCodeAt(0));
  const post = { url: server.named, method: 'POST', body };
  assert.deepEqual(await calls([[post, { ...post, maxBody: body.length - 1 }]]), [
    [{ status: 200, body: '{"token":"t"}' }, { code: 'ERR_TOO_LARGE', connected: true }],
  ]);
  await server.stop();
});
