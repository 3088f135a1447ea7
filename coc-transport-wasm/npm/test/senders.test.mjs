// The senders as Rust calls them: with exceptions, headers and bodies of any kind.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import http from 'node:http';
import { describe, test } from 'node:test';
import zlib from 'node:zlib';

import { httpSender } from '../entry/node-http.js';
import { abort, fetchSender, send } from '../js/fetch.js';
import { correctTag, encodeTag, isValidTag, parseSeason, parseTimestamp, TagError } from '../js/helpers.js';
import { lines, object } from '../js/hooks.js';
import { EXOTIC } from './support/exotic.mjs';
import { startHttp } from './support/sockets.mjs';

/** Sends one request as Rust does. Resolves with what Rust receives. */
const exchange = (sender, { url = 'http://nowhere.example/', maxBody = 1 << 20 } = {}) =>
  new Promise((settle) =>
    send(
      sender, 0, `GET ${url}\n`, undefined, maxBody,
      (number, status, headers, body) => settle({ status, headers, body }),
      (number, kind, text, cause) => settle({ kind, text, cause }),
    ),
  );

const stream = (chunks, onCancel = () => {}) =>
  new ReadableStream({
    pull(controller) {
      const { done, value } = chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: onCancel,
  }, { highWaterMark: 0 });

describe('exceptions of any kind end only their own call', { timeout: 60_000 }, () => {
  for (const [what, value] of Object.entries(EXOTIC)) {
    test(`fetch throws or rejects with ${what}`, async () => {
      const thrown = value();
      const failing = (error) => { throw error; };
      const ways = {
        throws: [() => failing(thrown), 'request'],
        rejects: [async () => failing(thrown), 'interrupted'],
        headers: [async () => ({ status: 200, get headers() { return failing(thrown); } }), 'interrupted'],
        reads: [async () => ({ status: 200, headers: [], body: { getReader: () => ({ read: () => failing(thrown) }) } }), 'interrupted'],
      };
      for (const [way, [custom, kind]] of Object.entries(ways)) {
        const result = await exchange(fetchSender(custom));
        assert.equal(result.kind, kind, way);
        assert.doesNotMatch(result.text, /secret/, way);
        assert.ok(Object.is(result.cause, thrown), way);
      }
    });

    test(`an agent throws, or fails its request with ${what}`, async () => {
      const thrown = value();
      const throwing = await exchange(httpSender(() => { throw thrown; }));
      assert.deepEqual([throwing.kind, Object.is(throwing.cause, thrown)], ['request', true]);

      class Failing extends http.Agent {
        addRequest(request) {
          process.nextTick(() => EventEmitter.prototype.emit.call(request, 'error', thrown));
        }
      }
      const failing = await exchange(httpSender(new Failing()));
      // Node replaces an error that is not one.
      assert.ok(['connect', 'timeout'].includes(failing.kind), failing.kind);
      assert.doesNotMatch(failing.text, /secret/);
    });
  }

  test('an abort that throws does not reach Rust', () => {
    send(() => () => { throw new Error('not aborted'); }, 0, 'GET /\n', undefined, 1, assert.fail, assert.fail);
    abort(0);
  });
});

describe('the size limit of bodies', () => {
  test('a compressed body whose encoding is hidden is not read beyond the limit', async () => {
    const limit = 1 << 20;
    let sent = 0;
    let cancelled = false;
    const endless = (function* () {
      for (;;) {
        sent += 1 << 16;
        yield new Uint8Array(1 << 16);
      }
    })();
    const response = {
      status: 200,
      // The length is that of the compressed body.
      headers: [['content-length', '1000']],
      body: stream(endless, () => (cancelled = true)),
      arrayBuffer: () => assert.fail('reads without a limit'),
    };
    const { kind } = await exchange(fetchSender(async () => response), { maxBody: limit });
    assert.equal(kind, 'tooLarge');
    assert.ok(sent <= limit + (1 << 17), `${sent} bytes were read`);
    assert.ok(cancelled, 'the stream goes on');
  });

  test('a gzip bomb is an error in both senders', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(32 << 20));
    const { base } = await startHttp((request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length }).end(bomb),
    );
    for (const sender of [httpSender(), fetchSender()]) {
      assert.equal((await exchange(sender, { url: base })).kind, 'tooLarge');
    }
  });

  test('a response without a stream is measured before it is copied', async () => {
    for (const body of [undefined, null]) {
      const response = { status: 200, headers: [], body, arrayBuffer: async () => new ArrayBuffer(1001) };
      assert.equal((await exchange(fetchSender(async () => response), { maxBody: 1000 })).kind, 'tooLarge');
      assert.equal((await exchange(fetchSender(async () => response), { maxBody: 1001 })).body.length, 1001);
    }
  });

  test('chunks of any view are bytes, and anything else is an error', async () => {
    const bytes = Uint8Array.of(0, 123, 125, 0);
    const views = [bytes.subarray(1, 3), new DataView(bytes.buffer, 1, 2), new Uint16Array(bytes.slice(1, 3).buffer)];
    for (const chunks of [...views.map((view) => [view]), [views[0].subarray(0, 1), new DataView(bytes.buffer, 2, 1)]]) {
      const { body } = await exchange(fetchSender(async () => ({ status: 200, headers: [], body: stream(chunks.values()) })));
      assert.equal(new TextDecoder().decode(body), '{}');
      assert.equal(body.length, 2);
    }
    for (const chunk of ['text', 1, null, {}, { length: -1 }]) {
      const { kind, text } = await exchange(fetchSender(async () => ({ status: 200, headers: [], body: stream([chunk].values()) })));
      assert.deepEqual([kind, text], ['other', 'the stream of the body yields something other than bytes']);
    }
  });
});

