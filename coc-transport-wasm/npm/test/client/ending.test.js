// Calls that end early, by a signal or a time limit, and that they release everything.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { httpSender } from '../../entry/node-http.js';
import { api, coc, make, options, samples } from './support/client.js';

test('a signal aborts its call, and no listener stays on it', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  const own = make();
  const controller = new AbortController();
  const call = own.player(samples.player, { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await assert.rejects(call, (error) => error instanceof coc.AbortedError && error.cause.name === 'AbortError' && error.endpoint === 'player');
  await assert.rejects(own.player(samples.player, { signal: AbortSignal.abort() }), coc.AbortedError);
  await api.faults();
  let listeners = 0;
  const signal = {
    aborted: false,
    addEventListener: () => (listeners += 1),
    removeEventListener: () => (listeners -= 1),
  };
  await own.player(samples.player, { signal });
  assert.equal(listeners, 0);
});

test('a signal aborts only its own call, whenever it fires', async () => {
  const body = (tag) => new TextEncoder().encode(JSON.stringify({ tag })).buffer;
  // In every microtask between the end of a call and the settling of its promise.
  for (let turns = 0; turns < 40; turns += 1) {
    const late = new AbortController();
    let other;
    const race = async () => {
      for (let turn = 0; turn < turns; turn += 1) await null;
      other = own.player(samples.player);
      late.abort();
    };
    const own = make({
      cache: false,
      retry: false,
      fetch: async (url) => ({
        status: 200,
        headers: [],
        arrayBuffer: async () => {
          if (!url.includes('/clans/')) return body(samples.player);
          race();
          return body(samples.clan);
        },
      }),
    });
    const first = await own.clan(samples.clan, { signal: late.signal }).catch((error) => error);
    assert.ok(first.tag === samples.clan || first instanceof coc.AbortedError, String(first));
    while (!other) await null;
    assert.equal((await other).tag, samples.player, `after ${turns} turns`);
  }
});

test('one signal aborts a thousand calls without a warning about a listener leak', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  const warnings = [];
  const record = (warning) => warnings.push(warning.name);
  process.on('warning', record);
  const own = make({ rateLimit: { perSecond: 0, maxInFlight: 5 } });
  const controller = new AbortController();
  const calls = Array.from({ length: 1000 }, () => own.player(samples.player, { signal: controller.signal, noStore: true }));
  controller.abort();
  const settled = await Promise.allSettled(calls);
  assert.ok(settled.every(({ reason }) => reason instanceof coc.AbortedError));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', record);
  assert.deepEqual(warnings, []);
});

test('an attempt and a call time out', async () => {
  await api.faults({ fault: { stalled: { after: 'headers' } } });
  const own = make({ retry: false });
  await assert.rejects(own.player(samples.player, { timeout: 30 }), (error) => error instanceof coc.TimeoutError && error.attempts === 1);
  await assert.rejects(own.player(samples.player, { deadline: 30 }), coc.TimeoutError);
  await assert.rejects(make({ timeout: 30, retry: false }).player(samples.player), coc.TimeoutError);
});

test('a signal that fires while its call starts aborts it', async () => {
  const controller = new AbortController();
  const own = make({ onRequest: () => controller.abort() });
  await assert.rejects(own.player(samples.player, { signal: controller.signal }), coc.AbortedError);
});

test('concurrent calls have separate timeouts', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  const own = make({ retry: false });
  const ended = [];
  // The first to time out starts second, and the last one starts after it.
  const calls = [1500, 200, 700].map((timeout) =>
    assert.rejects(own.player(samples.player, { timeout, noStore: true }), coc.TimeoutError).then(() => ended.push(timeout)),
  );
  await Promise.all(calls);
  assert.deepEqual(ended, [200, 700, 1500]);
  assert.deepEqual(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout'), []);
});

test('aborted calls leave no socket, no timer and no memory behind', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  // As in Node: its `fetch` may keep a socket whose request was aborted while it was connecting.
  const own = new coc.Client({ ...options, rateLimit: { perSecond: 0, maxInFlight: 1000 } }, httpSender);
  const open = async () => (await api.state()).counters.connectionsOpen;
  const before = await open();
  const round = async () => {
    const controller = new AbortController();
    const calls = Array.from({ length: 1000 }, (_, number) =>
      own.player('#' + [...String(100_000 + number)].map((digit) => '0289PYLQGR'[digit]).join(''), { signal: controller.signal }),
    );
    setTimeout(() => controller.abort(), 10);
    const settled = await Promise.allSettled(calls);
    assert.ok(settled.every(({ reason }) => reason instanceof coc.AbortedError));
  };
  // Twice, because the allocator's state is stable only after the second round.
  await round();
  await round();
  const bytes = coc.memory.buffer.byteLength;
  for (let again = 0; again < 4; again += 1) await round();
  assert.equal(coc.memory.buffer.byteLength, bytes);
  // The server notices a closed socket with a delay.
  let left = await open();
  for (let polls = 0; left > before && polls < 5000; polls += 1) left = await open();
  assert.ok(left <= before, `${left} connections are open, ${before} were before`);
  assert.deepEqual(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout'), []);
});
