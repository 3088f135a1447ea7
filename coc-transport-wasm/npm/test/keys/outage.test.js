// A portal that fails, and responses that are lost.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';

import { addForeign, simulator } from './support/portals.js';
import { Keys, NAME } from './support/setup.js';

const portal = await simulator();
after(() => portal.stop());
afterEach(() => portal.faults());

const make = (options) => new Keys({ ...portal.account, keyName: NAME, ...options });
const fault = (kind, routes, more) => portal.faults({ fault: kind, routes, ...more });

for (const [name, kind, reason] of [
  ['resets connections', { reset: {} }, 'unreachable'],
  ['sends a web page', { html: { status: 502 } }, 'html'],
  ['sends its temporary error', { applicationError: { status: 200 } }, 'temporary'],
  ['is throttled', { throttled: { retryAfter: 30 } }, 'throttled'],
  ['sends half of a response', { truncated: { chunked: true } }, 'unreachable'],
  ['sends half a JSON', { content: { body: '{"sta' } }, 'unreadable'],
]) {
  test(`a portal that ${name} is unavailable, and its circuit is then open`, async () => {
    await fault(kind, ['portal.*']);
    const keys = make();
    const unavailable = { name: 'KeysError', kind: 'credentialsUnavailable', reason, account: portal.account.email };
    await assert.rejects(keys.token(), unavailable);
    const { requests } = await portal.counts();
    await assert.rejects(keys.token(), (error) => {
      assert.deepEqual([error.kind, error.reason], ['credentialsUnavailable', reason]);
      assert(error.retryAfter > 15_000 && error.retryAfter <= 30_000, `${error.retryAfter}`);
      assert.match(error.message, /next attempt in \d+ s$/);
      return true;
    });
    assert.equal((await portal.counts()).requests, requests);
  });
}

test('a portal that redirects is final, and says so', async () => {
  await fault({ redirect: { location: 'https://elsewhere.example/', status: 302 } }, ['portal.*']);
  await assert.rejects(make().token(), { kind: 'credentials', reason: 'redirect' });
});

test('a portal that does not respond is unavailable after the time limit, and its request is aborted', async () => {
  await fault({ stalled: {} }, ['portal.login']);
  const began = performance.now();
  await assert.rejects(make({ portalTimeout: 200 }).token(), { kind: 'credentialsUnavailable', reason: 'timeout' });
  assert(performance.now() - began < 5_000);
  const { connectionsOpen } = (await portal.admin('GET', 'state')).counters;
  // The connection of this request, and one that is kept alive.
  assert(connectionsOpen <= 2, `${connectionsOpen} connections`);
});

test('a portal that cannot be reached is unavailable', async () => {
  const keys = new Keys({ ...portal.account, portalUrl: 'http://127.0.0.1:1/api' });
  await assert.rejects(keys.token(), { kind: 'credentialsUnavailable', reason: 'unreachable' });
});

test('a key whose response is lost after its creation is found and used', async () => {
  const before = await addForeign(portal, 5);
  for (const [after, retried] of [['nothing', true], ['headers', false], ['halfBody', false]]) {
    const name = `${NAME}-${after}`;
    await fault({ reset: { after } }, ['portal.create'], { times: 1 });
    const keys = make({ keyName: name });
    const [token] = await keys.token();
    assert(token.length > 20);
    const own = (await portal.keys()).filter((key) => key.name === name);
    assert.equal(own.length, 1, `${after} ${retried}`);
    await portal.admin('DELETE', 'faults');
    await keys.apply(await keys.plan('rotate'));
    const left = (await portal.keys()).filter((key) => key.name === name);
    assert.notEqual(left[0].id, own[0].id);
  }
  assert.deepEqual((await portal.keys()).filter(({ name }) => !name.startsWith(`${NAME}-`)), before);
});
