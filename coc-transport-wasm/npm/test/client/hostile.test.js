// Hostile bodies, and user code that throws or recurses: only the call concerned fails.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { coc, make, samples } from './support/client.js';

const respond = (body, headers = {}) => new Response(body, { headers: { 'content-type': 'application/json', ...headers } });
const once = { retry: false, cache: false };

/** Checks that another client of the module still works. */
const othersWork = async () => assert.equal((await make().player(samples.player)).tag, samples.player);

/** A valid tag for each number. */
const tagOf = (number) => '#' + [...number.toString(14).padStart(5, '0')].map((digit) => '0289PYLQGRJCUV'[parseInt(digit, 14)]).join('');

for (const depth of [6_000, 100_000]) {
  test(`a body with a field nested ${depth} levels deep is returned and frozen, and other calls work`, async () => {
    const body = `{"tag":"${samples.player}","x":${'['.repeat(depth)}{"y":{}}${']'.repeat(depth)}}`;
    const own = make({ fetch: async () => respond(body, { 'cache-control': 'max-age=60' }) });
    const [one, other] = await Promise.all([own.player(samples.player), own.player(samples.player)]);
    assert.equal(one, other);
    let [value, levels] = [one.x, 0];
    for (; Array.isArray(value); value = value[0]) assert.ok(Object.isFrozen(value), `level ${levels++}`);
    assert.equal(levels, depth);
    assert.ok(Object.isFrozen(value) && Object.isFrozen(value.y));
    assert.equal(await own.player(samples.player), one);
    await othersWork();
  });
}

test('an engine that cannot parse deep nesting is a DecodeError of this call', async () => {
  const { parse } = JSON;
  for (const thrown of [new RangeError('Maximum call stack size exceeded'), null, revoked()]) {
    JSON.parse = () => { throw thrown; };
    try {
      await assert.rejects(make({ ...once, fetch: async () => respond('{"tag":"x"}') }).player(samples.player), coc.DecodeError);
    } finally {
      JSON.parse = parse;
    }
  }
  await othersWork();
});

test('onRequest or fetch that calls the client each time, without end, does not overflow the stack', async () => {
  for (const name of ['onRequest', 'fetch']) {
    let calls = 0;
    const pending = [];
    const own = make({
      cache: false,
      fetch: async () => respond('{}'),
      [name]() {
        if (++calls < 5_000) pending.push(own.player(tagOf(calls)));
        return respond('{}');
      },
    });
    await own.player(samples.player);
    for (let at = 0; at < 4_999; at++) await pending[at];
    assert.equal(calls, 5_000, name);
    await othersWork();
  }
});

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
const fails = () => { throw new Error('a trap'); };
const traps = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, fails]));
const EXOTIC = [
  ['null', null],
  ['undefined', undefined],
  ['a symbol', Symbol('x')],
  ['a number', 0],
  ['a BigInt', 0n],
  ['a string', 'x'],
  ['a function', () => {}],
  ['an object without a prototype', Object.create(null)],
  ['an object that names a kind', { kind: 'x' }],
  ['a revoked proxy', revoked()],
  ['a proxy with throwing traps', new Proxy({}, traps)],
  ['a callable proxy with throwing traps', new Proxy(() => {}, traps)],
  ['an object with throwing getters', Object.defineProperties({}, Object.fromEntries(
    ['name', 'message', 'code', 'cause', 'kind', 'then', 'stack', 'toString'].map((name) => [name, { get: fails, enumerable: true }]),
  ))],
  ['an object that cannot be a string', { toString: fails, valueOf: fails, [Symbol.toPrimitive]: fails, message: { toString: fails } }],
];

for (const [what, value] of EXOTIC) {
  test(`${what}, thrown by a hook, fetch or a body, fails only its own call`, async () => {
    const throwing = () => { throw value; };
    const rejecting = async () => { throw value; };
    const stream = () => new ReadableStream({ start: (controller) => controller.error(value) });
    const iterable = { [Symbol.iterator]: throwing };
    const getter = (name) => Object.defineProperty({ status: 200, headers: [], arrayBuffer: async () => new ArrayBuffer(0) }, name, { get: throwing });
    for (const options of [
      { onRequest: throwing }, { onRequest: rejecting }, { onResponse: throwing }, { onResponse: rejecting }, { fetch: throwing },
      { fetch: rejecting }, { fetch: async () => respond(stream()) }, { fetch: async () => ({ status: 200, headers: iterable }) },
      { fetch: async () => getter('status') }, { fetch: async () => getter('headers') }, { fetch: async () => getter('body') },
      { fetch: async () => ({ status: 200, headers: [], arrayBuffer: throwing }) },
      { fetch: async () => ({ status: 200, headers: [], body: { getReader: throwing } }) },
      { fetch: async () => ({ status: 200, headers: [], body: { getReader: () => ({ read: rejecting }) } }) },
    ]) {
      const own = make({ fetch: async () => respond('{}'), ...once, ...options });
      await assert.rejects(own.player(samples.player), (error) => error instanceof coc.CocError && Object.hasOwn(error, 'kind'));
    }
    await othersWork();
  });

  test(`${what}, returned by fetch, as a part of a response or set by a hook, fails at most its own call`, async () => {
    const response = { status: 200, headers: [], arrayBuffer: async () => new TextEncoder().encode('{}').buffer };
    const body = { getReader: () => ({ read: async () => ({ done: false, value }) }) };
    for (const options of [
      { fetch: () => value }, { fetch: async () => ({ ...response, status: value }) },
      { fetch: async () => ({ ...response, headers: [value] }) },
      { fetch: async () => ({ ...response, headers: [[value, value]] }) }, { fetch: async () => ({ ...response, body }) },
      { fetch: async () => ({ ...response, arrayBuffer: () => value }) },
      { onRequest: (request) => void (request.url = value) }, { onRequest: (request) => void (request.headers['x-a'] = value) },
      { onResponse: (response) => void (response.headers = value) },
    ]) {
      const own = make({ fetch: async () => response, ...once, ...options });
      await own.player(samples.player).catch((error) => assert.ok(error instanceof coc.CocError, String(error?.stack)));
    }
    for (const filter of [value, { name: value }, { labels: [value] }, { labels: value }, { minMembers: value }, { location: value }]) {
      const own = make({ fetch: async () => respond('{"items":[]}'), ...once });
      await own.searchClans(filter).catch((error) => assert.ok(error instanceof coc.CocError, String(error?.stack)));
    }
    await othersWork();
  });
}

