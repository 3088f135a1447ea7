// The options of a client.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, coc, make, samples } from './support/client.js';

test('the base URL of a client can be changed', async () => {
  const own = new coc.Client();
  assert.equal(own.baseUrl, 'https://api.clashofclans.com/v1');
  await own.setBaseUrl(`${api.baseUrl}/`);
  assert.equal(own.baseUrl, api.baseUrl);
  await assert.rejects(own.setBaseUrl('nonsense'), coc.InvalidRequestError);
  assert.equal(own.baseUrl, api.baseUrl);
  await own.resetBaseUrl();
  assert.equal(own.baseUrl, 'https://api.clashofclans.com/v1');
  await assert.rejects(own.player('#2PP'), (error) => error instanceof coc.InvalidKeyError && error.attempts === 0);
});

test('a token is not sent in clear text to another machine', async () => {
  const far = { baseUrl: 'http://198.51.100.1', token: 'secret', retry: false, fetch: async () => new Response('{}') };
  await assert.rejects(new coc.Client(far).player('#2PP'), (error) => error instanceof coc.InvalidRequestError && !error.stack.includes('secret'));
  assert.deepEqual(await new coc.Client({ ...far, allowInsecureBaseUrl: true }).player('#2PP'), {});
});

test('unknown options and options of the wrong type are rejected by name', async () => {
  for (const [wrong, words] of [
    [{ basUrl: 'x' }, /no option `basUrl`/],
    [{ timeout: '5' }, /`timeout` .* milliseconds/],
    [{ timeout: Infinity }, /finite/],
    [{ retry: { attempts: -1 } }, /`attempts` of `retry`/],
    [{ cache: { size: 1 } }, /no option `size`/],
    [{ rateLimit: 5 }, /`rateLimit` must be an object/],
    [{ token: 5 }, /`token`/],
    [{ rateLimit: { perSecond: -0.5 } }, /`perSecond` of `rateLimit` must be a non-negative, finite number/],
    [{ rateLimit: { perSecond: Infinity } }, /`perSecond`/],
    [{ rateLimit: { perSecond: '5' } }, /`perSecond` .* number/],
    [{ rateLimit: { start: NaN } }, /`start` of `rateLimit` must be a non-negative, finite number/],
    [{ rateLimit: { max: Infinity } }, /`max` of `rateLimit` must be a non-negative, finite number/],
    [{ rateLimit: { start: '10' } }, /`start` .* number/],
    [{ rateLimit: { start: -1 } }, /`start` .* non-negative/],
    [{ rateLimit: { start: 0 } }, /`start` .* above 0/],
    [{ rateLimit: { max: 0 } }, /`start` .* above 0/],
    [{ rateLimit: { start: 20, max: 10 } }, /`start` .* at most `max`/],
    [{ rateLimit: { start: 40 } }, /at most `max` \(30 by default\)/],
    [{ rateLimit: { perSecond: 5, max: 10 } }, /`perSecond` or adaptive .* not both/],
    [{ baseUrl: 'nonsense' }, /base URL/],
    [{ headers: { 'x y': 'z' } }, /header/],
    [{ headers: { x: 'a\nb' } }, /line break/],
    [{ metrics: -1 }, /`metrics`/],
    [{ agent: {} }, /only in Node/],
    [{ agent: 5 }, /`agent` .* must be an agent/],
  ]) {
    assert.throws(() => new coc.Client(wrong), words);
  }
  const own = make();
  await assert.rejects(own.player('#2PP', { limit: 5 }), /player has no option `limit`/);
  assert.throws(() => own.clanMembers('#2PP', { limit: -1 }), coc.InvalidRequestError);
  assert.throws(() => own.batch('nothing', []), coc.InvalidRequestError);
  assert.throws(() => own.batch('player', 5), coc.InvalidRequestError);
  assert.throws(() => own.batch('player', [], { concurrency: 0 }), coc.InvalidRequestError);
  await assert.rejects(own.locations({ limit: 0 }), coc.InvalidRequestError);
});

test('a fraction of a request per second delays the next one by more than a second', async () => {
  const own = make({ rateLimit: { perSecond: 0.5 }, cache: false, retry: false });
  await own.player(samples.player);
  const error = await own.player(samples.player, { deadline: 1_500 }).catch((error) => error);
  assert.ok(error instanceof coc.TimeoutError, String(error));
  assert.equal(error.attempts, 0);
});

test('an adaptive rate starts where the options say', async () => {
  const limited = async (rateLimit, deadline) => {
    const own = make({ rateLimit: { burst: 1, ...rateLimit }, cache: false, retry: false });
    await own.player(samples.player);
    return own.player(samples.player, { deadline }).then(() => false, (error) => error instanceof coc.TimeoutError);
  };
  assert.equal(await limited({ start: 0.5, max: 60 }, 100), true);
  assert.equal(await limited({ max: 0.5 }, 100), true);
  assert.equal(await limited({ start: 50, max: 60 }, 10_000), false);
});

test('a token in a browser window causes a warning, unless it is allowed', (t) => {
  const warnings = t.mock.method(console, 'warn', () => {});
  make();
  assert.equal(warnings.mock.callCount(), 0, 'a server is not a window');
  Object.assign(globalThis, { window: globalThis, document: {} });
  try {
    make();
    assert.equal(warnings.mock.callCount(), 1);
    const [words] = warnings.mock.calls[0].arguments;
    assert.match(words, /token in a browser window/);
    assert.doesNotMatch(words, new RegExp(api.token));
    make({ allowTokenInBrowser: true });
    make({ token: undefined });
    assert.equal(warnings.mock.callCount(), 1);
  } finally {
    delete globalThis.window;
    delete globalThis.document;
  }
});