describe('headers', () => {
  test('a value is converted to a string once', () => {
    let conversions = 0;
    const value = { toString: () => (conversions++ === 0 ? 'harmless' : 'a\r\nx-other: b') };
    assert.equal(lines({ x: value }), 'x: harmless\r\n');
    assert.equal(conversions, 1);
  });

  test('an iterable of pairs is an object of headers', () => {
    for (const pairs of [new Headers({ a: '1', b: '2' }), new Map([['a', 1], ['b', 2]]), [['a', '1'], ['b', '2']]]) {
      assert.equal(lines(pairs), 'a: 1\r\nb: 2\r\n');
    }
  });

  test('repeated headers are joined', () => {
    assert.deepEqual(object('a: 1\r\nb: 2\r\na: 3\r\n__proto__: 4\r\n'), JSON.parse('{"a":"1, 3","b":"2","__proto__":"4"}'));
  });
});

test('65,000 blanks anywhere do not slow a sender or a helper down', async () => {
  const blanks = `${' '.repeat(32_500)}${'\t'.repeat(32_500)}`;
  const inputs = [blanks, `${blanks}x`, `x${blanks}`, `#${blanks}`, `${blanks}.${blanks}`, `2024${blanks}`, `/${blanks}`.repeat(2), `%23${blanks}%`];
  const headers = [['content-encoding', `gzip,${blanks}x`], ['x-a', blanks], ['content-length', `${blanks}2${blanks}`]];
  const start = performance.now();
  for (const input of inputs) {
    for (const helper of [correctTag, encodeTag, isValidTag, parseSeason, parseTimestamp]) {
      try {
        helper(input);
      } catch (error) {
        assert.ok(error instanceof TagError || error instanceof RangeError, String(error));
      }
    }
    lines({ 'x-a': input });
    object(`x-a: ${input}\r\n${input}`);
  }
  await exchange(fetchSender(async () => ({ status: 200, headers, arrayBuffer: async () => new ArrayBuffer(2) })));
  await exchange(fetchSender(async () => { throw new TypeError(blanks, { cause: { code: blanks } }); }));
  await exchange(httpSender(), { url: `http://127.0.0.1:1/${blanks}` });
  // A regular expression that is quadratic in one of them takes seconds.
  assert.ok(performance.now() - start < 1_500, `${performance.now() - start} ms`);
});
