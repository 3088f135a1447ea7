// Who shares an answer, and how long it is kept.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, make, requests, samples } from './support/client.js';

test('an answer is a plain object that nobody can change, because others may have the same', async () => {
  const own = make();
  const [one, two] = await Promise.all([own.clan(samples.clan), own.clan(samples.clan)]);
  assert.equal(one, two);
  assert.equal(await own.clan(samples.clan), one);
  assert.throws(() => (one.memberList[0].name = 'x'), TypeError);
});

test('an answer that nobody else has is its caller\'s own, and one that two waited for is neither\'s', async () => {
  const own = make({ cache: false });
  const alone = await own.clan(samples.clan);
  alone.memberList[0].note = 'mine';
  const [one, other] = await Promise.all([own.clan(samples.clan), own.clan(samples.clan)]);
  assert.equal(one, other);
  assert.equal(one.memberList[0].note, undefined);
  assert.ok(Object.isFrozen(one) && Object.isFrozen(one.memberList) && Object.isFrozen(one.memberList[0]));
});

test('a thousand that want the same make one request', async () => {
  await api.admin('POST', 'settings', { latency_ms: 20 });
  const own = make();
  const answers = await Promise.all(Array.from({ length: 1000 }, () => own.player(samples.player)));
  assert.equal(new Set(answers).size, 1);
  assert.equal(await requests(), 1);
  assert.deepEqual([own.metrics().shared, own.metrics().requests], [999, 1]);
});

test('the cache answers, tells how it has done, and can be passed or cleared', async () => {
  const own = make();
  for (let call = 0; call < 3; call += 1) await own.player(samples.player);
  await own.player(samples.player, { fresh: true });
  await own.player(samples.player, { noStore: true });
  assert.equal(await requests(), 3);
  const stats = own.cacheStats();
  assert.deepEqual([stats.hits, stats.misses, stats.entries, stats.hitRate], [2, 1, 1, 2 / 3]);
  assert.equal(own.clearCache(), 1);
  assert.equal(own.cacheStats().entries, 0);
  const none = make({ cache: false });
  await none.player(samples.player);
  await none.player(samples.player);
  assert.equal(await requests(), 5);
});

test('while the API fails, a stale answer does if that is wanted', async () => {
  const own = make({ cache: { lifetime: 1, staleIfError: 60_000 }, retry: false });
  const player = await own.player(samples.player);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await api.faults({ fault: 'maintenance' });
  assert.equal(await own.player(samples.player), player);
});
