// The options `fetch`, `headers`, `onRequest` and `onResponse`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, coc, make, requests, samples } from './support/client.js';

test('a custom fetch sends the requests, with the configured headers', async () => {
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

test('onRequest and onResponse see and change every attempt, but never see the token', async () => {
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
  await own.currentWar(samples.clan).catch((error) => assert.ok(error instanceof coc.AccessDeniedError));
  assert.deepEqual(seen.filter(Array.isArray), [['?realtime=true', '1'], ['?realtime=true', '2']]);
  assert.equal(seen[0].endpoint, 'clan.currentwar');
  assert.doesNotMatch(JSON.stringify(seen), new RegExp(api.token));
  assert.equal((await own.cacheStats()).entries, 0, 'the cache-control that onResponse sets applies');
});

test('response headers of any name arrive, with their values trimmed', async () => {
  const seen = [];
  const response = (index) => ({
    status: 200,
    headers: [['Content-Type', 'application/json'], [`X-Odd-${index}`, `\t ${index} of  many \t`], ['x-empty', ' ']],
    arrayBuffer: async () => new TextEncoder().encode('{}').buffer,
  });
  let index = 0;
  const own = make({ cache: false, fetch: async () => response(index++), onResponse: ({ headers }) => void seen.push(headers) });
  // More names than the client interns, and then the first of them once more.
  for (let round = 0; round < 2; round++) {
    for (index = 0; index < 100; ) await own.goldPass();
  }
  assert.equal(seen.length, 200);
  seen.forEach((headers, call) => {
    const expected = { 'content-type': 'application/json', [`x-odd-${call % 100}`]: `${call % 100} of  many`, 'x-empty': '' };
    assert.deepEqual(headers, expected, `call ${call}`);
  });
});

test('more than 10,000 headers are an error, in a response and from a hook', async () => {
  const many = Array.from({ length: 40_000 }, (_, index) => [`x-${index}`, '']);
  const response = { status: 200, headers: many, arrayBuffer: async () => new TextEncoder().encode('{}').buffer };
  const options = { cache: false, retry: { attempts: 1 } };
  await assert.rejects(make({ ...options, fetch: async () => response }).goldPass(), ({ kind, cause }) => {
    assert.equal(kind, 'transport');
    assert.match(String(cause), /more than 10,000 headers/);
    return true;
  });
  const adding = (count) =>
    make({
      ...options,
      onRequest: ({ headers }) => void Object.assign(headers, Object.fromEntries(many.slice(0, count))),
      fetch: async () => ({ ...response, headers: [] }),
    });
  // Other headers are added after the hook, at least the token.
  await adding(9_000).goldPass();
  for (const count of [10_000, 40_000]) {
    await assert.rejects(adding(count).goldPass(), (error) => error instanceof coc.InvalidRequestError && /more than 10,000/.test(error.message));
  }
});

test('an exception of a hook is the cause of an error that names the hook', async () => {
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

test('an invalid header is rejected by name, and its value is not repeated', async () => {
  for (const [name, value] of [['', 'hush'], ['x-other', 'hush\u20ac'], ['x-other', 'hush\0'], ['caf\u00e9', 'hush']]) {
    const names = (error) => {
      assert.ok(error instanceof coc.InvalidRequestError, String(error));
      assert.ok(error.message.includes(`\`${name}\``), error.message);
      assert.doesNotMatch(error.message, /hush/);
      return true;
    };
    assert.throws(() => make({ headers: { [name]: value } }), names);
    await assert.rejects(make({ onRequest: ({ headers }) => void (headers[name] = value) }).player(samples.player), names);
  }
  assert.equal(await requests(), 0);
});

test('headers may be a Headers object or a Map', async () => {
  for (const headers of [new Headers({ 'x-client': 'a test' }), new Map([['x-client', 'a test']])]) {
    let seen;
    const fetched = (url, init) => ((seen = init.headers['x-client']), fetch(url, init));
    await make({ cache: false, headers, fetch: fetched }).player(samples.player);
    assert.equal(seen, 'a test');
    seen = undefined;
    await make({ cache: false, onRequest: (request) => void (request.headers = headers), fetch: fetched }).player(samples.player);
    assert.equal(seen, 'a test');
  }
});
