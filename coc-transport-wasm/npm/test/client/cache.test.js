// The cache, coalescing, and who may change a value.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, make, requests, samples } from './support/client.js';

test('a cached value is frozen, because other callers share it', async () => {
  const own = make();
  const [one, two] = await Promise.all([own.clan(samples.clan), own.clan(samples.clan)]);
  assert.equal(one, two);
  assert.equal(await own.clan(samples.clan), one);
  assert.throws(() => (one.memberList[0].name = 'x'), TypeError);
});

test('an uncached value is mutable, and frozen if two callers share its request', async () => {
  const own = make({ cache: false });
  const alone = await own.clan(samples.clan);
  alone.memberList[0].note = 'mine';
  const [one, other] = await Promise.all([own.clan(samples.clan), own.clan(samples.clan)]);
  assert.equal(one, other);
  assert.equal(one.memberList[0].note, undefined);
  assert.ok(Object.isFrozen(one) && Object.isFrozen(one.memberList) && Object.isFrozen(one.memberList[0]));
});

test('a thousand equal calls are coalesced into one request', async () => {
  await api.set({ latencyMs: 20 });
  const own = make();
  const values = await Promise.all(Array.from({ length: 1000 }, () => own.player(samples.player)));
  assert.equal(new Set(values).size, 1);
  assert.equal(await requests(), 1);
  assert.deepEqual([(await own.metrics()).shared, (await own.metrics()).requests], [999, 1]);
});

test('the cache serves calls, counts them, and can be bypassed and cleared', async () => {
  const own = make();
  for (let call = 0; call < 3; call += 1) await own.player(samples.player);
  await own.player(samples.player, { fresh: true });
  await own.player(samples.player, { noStore: true });
  assert.equal(await requests(), 3);
  const stats = await own.cacheStats();
  assert.deepEqual([stats.hits, stats.misses, stats.entries, stats.hitRate], [2, 1, 1, 2 / 3]);
  assert.equal(await own.clearCache(), 1);
  assert.equal((await own.cacheStats()).entries, 0);
  const none = make({ cache: false });
  await none.player(samples.player);
  await none.player(samples.player);
  assert.equal(await requests(), 5);
});

test('with staleIfError an expired value is used while the API fails', async () => {
  const own = make({ cache: { lifetime: 1, staleIfError: 60_000 }, retry: false });
  const player = await own.player(samples.player);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await api.faults({ fault: 'maintenance' });
  assert.equal(await own.player(samples.player), player);
});
