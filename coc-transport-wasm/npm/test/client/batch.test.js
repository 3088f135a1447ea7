// Batches: many calls, a few at a time.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { test } from 'node:test';

import { api, coc, make, samples } from './support/client.js';

test('a batch yields a result for every input and limits the calls in flight', async () => {
  const own = make();
  const tags = (await own.clan(samples.clan)).memberList.map(({ tag }) => tag);
  await api.set({ latencyMs: 100 });
  await api.resetCounters();
  const inputs = [...tags.slice(0, 12), 'nonsense!', '#QQQQ'];
  const results = [];
  for await (const result of own.batch('player', inputs, { concurrency: 3, ordered: true })) results.push(result);
  assert.deepEqual(results.map(({ input }) => input), inputs);
  assert.deepEqual(results.map(({ ok }) => ok), [...Array(12).fill(true), false, false]);
  assert.ok(results[12].error instanceof coc.InvalidTagError && results[13].error instanceof coc.NotFoundError);
  assert.ok(results[0].value.name);
  assert.equal((await api.state()).counters.peakInFlight, 3);
});

test('a batch reads no more of endless inputs than it calls, and closes them when its loop ends early', async () => {
  const own = make({ cache: false });
  let read = 0;
  let closed = false;
  async function* endless() {
    try {
      for (;;) {
        read += 1;
        yield samples.player;
      }
    } finally {
      closed = true;
    }
  }
  let done = 0;
  for await (const { ok } of own.batch('player', endless(), { concurrency: 4 })) {
    assert.ok(ok);
    if (++done === 20) break;
  }
  assert.ok(closed);
  assert.ok(read <= 24, `${read} inputs for 20 results`);
});

test('a slow call delays only the results that follow it in an ordered batch', async () => {
  const slow = '#QQQQ';
  const fetchSlowly = async (url, init) => {
    if (url.includes('QQQQ')) await once(release, 'now');
    return fetch(url, init);
  };
  const release = new EventEmitter();
  const client = make({ cache: false, fetch: fetchSlowly });
  const inputs = [slow, ...Array(100).fill(samples.player)];
  const order = [];
  for await (const { input } of client.batch('player', inputs, { concurrency: 3 })) {
    order.push(input);
    if (order.length === 100) release.emit('now');
  }
  assert.deepEqual([order.length, order[100]], [101, slow]);
  setTimeout(() => release.emit('now'), 20);
  const ordered = [];
  for await (const { input } of client.batch('player', inputs.slice(0, 5), { concurrency: 3, ordered: true })) ordered.push(input);
  assert.deepEqual(ordered, inputs.slice(0, 5));
});

test('a signal aborts every call of a batch', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  const controller = new AbortController();
  const results = [];
  setTimeout(() => controller.abort(new Error('enough')), 50);
  for await (const result of make().batch('player', ['#2PP', '#2PY'], { signal: controller.signal })) results.push(result);
  assert.ok(results.every(({ error }) => error instanceof coc.AbortedError && error.cause.message === 'enough'));
  assert.equal(results.length, 2);
});
