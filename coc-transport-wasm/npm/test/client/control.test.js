// Metrics, recent errors, CSV, invalidation, and the settings of cache and retries.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, coc, make, requests, samples } from './support/client.js';

const answer = (headers) => async () => Response.json({}, { headers });

test('metrics of one endpoint count only its calls; all metrics have times, tokens and rates', async () => {
  const own = make({ rateLimit: { perSecond: 50 } });
  const began = Date.now();
  assert.deepEqual(Object.keys(await own.metrics()).filter((name) => /rate|from|to$/i.test(name)), [], 'before the first call');
  await own.player(samples.player);
  await own.player(samples.player);
  await own.player('#QQQQ').catch(() => {});
  await own.clan(samples.clan);
  const all = await own.metrics();
  assert.deepEqual([all.calls, all.succeeded, all.cached, all.repaired, all.requests], [4, 3, 1, 0, 3]);
  assert.ok(all.from instanceof Date && all.from >= began - 1 && all.to >= all.from && all.to <= Date.now() + 1);
  const [{ id, ...token }] = all.tokens;
  assert.match(id, /^[\da-f]{8}$/);
  assert.deepEqual(token, { state: 'healthy', perSecond: 50, requests: 3, throttled: 0, rejected: 0 });
  const players = await own.metrics('player');
  assert.deepEqual([players.calls, players.succeeded, players.endpoints, players.errors, players.tokens], [3, 2, { player: 3 }, { notFound: 1 }, []]);
  assert.equal((await own.metrics('nothing')).calls, 0);
  await assert.rejects(own.metrics(5), coc.InvalidRequestError);
});

test('the state of a token tells for how long it is throttled, or why it was rejected', async () => {
  const own = make({ cache: false, retry: false });
  await api.faults({ fault: { throttled: { retryAfter: 60 } }, times: 1 });
  await own.player(samples.player).catch(() => {});
  const [throttled] = (await own.metrics()).tokens;
  assert.equal(throttled.state, 'throttled');
  assert.ok(throttled.throttledFor > 50_000 && throttled.throttledFor <= 60_000);
  const other = make({ cache: false, retry: false });
  await api.faults({ fault: 'invalidIp' });
  await other.player(samples.player).catch(() => {});
  const [rejected] = (await other.metrics()).tokens;
  assert.deepEqual([rejected.state, rejected.kind], ['rejected', 'invalidIp']);
});

test('recent errors are exceptions, newest first, and metrics as CSV have a line for each call', async () => {
  const own = make({ retry: false });
  await own.player('#QQQQ').catch(() => {});
  await own.clan('#QQQQ').catch(() => {});
  await own.player(samples.player);
  const [clan, player, ...none] = await own.recentErrors();
  assert.deepEqual([clan.endpoint, player.endpoint, none.length], ['clan', 'player', 0]);
  assert.ok(clan.error instanceof coc.NotFoundError && clan.endedAt >= player.endedAt && clan.endedAt instanceof Date);
  assert.equal((await own.recentErrors(1)).length, 1);
  for (const count of [-1, 0.5, '5', null]) await assert.rejects(own.recentErrors(count), coc.InvalidRequestError);
  const [header, ...lines] = (await own.metricsCsv()).trimEnd().split('\r\n');
  assert.equal(header, 'ended_at,endpoint,source,status,attempts,duration_ms,repaired,error');
  assert.equal(lines.length, 3);
  assert.match(lines[0], /^\d{10}\.\d{3},player,,404,1,\d+\.\d{3},false,not found$/);
  assert.match(lines[2], /^\d{10}\.\d{3},player,network,200,1,\d+\.\d{3},false,$/);
  const off = make({ metrics: false });
  assert.deepEqual([await off.metrics(), await off.metrics('player'), await off.metricsCsv(), await off.recentErrors()], [undefined, undefined, undefined, []]);
});

test('invalidate removes the response of a method with these arguments and options, and no other', async () => {
  const own = make();
  await own.player(samples.player);
  await own.clan(samples.clan);
  await own.clanMembers(samples.clan, { limit: 2 });
  await own.clanMembers(samples.clan, { limit: 3 });
  assert.equal(await own.invalidate('player', samples.player.toLowerCase()), true, 'a tag is corrected');
  assert.equal(await own.invalidate('player', samples.player), false);
  assert.equal(await own.invalidate('clanMembers', samples.clan), false);
  assert.equal(await own.invalidate('clanMembers', samples.clan, { limit: 2 }), true);
  assert.equal((await own.cacheStats()).entries, 2);
  await assert.rejects(own.invalidate('player', 'not a tag'), coc.InvalidTagError);
  for (const method of ['players', 'constructor', undefined, Symbol('x')]) await assert.rejects(own.invalidate(method), coc.InvalidRequestError);
  await assert.rejects(own.invalidate('player', samples.player, { nonsense: 1 }), coc.InvalidRequestError);
});

