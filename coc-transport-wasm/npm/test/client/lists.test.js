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

/** Sends no request: the page of a cursor is made by a function. */
const paged = (page, more) => make({ fetch: async (url) => Response.json(page(new URL(url).searchParams.get('after'))), ...more });

/** Returns the pages of a list and the error that ended them. */
async function pagesUntilError(list) {
  const pages = [];
  try {
    for await (const page of list.pages()) pages.push(page);
  } catch (error) {
    return { pages, error };
  }
  return { pages };
}

test('a page whose cursor points to itself ends the iteration with an error', async () => {
  const own = paged(() => ({ items: [1], paging: { cursors: { after: 'x' } } }));
  const items = [];
  await assert.rejects(async () => {
    for await (const item of own.locations()) items.push(item);
  }, coc.DecodeError);
  assert.deepEqual(items, [1, 1]);
});

test('cursors in a circle end the iteration with an error that names the cursor, and no page comes twice', async () => {
  for (const cache of [true, false]) {
    for (const cursors of [{ null: 'A', A: 'B', B: 'A' }, { null: 1, 1: 2, 2: 3, 3: 1 }]) {
      const requested = [];
      const page = (after) => {
        requested.push(after);
        return { items: [after ?? 'first'], paging: { cursors: { after: cursors[after] } } };
      };
      const own = paged(page, { cache });
      const { pages, error } = await pagesUntilError(own.locations());
      assert.ok(error instanceof coc.DecodeError && error.kind === 'decode', String(error));
      assert.match(error.message, /"[A1]" leads back/);
      assert.deepEqual(requested, [null, ...Object.keys(cursors).filter((cursor) => cursor !== 'null')]);
      assert.equal(new Set(pages.map(({ items }) => items[0])).size, pages.length);
    }
  }
});

test('a list that starts within a circle ends when the circle closes', async () => {
  const own = paged((after) => ({ items: [after], paging: { cursors: { after: after === 'A' ? 'B' : 'A' } } }));
  const { pages, error } = await pagesUntilError(own.locations({ after: 'A' }));
  assert.deepEqual(pages.map(({ items }) => items[0]), ['A', 'B']);
  assert.match(error.message, /"A" leads back/);
});

test('eleven empty pages in a row are an error, and ten are not', async () => {
  const own = (empty) =>
    paged((after) => {
      const number = Number(after ?? 0);
      const items = number % (empty + 1) === 0 ? [number] : [];
      return { items, paging: { cursors: number === 40 ? {} : { after: String(number + 1) } } };
    });
  assert.deepEqual(await pagesUntilError(own(10).locations()).then(({ pages, error }) => [pages.length, error]), [41, undefined]);
  const { pages, error } = await pagesUntilError(own(11).locations());
  assert.equal(pages.length, 12);
  assert.ok(error instanceof coc.DecodeError);
  assert.match(error.message, /11 pages in a row are empty/);
});

test('a long list from the cache lets other tasks run', async () => {
  const own = paged((after) => ({ items: [1], paging: { cursors: Number(after) === 300 ? {} : { after: Number(after) + 1 } } }));
  const read = async () => {
    let items = 0;
    for await (const item of own.locations()) items += item;
    return items;
  };
  await read();
  let between = 0;
  const turn = () => {
    between += 1;
    immediate = setImmediate(turn);
  };
  let immediate = setImmediate(turn);
  const items = await read();
  clearImmediate(immediate);
  assert.equal(items, 301);
  assert.ok(between > 2, `${between} turns of the event loop`);
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
