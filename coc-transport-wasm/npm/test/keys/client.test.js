// Clients whose tokens come from keys.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addForeign, otherPortal, simulator } from './support/portals.js';
import { coc, connect, Keys, KeysError, NAME } from './support/setup.js';

const CALLS = 200;
const OPTIONS = { rateLimit: false, cache: false };

/** Makes so many different calls at once. */
const calls = (client) => Promise.all(Array.from({ length: CALLS }, (_, at) => client.locations({ limit: at + 1 }).then((page) => page.items)));

for (const start of [simulator, otherPortal]) {
  const run = (name, body) =>
    test(`${start.name}: ${name}`, async () => {
      const portal = await start();
      try {
        await body(portal);
      } finally {
        await portal.stop();
      }
    });

  run('200 calls at once, an address change under them, one login for two clients, and no foreign key touched', async (portal) => {
    const foreign = await addForeign(portal, 7);
    const keys = new Keys({ ...portal.account, keyName: NAME });
    const clients = [0, 1].map(() => new coc.Client({ ...OPTIONS, baseUrl: portal.baseUrl, token: keys.token }));
    await Promise.all(clients.map(calls));
    assert.equal((await portal.counts()).logins, 1);
    for (const address of ['198.51.100.1', '198.51.100.2']) {
      const before = await portal.counts();
      // The calls are under way when the address changes.
      const half = clients.map(calls);
      await portal.setAddress(address);
      await Promise.all([...half, ...clients.map(calls)]);
      const after = await portal.counts();
      assert.deepEqual([after.logins - before.logins, after.created - before.created, after.revoked - before.revoked], [1, 1, 1]);
    }
    const all = await portal.keys();
    assert.deepEqual(all.filter(({ name }) => name === NAME).map((key) => key.address), ['198.51.100.2']);
    assert.deepEqual(all.filter(({ name }) => name !== NAME), foreign);
  });

  run('clients switch to rotated keys without a login', async (portal) => {
    const keys = new Keys({ ...portal.account, keyName: NAME });
    const client = new coc.Client({ ...OPTIONS, baseUrl: portal.baseUrl, token: keys.token });
    await client.test();
    await keys.rotate();
    const { requests } = await portal.counts();
    await calls(client);
    assert.equal((await portal.counts()).requests, requests);
  });

  run('connect returns a tested client of coc-api', async (portal) => {
    const client = await connect({ ...portal.account, keyName: NAME, baseUrl: portal.baseUrl, client: OPTIONS });
    assert(client instanceof coc.Client);
    await portal.setAddress('198.51.100.1');
    await calls(client);
    assert.equal((await portal.counts()).logins, 2);
  });

  run('connect sends the calls of the client as those of the portal, unless the client has its own fetch', async (portal) => {
    const sent = { portal: 0, client: 0 };
    const counted = (name) => (url, init) => {
      sent[name] += 1;
      return fetch(url, init);
    };
    const options = { ...portal.account, keyName: NAME, baseUrl: portal.baseUrl, fetch: counted('portal') };
    await connect(options);
    assert.deepEqual(sent, { portal: 4, client: 0 });
    await connect({ ...options, client: { fetch: counted('client') } });
    assert.deepEqual(sent, { portal: 6, client: 1 });
    const { Agent } = await import('node:http');
    await connect({ ...options, client: { agent: new Agent() } });
    assert.deepEqual(sent, { portal: 8, client: 1 });
  });

  run('a wrong password is final for every call, and is sent once', async (portal) => {
    const options = { ...portal.account, password: 'wrong', keyName: NAME, baseUrl: portal.baseUrl };
    await assert.rejects(connect(options), { name: 'KeysError', kind: 'credentials', reason: 'wrongCredentials', message: /rejected the email or the password/ });
    const { token } = new Keys({ ...portal.account, password: 'wrong', keyName: NAME });
    const client = new coc.Client({ ...OPTIONS, baseUrl: portal.baseUrl, token });
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => client.test()));
    for (const { reason } of results) {
      assert(reason instanceof coc.CocError && reason.cause instanceof KeysError, `${reason}`);
      assert.deepEqual([reason.kind, reason.cause.reason], ['credentials', 'wrongCredentials']);
    }
    assert.equal((await portal.counts()).logins, 2);
  });

  run('a portal that is down is a transient error of the call', async (portal) => {
    const { token } = new Keys({ ...portal.account, portalUrl: 'http://127.0.0.1:1/api', keyName: NAME });
    const client = new coc.Client({ ...OPTIONS, baseUrl: portal.baseUrl, token });
    await assert.rejects(client.test(), (error) => {
      assert.equal(error.kind, 'credentialsUnavailable');
      return error instanceof coc.NetworkError && error.cause instanceof KeysError;
    });
  });

  run('without autoRefresh a rejected call fails with the error of the API', async (portal) => {
    const { token } = new Keys({ ...portal.account, keyName: NAME, autoRefresh: false });
    const client = new coc.Client({ ...OPTIONS, baseUrl: portal.baseUrl, token });
    await client.test();
    await portal.setAddress('198.51.100.1');
    await assert.rejects(client.test(), ({ kind, cause }) => {
      assert.deepEqual([kind, cause instanceof coc.InvalidIpError], ['credentials', true]);
      return /198\.51\.100\.1/.test(cause.message);
    });
    assert.equal((await portal.counts()).logins, 1);
  });
}
