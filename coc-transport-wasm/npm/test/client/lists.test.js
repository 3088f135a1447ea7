// Lists: one page when awaited, all items when iterated.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, coc, make, requests, samples } from './support/client.js';

test('a list is one page when it is awaited, and all items when it is iterated', async () => {
  const own = make();
  const { members } = await own.clan(samples.clan);
  const page = await own.clanMembers(samples.clan, { limit: 7 });
  assert.equal(page.items.length, 7);
  const tags = new Set();
  for await (const member of own.clanMembers(samples.clan, { limit: 7 })) tags.add(member.tag);
  assert.equal(tags.size, members);
  const sizes = [];
  for await (const { items } of own.clanMembers(samples.clan, { limit: 7 }).pages()) sizes.push(items.length);
  assert.deepEqual([sizes.length, sizes[0]], [Math.ceil(members / 7), 7]);
  const rest = await own.clanMembers(samples.clan, { limit: 50, after: page.paging.cursors.after });
  assert.equal(rest.items.length, members - 7);
  await api.resetCounters();
  const few = [];
  for await (const member of make().clanMembers(samples.clan, { limit: 7, max: 7 })) few.push(member);
  assert.deepEqual([few.length, await requests()], [7, 1]);
});

test('an unused list sends nothing', async () => {
  make().clanMembers(samples.clan);
  assert.equal(await requests(), 0);
});

test('a page whose cursor points to itself ends the iteration with an error', async () => {
  const own = make({ fetch: async () => new Response('{"items":[1],"paging":{"cursors":{"after":"x"}}}') });
  const items = [];
  await assert.rejects(async () => {
    for await (const item of own.locations()) items.push(item);
  }, coc.DecodeError);
  assert.deepEqual(items, [1, 1]);
});

test('a numeric cursor leads to the next page', async () => {
  const requested = [];
  const client = make({
    cache: false,
    fetch: async (url) => {
      const after = new URL(url).searchParams.get('after');
      requested.push(after);
      return Response.json({ items: [{ id: Number(after) }], paging: { cursors: after === '20' ? {} : { after: 20 } } });
    },
  });
  const ids = [];
  for await (const { id } of client.clanMembers(samples.clan)) ids.push(id);
  assert.deepEqual([ids, requested], [[0, 20], [null, '20']]);
  assert.equal((await client.clanMembers(samples.clan, { after: 20 })).items[0].id, 20);
});
