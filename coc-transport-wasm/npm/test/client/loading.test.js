// Calls while the module is still loading: order, signals and failures.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const dist = new URL('../../dist/', import.meta.url);
const { Client, AbortedError, initSync, InvalidRequestError } = await import(new URL('coc.js', dist));
const { loadWith } = await import(new URL('load.js', dist));
const bytes = await readFile(new URL('coc_bg.wasm', dist));

let finish;
let loads = 0;
loadWith(() => {
  loads += 1;
  return new Promise((resolve, reject) => (finish = { resolve: () => resolve(initSync({ module: bytes })), reject }));
});

test('calls wait for the module, in order, with the arguments and hooks of their moment', async () => {
  const sent = [];
  const fetch = async (url, { headers }) => (sent.push([url, headers['x-hook']]), Response.json({ tag: '#2PP' }, { headers: { 'cache-control': 'max-age=9' } }));
  const own = new Client({ baseUrl: 'http://127.0.0.1:9/a', fetch, cache: false });
  assert.throws(() => new Client({ nonsense: 1 }), InvalidRequestError);
  assert.equal(own.baseUrl, 'http://127.0.0.1:9/a');

  const aborted = new AbortController();
  const reason = new Error('enough');
  const ends = own.player('#2PP', { signal: aborted.signal });
  aborted.abort(reason);
  const error = await ends.catch((error) => error);
  assert.ok(error instanceof AbortedError && error.cause === reason && error.endpoint === 'player', 'at once, without the module');
  await assert.rejects(own.player('#2PP', { signal: AbortSignal.abort() }), AbortedError);

  const args = { limit: 2 };
  const first = own.player('#2PP').withResponse();
  const page = own.clanMembers('#2PP', args).then(() => {});
  args.limit = 9;
  const remove = own.use({ onRequest: ({ headers }) => void (headers['x-hook'] = '1') });
  const hooked = own.player('#9PP');
  remove();
  const moved = own.setBaseUrl('http://127.0.0.1:9/b');
  const last = own.player('#8QU8');
  const metrics = own.metrics();

  // A load that fails rejects all that wait, and the next call loads again.
  assert.equal(loads, 1);
  finish.reject(new Error('no network'));
  for (const waiting of [first, page, hooked, moved, last, metrics]) await assert.rejects(waiting, { kind: 'module' });

  const again = [own.player('#2PP').withResponse(), own.clanMembers('#2PP', { limit: 2 }).then(() => {})];
  const removeAgain = own.use({ onRequest: ({ headers }) => void (headers['x-hook'] = '1') });
  again.push(own.player('#9PP'));
  removeAgain();
  again.push(own.setBaseUrl('http://127.0.0.1:9/b'), own.player('#8QU8'));
  const controller = new AbortController();
  const late = own.player('#8QU9', { signal: controller.signal });
  assert.equal(loads, 2);
  finish.resolve();
  const [{ data, source, maxAge }] = await Promise.all(again);
  assert.deepEqual([data, source, maxAge], [{ tag: '#2PP' }, 'network', 9_000]);
  await late;
  // Sorted, because a request with a hook is sent later.
  assert.deepEqual(sent.map(([url, hook]) => [decodeURIComponent(new URL(url).pathname + new URL(url).search), hook]).sort(), [
    ['/a/clans/#2PP/members?limit=2', undefined],
    ['/a/players/#2PP', undefined],
    ['/a/players/#9PP', '1'],
    ['/b/players/#8QU8', undefined],
    ['/b/players/#8QU9', undefined],
  ]);
  assert.equal(own.baseUrl, 'http://127.0.0.1:9/b');
});
