// Compressed answers, as Node's client reads them.

import assert from 'node:assert/strict';
import { after, before, test as anyTest } from 'node:test';
import zlib, { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { TOO_LARGE, send } from '../entry/node-send.js';
import { call } from './support/call.mjs';
import { bytesRead, dialled, startHttp, startRaw } from './support/sockets.mjs';

const test = (name, run) => anyTest(name, { timeout: 120_000 }, run);

const CODERS = { gzip: gzipSync, 'x-gzip': gzipSync, GZip: gzipSync, br: brotliCompressSync, deflate: deflateSync, Deflate: deflateRawSync };

// Small, small only while it is compressed, and large in both forms: each is decompressed in another way.
const noise = (length) => Array.from({ length }, (_, at) => ((at * 2654435761) >>> 8).toString(36)).join('');
const BODIES = { small: noise(3000), 'small and then large': 'x'.repeat(3 << 20), large: noise(200_000) };

let server;
let next;
before(async () => {
  server = await startHttp((request, response) => next(request, response));
});
after(() => server.stop());

/** Answers so, and gives what is made of it. */
function answer(coding, body, options) {
  next = (request, response) => response.writeHead(200, { 'x-a': '1', 'Content-Encoding': coding, 'content-length': body.length, 'x-b': '2' }).end(body);
  return call(server.base, options);
}

const names = ({ headers }) => headers.map(([name]) => name.toLowerCase()).filter((name) => /^(x-|content)/.test(name));

for (const [size, text] of Object.entries(BODIES)) {
  for (const [coding, encode] of Object.entries(CODERS)) {
    test(`${coding} of what is ${size} is undone, and its headers are gone`, async () => {
      const encoded = encode(text);
      const landed = await answer(coding, encoded);
      assert.equal(landed.body.toString(), text);
      assert.deepEqual(names(landed), ['x-a', 'x-b']);
    });

    test(`${coding} of what is ${size} may become as long as is allowed, and no longer`, async () => {
      const encoded = encode(text);
      assert.equal((await answer(coding, encoded, { maxBody: text.length })).body.length, text.length);
      await assert.rejects(answer(coding, encoded, { maxBody: text.length - 1 }), { code: TOO_LARGE, connected: true });
      await assert.rejects(answer(coding, encoded, { maxBody: encoded.length - 1 }), { code: TOO_LARGE, connected: true });
    });

    test(`${coding} of what is ${size} is an error if it is cut short`, async () => {
      await assert.rejects(answer(coding, encode(text).subarray(0, -10)), (error) => {
        assert(error.connected);
        return /^(Z_|ERR_|ERR__ERROR_)/.test(error.code) && error.code !== TOO_LARGE;
      });
    });
  }
}

test('the bodies are of the sizes that they shall be', () => {
  for (const encode of Object.values(CODERS)) {
    const [small, bomb, large] = Object.values(BODIES).map((text) => encode(text).length);
    assert(small < 16 << 10 && bomb < 16 << 10 && large > 256 << 10, `${encode.name}: ${[small, bomb, large]}`);
  }
});

test('what is not compressed in the way that it says is an error', async () => {
  for (const length of [100, 100_000]) {
    await assert.rejects(answer('gzip', Buffer.alloc(length, 'x')), { code: 'Z_DATA_ERROR', connected: true });
  }
});

test('what nothing is known of is handed on as it is', async () => {
  for (const coding of ['zstd', 'gzip, br', 'identity', '']) {
    const landed = await answer(coding, Buffer.from('as it is'));
    assert.equal(landed.body.toString(), 'as it is');
    assert.deepEqual(names(landed), ['x-a', 'content-encoding', 'content-length', 'x-b']);
  }
});

test('no body is none of any coding', async () => {
  for (const status of [200, 204, 304]) {
    next = (request, response) => response.writeHead(status, { 'content-encoding': 'gzip' }).end();
    const landed = await call(server.base);
    assert.deepEqual([landed.status, landed.body.length], [status, 0]);
  }
});

test('several parts of gzip are one body', async () => {
  assert.equal((await answer('gzip', Buffer.concat([gzipSync('one, '), gzipSync('two')]))).body.toString(), 'one, two');
});

test('many at once do not get into each other', async () => {
  next = (request, response) => {
    const text = `${request.url} ${noise(1000 + 30 * Number(request.url.slice(1)))}`;
    response.writeHead(200, { 'content-encoding': 'gzip' });
    const encoded = gzipSync(text, { level: constants.Z_NO_COMPRESSION });
    response.write(encoded.subarray(0, 100));
    response.end(encoded.subarray(100));
  };
  const bodies = await Promise.all(Array.from({ length: 100 }, (_, number) => call(`${server.base}/${number}`)));
  bodies.forEach(({ body }, number) => assert.equal(body.toString(), `/${number} ${noise(1000 + 30 * number)}`));
});

/** A connection that has read all of an answer that is decompressed later. */
async function beingUndone(encoded, begin) {
  const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${encoded.length}\r\n\r\n`;
  const own = await startRaw((socket, text, number) => {
    if (number === 0) socket.write(Buffer.concat([Buffer.from(head), encoded]));
    else socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n${'x'.repeat(60_000)}`);
  });
  const begun = begin(own.base);
  await bytesRead(dialled.at(-1), head.length + encoded.length);
  return { own, begun };
}

test('the connection is used on while a body is decompressed', async () => {
  // It fits what a connection is read into, which the next answer overwrites.
  const text = noise(10_000);
  const encoded = gzipSync(text);
  assert(encoded.length > 20 << 10 && encoded.length < 60_000, `${encoded.length}`);
  const { own, begun } = await beingUndone(encoded, call);
  const next = await call(own.base);
  assert.equal(next.body.toString(), 'x'.repeat(60_000));
  assert.equal((await begun).body.toString(), text);
  assert.equal(own.accepted.length, 1);
  await own.stop();
});

test('what is small is decompressed at once, and what is large is not waited for', async (context) => {
  const now = context.mock.method(zlib, 'gunzipSync').mock;
  const later = context.mock.method(zlib, 'createGunzip').mock;
  const ways = [];
  for (const text of Object.values(BODIES)) {
    assert.equal((await answer('gzip', gzipSync(text))).body.length, text.length);
    ways.push([now.callCount(), later.callCount()]);
  }
  assert.deepEqual(ways, [[1, 0], [2, 1], [2, 2]]);
});

test('nothing is heard of what is aborted while it is decompressed', async (context) => {
  const made = context.mock.method(zlib, 'createGunzip').mock;
  const encoded = gzipSync(Buffer.alloc(64 << 20));
  const fail = (what) => () => assert.fail(`it ${what}, and was aborted`);
  const { own, begun: abort } = await beingUndone(encoded, (url) =>
    send({ method: 'GET', url, headers: '', maxBody: 1 << 30 }, fail('landed'), fail('was lost')),
  );
  const stream = made.calls[0].result;
  assert(!stream.destroyed);
  abort();
  abort();
  assert(stream.destroyed);
  // What is told in spite of it would be told before this, because it began before.
  assert.equal((await answer('gzip', encoded, { maxBody: 1 << 30 })).body.length, 64 << 20);
  // Its connection had nothing to do with it any more.
  assert.equal((await call(own.base)).body.length, 60_000);
  assert.equal(own.accepted.length, 1);
  await own.stop();
});
