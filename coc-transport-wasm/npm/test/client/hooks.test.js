// Code of the user in the way of a request.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, coc, make, requests, samples } from './support/client.js';

test('requests go through a fetch of the user, with the headers that were set', async () => {
  const seen = [];
  const own = make({
    headers: { 'x-client': 'a test' },
    fetch: (url, init) => {
      seen.push([url, init.headers['x-client'], init.credentials, init.cache]);
      return fetch(url, init);
    },
  });
  await own.player(samples.player);
  assert.deepEqual(seen, [[`${api.baseUrl}/players/${encodeURIComponent(samples.player)}`, 'a test', 'omit', 'no-store']]);
});

test('onRequest and onResponse see and change every attempt, and never the token', async () => {
  const seen = [];
  const own = make({
    retry: { baseDelay: 1 },
    async onRequest(request) {
      seen.push({ ...request, headers: { ...request.headers } });
      request.url += '?realtime=true';
      request.headers['x-attempt'] = String(request.attempt);
    },
    onResponse(response) {
      seen.push(response.status);
      response.headers['cache-control'] = 'no-store';
    },
    fetch: (url, init) => {
      seen.push([new URL(url).search, init.headers['x-attempt']]);
      return fetch(url, init);
    },
  });
  await api.faults({ fault: { html: { status: 502 } }, times: 1 });
  await own.currentWar(samples.clan).catch((error) => assert.ok(error instanceof coc.AccessDenied));
  assert.deepEqual(seen.filter(Array.isArray), [['?realtime=true', '1'], ['?realtime=true', '2']]);
  assert.equal(seen[0].endpoint, 'clan.currentwar');
  assert.doesNotMatch(JSON.stringify(seen), new RegExp(api.token));
  assert.equal(own.cacheStats().entries, 0, 'what onResponse says of the cache counts');
});

test('headers of any name arrive with their values, without the blanks around those', async () => {
  const seen = [];
  const answer = (index) => ({
    status: 200,
    headers: [['Content-Type', 'application/json'], [`X-Odd-${index}`, `\t ${index} of  many \t`], ['x-empty', ' ']],
    arrayBuffer: async () => new TextEncoder().encode('{}').buffer,
  });
  let index = 0;
  const own = make({ cache: false, fetch: async () => answer(index++), onResponse: ({ headers }) => void seen.push(headers) });
  // More names than are remembered, and the first of them again.
  for (let round = 0; round < 2; round++) {
    for (index = 0; index < 100; ) await own.goldPass();
  }
  assert.equal(seen.length, 200);
  seen.forEach((headers, call) => {
    const expected = { 'content-type': 'application/json', [`x-odd-${call % 100}`]: `${call % 100} of  many`, 'x-empty': '' };
    assert.deepEqual(headers, expected, `call ${call}`);
  });
});

test('more headers than can be held are an error, of an answer and of a hook', async () => {
  const many = Array.from({ length: 40_000 }, (_, index) => [`x-${index}`, '']);
  const answer = { status: 200, headers: many, arrayBuffer: async () => new TextEncoder().encode('{}').buffer };
  const options = { cache: false, retry: { attempts: 1 } };
  await assert.rejects(make({ ...options, fetch: async () => answer }).goldPass(), ({ kind, cause }) => {
    assert.equal(kind, 'transport');
    assert.match(String(cause), /more headers than can be held/);
    return true;
  });
  const adding = (count) =>
    make({
      ...options,
      onRequest: ({ headers }) => void Object.assign(headers, Object.fromEntries(many.slice(0, count))),
      fetch: async () => ({ ...answer, headers: [] }),
    });
  // Others are added to those of a hook, the token at least.
  await adding(9_000).goldPass();
  for (const count of [10_000, 40_000]) {
    await assert.rejects(adding(count).goldPass(), (error) => error instanceof coc.InvalidRequest && /more headers/.test(error.message));
  }
});

test('what a hook throws is the cause of an error that names it', async () => {
  const thrown = new Error('not today');
  const own = make({ onRequest: () => { throw thrown; } });
  await assert.rejects(own.player(samples.player), (error) => {
    assert.deepEqual([error.kind, error.cause], ['middleware', thrown]);
    assert.match(error.message, /onRequest: not today/);
    return true;
  });
  await assert.rejects(make({ onRequest: (request) => (request.url = 'http://elsewhere.example/') }).player(samples.player), /token/);
  assert.equal(await requests(), 0);
});
