// Lists: a page when they are awaited, and all entries when they are gone over.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, coc, make, requests, samples } from './support/client.js';

test('a list is a page when it is awaited, and all entries when it is gone over', async () => {
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
  await api.admin('DELETE', 'counters');
  const few = [];
  for await (const member of make().clanMembers(samples.clan, { limit: 7, max: 7 })) few.push(member);
  assert.deepEqual([few.length, await requests()], [7, 1]);
});

test('a list that is not used sends nothing', async () => {
  make().clanMembers(samples.clan);
  assert.equal(await requests(), 0);
});

test('a page that names itself as the one after it ends the list with an error', async () => {
  const own = make({ fetch: async () => new Response('{"items":[1],"paging":{"cursors":{"after":"x"}}}') });
  const items = [];
  await assert.rejects(async () => {
    for await (const item of own.locations()) items.push(item);
  }, coc.Decode);
  assert.deepEqual(items, [1, 1]);
});

test('a cursor that is a number, as imitations of the API send it, leads to the next page', async () => {
  const asked = [];
  const client = make({
    cache: false,
    fetch: async (url) => {
      const after = new URL(url).searchParams.get('after');
      asked.push(after);
      return Response.json({ items: [{ id: Number(after) }], paging: { cursors: after === '20' ? {} : { after: 20 } } });
    },
  });
  const ids = [];
  for await (const { id } of client.clanMembers(samples.clan)) ids.push(id);
  assert.deepEqual([ids, asked], [[0, 20], [null, '20']]);
  assert.equal((await client.clanMembers(samples.clan, { after: 20 })).items[0].id, 20);
});
