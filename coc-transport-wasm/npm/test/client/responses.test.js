// `withResponse()`: what a response tells, and that it costs a caller nothing who does not ask.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, coc, make, requests, samples } from './support/client.js';

const respond = (body, headers = {}) => new Response(body, { headers: { 'content-type': 'application/json', ...headers } });

test('withResponse tells status, headers, freshness, source and attempts of a network response', async () => {
  const own = make({ fetch: async () => respond('{"tag":"#2PP"}', { 'cache-control': 'max-age=60', 'x-odd': 'a, b' }) });
  const before = Date.now();
  const { data, headers, freshUntil, ...rest } = await own.player('#2PP').withResponse();
  assert.deepEqual(data, { tag: '#2PP' });
  assert.deepEqual(rest, { status: 200, maxAge: 60_000, source: 'network', attempts: 1 });
  assert.ok(headers instanceof Headers && freshUntil instanceof Date);
  assert.deepEqual([headers.get('Cache-Control'), headers.get('x-odd')], ['max-age=60', 'a, b']);
  assert.ok(freshUntil - before > 59_000 && freshUntil - before < 62_000, freshUntil.toISOString());
});

test('a hit, a coalesced, a stale and a retried response name their source and attempts', async () => {
  await api.set({ latencyMs: 20 });
  const own = make({ cache: { lifetime: 50, staleIfError: 60_000 }, retry: { baseDelay: 1 } });
  await api.faults({ fault: { html: { status: 502 } }, times: 1 });
  const [one, two] = await Promise.all([own.player(samples.player).withResponse(), own.player(samples.player).withResponse()]);
  assert.deepEqual([one.source, one.attempts, two.source], ['network', 2, 'shared']);
  assert.equal(one.data, two.data);
  const hit = await own.player(samples.player).withResponse();
  assert.deepEqual([hit.source, hit.attempts, hit.data === one.data], ['cache', 0, true]);
  assert.equal(hit.headers.get('content-type'), one.headers.get('content-type'));
  assert.ok(Math.abs(hit.freshUntil - one.freshUntil) < 20, 'the same moment');
  await new Promise((resolve) => setTimeout(resolve, 60));
  await api.faults({ fault: 'maintenance' });
  const stale = await own.player(samples.player).withResponse();
  assert.equal(stale.source, 'staleCache');
  assert.ok(stale.freshUntil < Date.now(), 'it has expired');
});

test('withResponse is possible in the turn of a hit and until a pending call ends, and again', async () => {
  const own = make();
  const pending = own.player(samples.player);
  await null;
  const [first, again] = await Promise.all([pending.withResponse(), pending.withResponse()]);
  assert.deepEqual([first.source, again.source], ['network', 'network']);
  const hits = Array.from({ length: 300 }, () => own.player(samples.player));
  for (const { source } of await Promise.all(hits.map((hit) => hit.withResponse()))) assert.equal(source, 'cache');
  const hit = own.player(samples.player);
  assert.equal((await Promise.all([hit.withResponse(), hit.withResponse()]))[1].source, 'cache');
});

test('withResponse after the call has ended is an InvalidRequestError, and never another call\'s response', async () => {
  const own = make();
  const network = own.player(samples.player);
  await network;
  const hit = own.player(samples.player);
  // So many hits that the numbers of the first ones are used again.
  for (let more = 0; more < 200; more += 1) await own.player(samples.player);
  const others = [own.clan(samples.clan), own.clan(samples.clan)];
  for (const late of [network, hit]) {
    await assert.rejects(late.withResponse(), (error) => error instanceof coc.InvalidRequestError && /before the call has ended/.test(error.message));
  }
  await Promise.all(others);
});

test('a rejected call rejects withResponse with its own error, and leaves no unhandled rejection', async () => {
  const unhandled = [];
  const record = (error) => unhandled.push(error);
  process.on('unhandledRejection', record);
  const own = make({ retry: false });
  async function theCaller() {
    return await own.player('#QQQQ').withResponse();
  }
  const error = await theCaller().catch((error) => error);
  assert.ok(error instanceof coc.NotFoundError);
  assert.match(error.stack, /theCaller/);
  await assert.rejects(own.player('not a tag').withResponse(), coc.InvalidTagError);
  await assert.rejects(own.player('#2PP', { limit: 5 }).withResponse(), coc.InvalidRequestError);
  await assert.rejects(own.custom('/x', { nonsense: 1 }).withResponse(), coc.InvalidRequestError);
  await assert.rejects(own.player('#2PP', { signal: AbortSignal.abort() }).withResponse(), coc.AbortedError);
  const failed = own.player('#QQQQ');
  await failed.catch(() => {});
  await assert.rejects(failed.withResponse(), coc.NotFoundError, 'late, but its own error');
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', record);
  assert.deepEqual(unhandled, []);
});

test('custom and lists have withResponse; an awaited list sends one request for it', async () => {
  const own = make();
  const custom = await own.custom(`/clans/${encodeURIComponent(samples.clan)}`).withResponse();
  assert.equal(custom.data.tag, samples.clan);
  await api.resetCounters();
  const { data, status } = await own.clanMembers(samples.clan, { limit: 3 }).withResponse();
  assert.deepEqual([data.items.length, status, await requests()], [3, 200, 1]);
});

test('a call is a native promise that begins at once', async () => {
  let sent = 0;
  const own = make({ fetch: async () => (sent++, respond('{}')) });
  const call = own.goldPass();
  assert.equal(call.constructor, Promise);
  assert.ok(call instanceof Promise && call.then() instanceof Promise);
  await call;
  assert.equal(sent, 1);
});

test('a lifetime without end is a date at the end of all dates', async () => {
  const own = make({ cache: { lifetime: Number.MAX_VALUE }, fetch: async () => respond('{}') });
  assert.equal((await own.goldPass().withResponse()).freshUntil.getTime(), 864e13);
});
