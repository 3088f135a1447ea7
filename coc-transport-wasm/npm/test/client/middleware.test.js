// `use()` and the hooks that observe: `onThrottled`, `onRetry`, `onTokenRejected`, `onMaintenance`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, coc, make, samples } from './support/client.js';

/** Lets the queued hooks run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
const ok = async () => Response.json({});

test('observers see throttling, retries, maintenance and rejected tokens, and never a token', async () => {
  const seen = [];
  const record = (name) => (event) => void seen.push([name, event]);
  const hooks = Object.fromEntries(['onThrottled', 'onRetry', 'onMaintenance', 'onTokenRejected'].map((name) => [name, record(name)]));
  const own = make({ ...hooks, cache: false, retry: { baseDelay: 1, maxDelay: 5_000 } });
  await api.faults({ fault: { html: { status: 502 } }, times: 1 });
  await own.player(samples.player);
  await settle();
  assert.deepEqual(seen.map(([name]) => name), ['onRetry']);
  const [, { error: retried, delay, token, ...rest }] = seen.pop();
  assert.ok(retried instanceof coc.ServerError && retried.status === 502);
  assert.ok(delay >= 0 && delay <= 1, `${delay}`);
  assert.deepEqual(rest, { endpoint: 'player', attempt: 1 });
  assert.equal(token, (await own.metrics()).tokens[0].id);

  await api.faults({ fault: { throttled: { retryAfter: 1 } }, times: 1 });
  await own.player(samples.player);
  await settle();
  assert.deepEqual(seen.map(([name, { retryAfter, delay }]) => [name, retryAfter, delay]), [['onThrottled', 1_000, undefined], ['onRetry', 1_000, 0]]);
  seen.length = 0;

  await api.faults({ fault: 'maintenance' });
  await assert.rejects(own.player(samples.player), coc.MaintenanceError);
  await settle();
  assert.deepEqual(seen.map(([name, { error }]) => [name, error.kind]), [['onMaintenance', 'maintenance']]);
  seen.length = 0;

  await api.faults({ fault: 'invalidIp' });
  await assert.rejects(own.player(samples.player), coc.InvalidIpError);
  await settle();
  assert.deepEqual(seen.map(([name, { error }]) => [name, error.kind]), [['onTokenRejected', 'invalidIp']]);
  const [, { address, error }] = seen[0];
  assert.ok(address && error.message.includes(`access from IP ${address} `), `${address}: ${error.message}`);
  assert.ok(!JSON.stringify(seen).includes(api.token) && !error.stack.includes(api.token));
});

test('an observer that throws, rejects or never settles does not affect the call, and its error is printed', async (t) => {
  const printed = t.mock.method(console, 'error', () => {});
  for (const hook of [() => { throw new Error('mine'); }, async () => { throw new Error('mine'); }, () => new Promise(() => {}), () => { throw null; }]) {
    await api.faults({ fault: { html: { status: 502 } }, times: 1 });
    const own = make({ cache: false, retry: { baseDelay: 1 }, onRetry: hook });
    assert.equal((await own.player(samples.player)).tag, samples.player);
    await settle();
  }
  assert.deepEqual(printed.mock.calls.map(({ arguments: [error] }) => error?.message), ['mine', 'mine', undefined]);
});

test('each observer has an object of its own', async () => {
  await api.faults({ fault: { html: { status: 502 } }, times: 1 });
  const seen = [];
  const own = make({ cache: false, retry: { baseDelay: 1 }, onRetry: (event) => ((event.delay = 'changed'), seen.push(event)) });
  own.use({ onRetry: (event) => seen.push(event) });
  await own.player(samples.player);
  await settle();
  assert.equal(seen.length, 2);
  assert.equal(typeof seen[1].delay, 'number');
});

test('middleware runs in order, after the hooks of the options, until it is removed', async () => {
  const order = [];
  const hooks = (name) => ({
    onRequest: async ({ headers }) => {
      await null;
      order.push(`${name} request`);
      headers['x-order'] = `${headers['x-order'] ?? ''}${name}`;
    },
    onResponse: () => void order.push(`${name} response`),
  });
  const sent = [];
  const own = make({ ...hooks('a'), cache: false, fetch: async (url, { headers }) => (sent.push(headers['x-order']), ok()) });
  const remove = own.use(hooks('b'));
  own.use(hooks('c'));
  await own.goldPass();
  assert.deepEqual(order, ['a request', 'b request', 'c request', 'a response', 'b response', 'c response']);
  remove();
  remove();
  await own.goldPass();
  assert.deepEqual(sent, ['abc', 'ac']);
});

test('calls that have begun keep the middleware that they have', async () => {
  const seen = [];
  let respond;
  const own = make({ cache: false, retry: { baseDelay: 1 }, fetch: () => new Promise((resolve) => (respond = () => resolve(Response.json({}, { status: respond.status })))) });
  const remove = own.use({ onRequest: ({ attempt }) => void seen.push(`first ${attempt}`) });
  const call = own.goldPass();
  remove();
  own.use({ onRequest: ({ attempt }) => void seen.push(`second ${attempt}`) });
  while (!respond) await settle();
  respond.status = 502;
  const answered = respond;
  answered();
  while (respond === answered) await new Promise((resolve) => setTimeout(resolve, 1));
  respond.status = 200;
  respond();
  await call;
  assert.deepEqual(seen, ['first 1', 'first 2']);
});

test('middleware may be an instance of a class, and the same one may be used twice', async () => {
  class Count {
    #requests = 0;
    onRequest() {
      this.#requests += 1;
    }
    get requests() {
      return this.#requests;
    }
  }
  const count = new Count();
  const own = make({ cache: false, fetch: ok });
  const removals = [own.use(count), own.use(count)];
  await own.goldPass();
  assert.equal(count.requests, 2);
  removals[0]();
  await own.goldPass();
  assert.equal(count.requests, 3);
});

test('middleware without a hook, or with one that is no function, is rejected', () => {
  const own = make();
  for (const wrong of [undefined, null, 5, {}, { onRequets() {} }, () => {}]) assert.throws(() => own.use(wrong), /must have one of the hooks onRequest, /);
  for (const name of ['onRequest', 'onRetry']) {
    for (const value of [null, 5, 'x', {}]) {
      assert.throws(() => own.use({ [name]: value }), new RegExp(`\`${name}\` of a middleware must be a function`));
      assert.throws(() => make({ [name]: value }), new RegExp(`\`${name}\` of the client must be a function`));
    }
  }
  const thrown = new Error('a getter');
  assert.throws(() => own.use({ get onRetry() { throw thrown; } }), thrown);
});

test('a hook of run-time middleware that throws is the error of its calls until it is removed', async () => {
  const own = make({ cache: false, fetch: ok });
  const remove = own.use({ onRequest: () => { throw new Error('not today'); } });
  await assert.rejects(own.goldPass(), /onRequest: not today/);
  remove();
  await own.goldPass();
});

test('the headers of the client stay when middleware comes and goes', async () => {
  const sent = [];
  const own = make({ cache: false, headers: { 'x-mine': '1' }, fetch: async (url, { headers }) => (sent.push(headers['x-mine']), ok()) });
  await own.goldPass();
  const remove = own.use({ onResponse() {} });
  await own.goldPass();
  remove();
  await own.goldPass();
  assert.deepEqual(sent, ['1', '1', '1']);
});
