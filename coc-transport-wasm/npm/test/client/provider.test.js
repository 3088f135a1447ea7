// `token` as a function: first tokens, new ones after a rejection, and providers that fail.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, coc, make, options, samples } from './support/client.js';

/** A server of which each test sets the valid tokens. */
const server = (isValid) => {
  const seen = [];
  return {
    seen,
    fetch: async (url, { headers }) => {
      const token = headers.authorization?.slice('Bearer '.length);
      seen.push(token);
      // Later, so that calls are in flight together.
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (isValid(token)) return Response.json({});
      return Response.json({ reason: 'accessDenied.invalidIp', message: 'API key does not allow access from IP 203.0.113.9' }, { status: 403 });
    },
  };
};

test('the provider is called once for the first tokens of any number of calls', async () => {
  const calls = [];
  const own = make({ token: async (...args) => (calls.push(args), await null, api.token), cache: false });
  await Promise.all(Array.from({ length: 50 }, () => own.player(samples.player, { noStore: true })));
  await own.clan(samples.clan);
  assert.deepEqual(calls, [[]]);
});

test('a rejected token is replaced by one call of the provider for 200 rejected calls, which are sent again', async () => {
  const [first, second] = ['first-secret', 'second-secret'];
  let valid = first;
  const { fetch, seen } = server((token) => token === valid);
  const rejections = [];
  const own = make({
    fetch,
    cache: false,
    retry: false,
    token: async (rejected) => {
      if (!rejected) return [first];
      rejections.push(rejected);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return second;
    },
  });
  await own.goldPass();
  valid = second;
  const tags = Array.from({ length: 200 }, (_, index) => `#${[...(index + 196).toString(14)].map((digit) => '0289PYLQGRJCUV'[parseInt(digit, 14)]).join('')}P`);
  await Promise.all(tags.map((tag) => own.player(tag)));
  assert.equal(rejections.length, 1);
  assert.deepEqual(rejections[0], {
    token: first, tokens: [first], accepted: [first], kind: 'invalidIp', message: 'API key does not allow access from IP 203.0.113.9',
    official: false,
  });
  assert.ok(seen.filter((token) => token === second).length === 200);
});

test('the rejected one of several tokens is named, and those that the API has accepted', async () => {
  const { fetch } = server((token) => token !== 'b-secret');
  const rejections = [];
  const own = make({ fetch, cache: false, retry: false, token: (rejected) => (rejected && rejections.push(rejected), ['a-secret', 'b-secret', 'c-secret']) });
  for (let call = 0; call < 3; call += 1) await own.goldPass().catch(() => {});
  const [{ token, tokens, accepted }] = rejections;
  assert.deepEqual([token, tokens, accepted], ['b-secret', ['a-secret', 'b-secret', 'c-secret'], ['a-secret']]);
});

test('a provider that throws is the cause of an InvalidKeyError, or of a NetworkError if it is unavailable, and is called again', async () => {
  const thrown = new Error('the vault knows secret-token');
  let calls = 0;
  const own = make({ token: () => { calls += 1; throw thrown; } });
  for (let call = 1; call <= 2; call += 1) {
    const error = await own.player(samples.player).catch((error) => error);
    assert.ok(error instanceof coc.InvalidKeyError, String(error));
    assert.deepEqual([error.kind, error.cause, error.attempts, calls], ['credentials', thrown, 0, call]);
    assert.doesNotMatch(`${error.message} ${error.stack}`, /secret-token/);
  }
  const unavailable = Object.assign(new Error('later'), { kind: 'credentialsUnavailable' });
  let fails = true;
  const other = make({ token: async () => { if (fails) throw unavailable; return api.token; } });
  const error = await other.player(samples.player).catch((error) => error);
  assert.ok(error instanceof coc.NetworkError && error.cause === unavailable, String(error));
  fails = false;
  assert.equal((await other.player(samples.player)).tag, samples.player);
});

test('a provider that returns something other than tokens is an error that repeats nothing of it', async () => {
  for (const nonsense of [undefined, null, 5, {}, [5], [api.token, null], Symbol('x'), () => {}]) {
    const error = await make({ token: () => nonsense }).player(samples.player).catch((error) => error);
    assert.ok(error instanceof coc.InvalidKeyError, String(error));
    assert.match(String(error.cause), /`token` must be a string or an array of strings/);
  }
  for (const malformed of ['', 'hush hush', '"hush"', 'Bearer hush', 'hush\r\nx: y', 'hüsh']) {
    const error = await make({ token: async () => ['fine', malformed] }).player(samples.player).catch((error) => error);
    assert.ok(error instanceof coc.InvalidKeyError, String(error));
    assert.doesNotMatch(`${error.message} ${error.stack} ${error.cause}`, /h[uü]sh/);
  }
});

test('malformed new tokens leave the old ones, which the next rejection names', async () => {
  const { fetch } = server(() => false);
  const rejections = [];
  const own = make({ fetch, cache: false, retry: false, token: (rejected) => (rejected ? (rejections.push(rejected), 'two parts') : 'old-secret') });
  for (let call = 0; call < 2; call += 1) await assert.rejects(own.goldPass(), coc.InvalidKeyError);
  assert.deepEqual(rejections.map(({ token, tokens }) => [token, tokens]), [['old-secret', ['old-secret']], ['old-secret', ['old-secret']]]);
});

test('a provider that never settles ends with the deadline or the signal of a call, and is then called anew', async () => {
  let calls = 0;
  const own = make({ token: () => (++calls < 3 ? new Promise(() => {}) : api.token) });
  const error = await own.player(samples.player, { deadline: 30 }).catch((error) => error);
  assert.ok(error instanceof coc.TimeoutError, String(error));
  assert.match(error.message, /credentials provider/);
  await assert.rejects(own.player(samples.player, { signal: AbortSignal.timeout(30) }), coc.AbortedError);
  assert.equal((await own.player(samples.player)).tag, samples.player);
  assert.equal(calls, 3);
});

test('a provider may call the client, and exotic thrown values fail only their call', async () => {
  const inner = make();
  const own = make({ token: async () => (await inner.player(samples.player), api.token) });
  assert.equal((await own.player(samples.player)).tag, samples.player);
  const fails = () => { throw new Error('a trap'); };
  for (const thrown of [null, undefined, 0, 'x', new Proxy({}, { get: fails, getPrototypeOf: fails }), Object.defineProperty({}, 'kind', { get: fails })]) {
    await assert.rejects(make({ token: () => { throw thrown; } }).player(samples.player), coc.InvalidKeyError);
  }
});

test('a provider in a browser window causes the same warning as a token', (t) => {
  const warnings = t.mock.method(console, 'warn', () => {});
  Object.assign(globalThis, { window: globalThis, document: {} });
  try {
    new coc.Client({ ...options, token: () => api.token });
    assert.equal(warnings.mock.callCount(), 1);
  } finally {
    delete globalThis.window;
    delete globalThis.document;
  }
});