test('options and filters are read once, and their exceptions end only their own call', async () => {
  const own = make({ fetch: async () => respond('{"items":[]}'), ...once });
  const secret = new Error('a getter');
  for (const name of ['timeout', 'attempts', 'fresh', 'signal', 'noStore']) {
    const options = Object.defineProperty({}, name, { get() { throw secret; }, enumerable: true });
    await assert.rejects(own.player(samples.player, options), (error) => error === secret);
  }
  let reads = 0;
  const changing = { get timeout() { return reads++ ? fails() : 1_000; } };
  await own.player(samples.player, changing);
  assert.equal(reads, 1);
  await assert.rejects(own.searchClans({ get name() { return fails(); } }), coc.InvalidRequestError);
  await othersWork();
});

test('headers that frame a message or belong to the connection are rejected by name', async () => {
  for (const name of [
    'Content-Length', 'Transfer-Encoding', 'Host', 'Connection', 'Keep-Alive', 'Proxy-Connection', 'TE', 'Trailer', 'Upgrade',
    'Expect', 'Proxy-Authorization', 'Proxy-Authenticate', 'HTTP2-Settings',
  ]) {
    const names = (error) => error instanceof coc.InvalidRequestError && error.message.includes(`\`${name.toLowerCase()}\``);
    assert.throws(() => make({ headers: { [name]: '1' } }), names, name);
    let sent = 0;
    const fetch = async () => (sent++, respond('{}'));
    await assert.rejects(make({ ...once, fetch, onRequest: ({ headers }) => void (headers[name] = '1') }).goldPass(), names, name);
    assert.equal(sent, 0);
  }
  // A response has such headers, which its hook may return as they are.
  await make({ ...once, fetch: async () => respond('{}', { 'content-length': '2' }), onResponse() {} }).goldPass();
});

test('the value of a header is converted to a string once', async () => {
  let conversions = 0;
  const value = { toString: () => (conversions++ ? 'x\r\nhost: elsewhere' : 'x') };
  const seen = [];
  const fetch = async (url, { headers }) => (seen.push(headers['x-a']), respond('{}'));
  await make({ ...once, fetch, headers: { 'x-a': value } }).goldPass();
  assert.deepEqual([conversions, seen], [1, ['x']]);
  for (const headers of [{ 'x-a': Symbol('x') }, { 'x-a': { toString: fails } }, { 'x-a': 'x\r\ny: z' }, { 'x\r\ny': 'z' }, { 'x-a ': 'z' }]) {
    assert.throws(() => make({ headers }), (error) => error instanceof coc.InvalidRequestError && /x(-a|\\r)/.test(error.message));
  }
});

test('a body beyond the limit is not read to its end, whatever its content-length and encoding say', async () => {
  const chunk = new Uint8Array(1 << 20).fill(32);
  for (const headers of [{}, { 'content-length': '10' }, { 'content-length': '10', 'content-encoding': 'gzip' }]) {
    let [read, cancelled] = [0, false];
    const body = new ReadableStream({
      pull: (controller) => (++read > 1_000 ? controller.close() : controller.enqueue(chunk)),
      cancel: () => void (cancelled = true),
    });
    const response = respond(body, headers);
    response.arrayBuffer = () => assert.fail('read without a limit');
    await assert.rejects(make({ ...once, fetch: async () => response }).goldPass(), ({ kind }) => kind === 'tooLarge');
    assert.ok(read < 20 && cancelled, `${read} MiB`);
  }
});

test('a body shorter or longer than its content-length, where the encoding is hidden, is complete', async () => {
  for (const length of ['1', '1000', 'x', '-1']) {
    const own = make({ ...once, fetch: async () => respond('{"a":1}', { 'content-length': length }) });
    assert.deepEqual(await own.goldPass(), { a: 1 });
  }
});

test('65,000 blanks in a header or its name, in a tag or a URL take no time', async () => {
  const blanks = ' '.repeat(65_000);
  const began = performance.now();
  for (const text of [`a${blanks}b`, `a:${blanks}`, `${blanks}:${blanks}a`, ','.repeat(65_000), ':'.repeat(65_000), '\t'.repeat(65_000)]) {
    const fetch = async () => ({ ...respond('{}'), status: 200, arrayBuffer: async () => new TextEncoder().encode('{}').buffer,
      headers: [['x-a', text], ['content-encoding', text], ['cache-control', text], ['retry-after', text], ['content-type', text]] });
    await make({ ...once, fetch, headers: { 'x-b': text }, onRequest() {}, onResponse() {} }).goldPass();
    assert.throws(() => make({ headers: { [text]: 'x' } }), coc.InvalidRequestError);
    await assert.rejects(make(once).player(text), coc.InvalidTagError);
    await assert.rejects(make({ ...once, onRequest: (request) => void (request.url += text) }).goldPass(), coc.CocError);
  }
  const took = performance.now() - began;
  assert.ok(took < 3_000, `${took} ms`);
});
