// `cache.store`: a custom store of responses, and stores that fail or return nonsense.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, coc, make, requests, samples } from './support/client.js';

class Store {
  entries = new Map();
  calls = [];
  get(key) {
    this.calls.push(['get', key]);
    return this.entries.get(key)?.value;
  }
  async set(key, value, ttl) {
    this.calls.push(['set', key]);
    this.entries.set(key, { value, ttl });
  }
  async delete(key) {
    return this.entries.delete(key);
  }
  clear() {
    const { size } = this.entries;
    this.entries.clear();
    return size;
  }
}

test('a custom store serves the next client, and is told the TTL and keys without the token', async () => {
  const store = new Store();
  const one = make({ cache: { store, lifetime: 60_000, staleIfError: 30_000 } });
  const player = await one.player(samples.player);
  const [[key, { value, ttl }]] = store.entries;
  assert.equal(key, `${api.baseUrl}/players/${encodeURIComponent(samples.player)}`);
  assert.equal(typeof value, 'string');
  assert.ok(value.isWellFormed?.() ?? true);
  assert.ok(ttl > 85_000 && ttl <= 90_000, `${ttl}`);
  assert.ok(!JSON.stringify([...store.entries]).includes(api.token));
  const other = make({ cache: { store } });
  const { data, source, status, headers, freshUntil } = await other.player(samples.player).withResponse();
  assert.deepEqual(data, player);
  assert.deepEqual([source, status, await requests()], ['cache', 200, 1]);
  assert.match(headers.get('content-type'), /json/);
  assert.ok(freshUntil - Date.now() > 50_000 && freshUntil - Date.now() <= 60_000);
});

test('characters of any script and unusual header values survive the store', async () => {
  const store = new Store();
  const body = { tag: '#2PP', name: 'Ünï👑\u0000\u2028"\\' };
  const fetch = async () => Response.json(body, { headers: { 'x-a': 'a: b', 'x-b': '' } });
  await make({ cache: { store, lifetime: 60_000 }, fetch }).player('#2PP');
  const { data, source, headers } = await make({ cache: { store }, fetch }).player('#2PP').withResponse();
  assert.deepEqual([data, source, headers.get('x-a'), headers.get('x-b')], [body, 'cache', 'a: b', '']);
});

test('clearCache, invalidate and cacheStats wait for the store', async () => {
  const store = new Store();
  const own = make({ cache: { store } });
  await own.player(samples.player);
  await own.clan(samples.clan);
  assert.equal(await own.invalidate('player', samples.player), true);
  assert.equal(await own.invalidate('player', samples.player), false);
  assert.equal(await own.clearCache(), 1);
  const { hits, misses, stored, entries, failures } = await own.cacheStats();
  assert.deepEqual([hits, misses, stored, entries, failures], [0, 2, 2, undefined, 0]);
});

const fails = () => { throw new Error('the disk is full'); };
for (const [what, broken] of [
  ['throws', { get: fails, set: fails, delete: fails, clear: fails }],
  ['rejects', { get: async () => fails(), set: async () => fails(), delete: async () => fails(), clear: async () => fails() }],
  ['throws null', { get: () => { throw null; }, set: () => { throw null; }, delete: () => { throw null; }, clear: () => { throw null; } }],
]) {
  test(`a store that ${what} fails no call, is counted, and rejects direct operations`, async () => {
    const own = make({ cache: { store: broken } });
    for (let call = 0; call < 2; call += 1) assert.equal((await own.player(samples.player)).tag, samples.player);
    assert.equal(await requests(), 2);
    assert.equal((await own.cacheStats()).failures, 4);
    for (const direct of [own.clearCache(), own.invalidate('player', samples.player)]) {
      const error = await direct.catch((error) => error);
      assert.ok(error instanceof coc.CocError && error.kind === 'cache', String(error));
      if (what !== 'throws null') assert.equal(error.cause.message, 'the disk is full');
    }
  });
}

test('a store that returns nonsense is counted, and a request is sent instead', async () => {
  const valid = new Store();
  await make({ cache: { store: valid, lifetime: 60_000 } }).player(samples.player);
  const [{ value }] = [...valid.entries.values()];
  await api.resetCounters();
  const nonsense = [5, {}, true, '', 'x', '\ud800', value.slice(0, 30), value.replace('coc-entry', 'other'), value.replace(/\n200 /, '\n20000 '),
    value.replace(/(coc-entry \d\n\d+ )\d+/, '$1x'), value.replace(/\n\n/, '\nx y: z\n\n')];
  for (const returned of nonsense) {
    const own = make({ cache: { store: { get: () => returned, set() {}, delete() {}, clear() {} } } });
    assert.equal((await own.player(samples.player)).tag, samples.player, JSON.stringify(returned));
    assert.equal((await own.cacheStats()).failures, 1, JSON.stringify(returned));
  }
  assert.equal(await requests(), nonsense.length);
  // A body that is not JSON is no failure of the store, and a miss as well.
  const own = make({ cache: { store: { get: () => value.replace(/\n\n[^]*/, '\n\n{"tag"'), set() {}, delete() {}, clear() {} } } });
  assert.equal((await own.player(samples.player)).tag, samples.player);
});

test('a store that never settles ends with the deadline or the signal of the call', async () => {
  const own = make({ cache: { store: { get: () => new Promise(() => {}), set() {}, delete() {}, clear() {} } } });
  await assert.rejects(own.player(samples.player, { deadline: 30 }), coc.TimeoutError);
  await assert.rejects(own.player(samples.player, { signal: AbortSignal.timeout(30) }), coc.AbortedError);
  assert.equal((await own.player(samples.player, { noStore: true })).tag, samples.player);
});

test('a store may call the client, and unknown counts of its clear are 0', async () => {
  const inner = make();
  const own = make({ cache: { store: { get: async () => void (await inner.player(samples.player)), set() {}, delete() {}, clear: () => 'all' } } });
  await own.player(samples.player);
  assert.equal(await own.clearCache(), 0);
});

test('an object without the methods of a store is rejected by name, and maxBytes excludes a store', () => {
  for (const store of [{}, 5, { get() {}, set() {}, delete() {} }, { get: 1, set: 1, delete: 1, clear: 1 }]) {
    assert.throws(() => make({ cache: { store } }), /`store` of `cache` must be an object with the methods get, set, delete and clear/);
  }
  assert.throws(() => make({ cache: { store: new Store(), maxBytes: 5 } }), /`maxBytes`/);
});
