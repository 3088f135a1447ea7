// Calls that end early, by a signal or by a limit of time, and what they leave behind.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { send } from '../npm/entry/node-send.js';
import { api, coc, make, options, samples } from './support/client.js';

test('a call ends with its signal, and leaves nobody who listens to it', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  const own = make();
  const controller = new AbortController();
  const call = own.player(samples.player, { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await assert.rejects(call, (error) => error instanceof coc.Aborted && error.cause.name === 'AbortError' && error.endpoint === 'player');
  await assert.rejects(own.player(samples.player, { signal: AbortSignal.abort() }), coc.Aborted);
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

test('a signal ends its own call only, whenever it comes', async () => {
  const body = (tag) => new TextEncoder().encode(JSON.stringify({ tag })).buffer;
  // In every turn between the end of a call and its caller's hearing of it.
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
    assert.ok(first.tag === samples.clan || first instanceof coc.Aborted, String(first));
    while (!other) await null;
    assert.equal((await other).tag, samples.player, `after ${turns} turns`);
  }
});

test('one signal may end a thousand calls, and nobody warns of a leak', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  const warnings = [];
  const hear = (warning) => warnings.push(warning.name);
  process.on('warning', hear);
  const own = make({ rateLimit: { perSecond: 0, concurrency: 5 } });
  const controller = new AbortController();
  const calls = Array.from({ length: 1000 }, () => own.player(samples.player, { signal: controller.signal, noStore: true }));
  controller.abort();
  const settled = await Promise.allSettled(calls);
  assert.ok(settled.every(({ reason }) => reason instanceof coc.Aborted));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', hear);
  assert.deepEqual(warnings, []);
});

test('an attempt and a call have their limits of time', async () => {
  await api.faults({ fault: { stalled: { after: 'headers' } } });
  const own = make({ retry: false });
  await assert.rejects(own.player(samples.player, { timeout: 30 }), (error) => error instanceof coc.Timeout && error.attempts === 1);
  await assert.rejects(own.player(samples.player, { deadline: 30 }), coc.Timeout);
  await assert.rejects(make({ timeout: 30, retry: false }).player(samples.player), coc.Timeout);
});

test('a signal that comes while its call is begun ends it', async () => {
  const controller = new AbortController();
  const own = make({ onRequest: () => controller.abort() });
  await assert.rejects(own.player(samples.player, { signal: controller.signal }), coc.Aborted);
});

test('calls at once have each their own limit', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  const own = make({ retry: false });
  const ended = [];
  // The first to end is begun last, and one begins beside those that wait already.
  const calls = [1500, 200, 700].map((timeout) =>
    assert.rejects(own.player(samples.player, { timeout, noStore: true }), coc.Timeout).then(() => ended.push(timeout)),
  );
  await Promise.all(calls);
  assert.deepEqual(ended, [200, 700, 1500]);
  assert.deepEqual(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout'), []);
});

test('started and aborted calls leave no socket, no timer and no memory', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  // Node's own fetch may keep a socket that was still connecting when its request was given up; the package sends by this.
  const own = new coc.Client({ ...options, rateLimit: { perSecond: 0, concurrency: 1000 } }, send);
  const open = async () => (await api.state()).counters.connections_open;
  const before = await open();
  const round = async () => {
    const controller = new AbortController();
    const calls = Array.from({ length: 1000 }, (_, number) =>
      own.player('#' + [...String(100_000 + number)].map((digit) => '0289PYLQGR'[digit]).join(''), { signal: controller.signal }),
    );
    setTimeout(() => controller.abort(), 10);
    const settled = await Promise.allSettled(calls);
    assert.ok(settled.every(({ reason }) => reason instanceof coc.Aborted));
  };
  // Twice, because what is allocated finds its places in the second round.
  await round();
  await round();
  const bytes = coc.memory.buffer.byteLength;
  for (let again = 0; again < 4; again += 1) await round();
  assert.equal(coc.memory.buffer.byteLength, bytes);
  // The server hears of it when the sockets close; so it is asked again, but not without end.
  let left = await open();
  for (let asked = 0; left > before && asked < 5000; asked += 1) left = await open();
  assert.ok(left <= before, `${left} connections are open, ${before} were before`);
  assert.deepEqual(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout'), []);
});