test('a response in flight is not stored if it is invalidated meanwhile', async () => {
  await api.set({ latencyMs: 30 });
  const own = make();
  const call = own.player(samples.player);
  await new Promise((resolve) => setTimeout(resolve, 10));
  await own.invalidate('player', samples.player);
  await call;
  assert.equal((await own.cacheStats()).entries, 0);
});

test('a disabled cache is neither read nor written, and keeps its entries', async () => {
  const own = make();
  await own.player(samples.player);
  await own.setCacheEnabled(false);
  assert.equal((await own.cacheStats()).enabled, false);
  await own.player(samples.player);
  await own.clan(samples.clan);
  await own.setCacheEnabled(true);
  await own.player(samples.player);
  const { entries, enabled, freshEntries, expiredEntries } = await own.cacheStats();
  assert.deepEqual([await requests(), entries, enabled, freshEntries, expiredEntries], [3, 1, true, 1, 0]);
  for (const wrong of [undefined, 'false', 0]) await assert.rejects(own.setCacheEnabled(wrong), coc.InvalidRequestError);
});

test('lifetimes of endpoints, of responses without one, and the longest one of a server apply', async () => {
  const lifetime = async (cache, headers) => {
    const own = make({ cache, fetch: answer(headers) });
    const { freshUntil } = await own.goldPass().withResponse();
    return Math.round((freshUntil - Date.now()) / 1_000);
  };
  const served = { 'cache-control': 'max-age=600' };
  assert.equal(await lifetime({}, served), 600);
  assert.equal(await lifetime({}, {}), 300);
  assert.equal(await lifetime({ fallbackLifetime: 20_000 }, {}), 20);
  assert.equal(await lifetime({ fallbackLifetime: 20_000 }, served), 600);
  assert.equal(await lifetime({ maxServerLifetime: 100_000 }, served), 100);
  assert.equal(await lifetime({ lifetime: 10_000 }, served), 10);
  assert.equal(await lifetime({ lifetime: 10_000, lifetimes: { goldpass: 50_000, player: 1 } }, served), 50);
  assert.equal(await lifetime({ lifetimes: { player: 1 } }, served), 600);
  const own = make({ cache: { lifetimes: { goldpass: 0 } }, fetch: answer(served) });
  await own.goldPass();
  assert.deepEqual([(await own.cacheStats()).entries, (await own.cacheStats()).defaultLifetime], [0, 300_000]);
  for (const [wrong, words] of [
    [{ lifetimes: { goldPass: 1 } }, /`goldPass`, which is no endpoint/],
    [{ lifetimes: { player: -1 } }, /`player` in `lifetimes`/],
    [{ lifetimes: { player: '1' } }, /`player` in `lifetimes`/],
    [{ lifetimes: 5 }, /`lifetimes` of `cache`/],
    [{ lifetime: 1, fallbackLifetime: 1 }, /set one of both/],
    [{ maxServerLifetime: NaN }, /`maxServerLifetime`/],
  ]) {
    assert.throws(() => make({ cache: wrong }), words);
  }
});

test('background calls wait behind all others, and a budget of 0 allows few retries', async () => {
  const order = [];
  const fetch = async (url) => (order.push(decodeURIComponent(url.split('/').pop())), Response.json({}));
  const own = make({ cache: false, rateLimit: { perSecond: 20, burst: 1 }, fetch });
  const calls = [own.player('#2PP')];
  calls.push(own.player('#8QU8', { background: true }), own.player('#8QU9', { background: true }), own.player('#9PP'));
  await Promise.all(calls);
  assert.deepEqual(order, ['#2PP', '#9PP', '#8QU8', '#8QU9']);
  let sent = 0;
  const failing = make({ cache: false, retry: { budget: 0, baseDelay: 0, attempts: 2 }, fetch: async () => (sent++, Response.json({}, { status: 502 })) });
  for (let call = 0; call < 100; call += 1) await failing.goldPass().catch(() => {});
  assert.ok(sent < 200, `${sent} requests for 100 calls`);
  assert.throws(() => make({ retry: { budget: -1 } }), /`budget`/);
});
