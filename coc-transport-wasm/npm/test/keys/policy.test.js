// The policy of `coc-keys` in JavaScript, against two portals: own keys only, and one login for any
// number of rejected calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addForeign, otherPortal, simulator } from './support/portals.js';
import { call, connect, Keys, NAME, rejection } from './support/setup.js';

const CALLS = 200;

/** Calls the API as a client does: a rejected call reports it, and is retried with the new token. */
async function retried(portal, keys, tokens) {
  const [token] = tokens;
  const first = await call(portal, token);
  if (first.status === 200) return { status: 200, tokens };
  const renewed = await keys.token(rejection(token, first));
  const second = await call(portal, renewed[0]);
  return { status: second.status, tokens: renewed };
}

for (const start of [simulator, otherPortal]) {
  const run = (name, body) =>
    test(`${start.name}: ${name}`, async () => {
      const portal = await start();
      try {
        await body(portal, new Keys({ ...portal.account, keyName: NAME }));
      } finally {
        await portal.stop();
      }
    });

  run('200 concurrent calls, an address change under them, one login, and no foreign key touched', async (portal, keys) => {
    const foreign = await addForeign(portal, 7);
    const tokens = await Promise.all(Array.from({ length: CALLS }, () => keys.token()));
    assert.deepEqual(new Set(tokens.flat()).size, 1);
    assert.deepEqual(await portal.counts().then(({ logins, created, revoked }) => ({ logins, created, revoked })), { logins: 1, created: 1, revoked: 0 });
    for (const address of ['198.51.100.1', '198.51.100.2', '2001:db8::7']) {
      if (address.includes(':') && start === otherPortal) continue;
      const before = await portal.counts();
      await portal.setAddress(address);
      const all = await Promise.all(Array.from({ length: CALLS }, () => retried(portal, keys, tokens[0])));
      assert.deepEqual(new Set(all.map(({ status }) => status)), new Set([200]));
      assert.equal(new Set(all.flatMap(({ tokens }) => tokens)).size, 1);
      const after = await portal.counts();
      const changed = Object.fromEntries(Object.keys(after).map((name) => [name, after[name] - before[name]]));
      assert.equal(changed.logins, 1);
      assert.deepEqual([changed.created, changed.revoked], [1, 1], 'the new key replaces the one for the former address');
      tokens[0] = all[0].tokens;
      const own = (await portal.keys()).filter(({ name }) => name === NAME);
      assert.deepEqual(own.map((key) => key.address), [address]);
    }
    assert.deepEqual((await portal.keys()).filter(({ name }) => name !== NAME), foreign);
  });

  run('a late rejection of a replaced token returns the current ones without a request', async (portal, keys) => {
    const [old] = await keys.token();
    await portal.setAddress('198.51.100.1');
    const rejected = rejection(old, await call(portal, old));
    const current = await keys.token(rejected);
    const { requests } = await portal.counts();
    assert.deepEqual(await keys.token(rejected), current);
    assert.equal((await portal.counts()).requests, requests);
  });

  run('a revoked key is replaced once', async (portal, keys) => {
    const [old] = await keys.token();
    const another = new Keys({ ...portal.account, keyName: NAME });
    await another.rotate();
    const failed = await call(portal, old);
    assert.equal(failed.status, 403);
    const renewed = await Promise.all(Array.from({ length: 50 }, () => keys.token(rejection(old, failed))));
    assert.equal(new Set(renewed.flat()).size, 1);
    assert.equal((await call(portal, renewed[0][0])).status, 200);
    assert.equal((await portal.keys()).length, 1);
  });

  run('without autoRefresh a rejected call fails with the error of the API', async (portal) => {
    const keys = new Keys({ ...portal.account, keyName: NAME, autoRefresh: false });
    const [token] = await keys.token();
    await portal.setAddress('198.51.100.1');
    const { requests } = await portal.counts();
    const failed = await call(portal, token);
    await assert.rejects(keys.token(rejection(token, failed)), { name: 'InvalidIpError', kind: 'invalidIp', message: failed.body.message });
    assert.equal((await portal.counts()).requests, requests);
  });

  run('a session that the portal has ended is started anew', async (portal, keys) => {
    await keys.list();
    await portal.endSessions();
    assert.deepEqual(await keys.list(), []);
    assert.equal((await portal.counts()).logins, 2);
  });

  run('plans are shown, carried out and outdated', async (portal, keys) => {
    const foreign = await addForeign(portal, 3);
    await portal.addKey(NAME, '192.0.2.50');
    const plan = await keys.plan();
    assert.deepEqual([plan.goal, plan.isDone, plan.accounts[0].account], ['ensure', false, portal.account.email]);
    assert.deepEqual(plan.accounts[0].steps.filter(({ action }) => action === 'create').length, 1);
    assert.match(String(plan), /create/i);
    assert.equal(await keys.known(), undefined);
    const [key] = await keys.apply(plan);
    assert.deepEqual([key.name, key.status, key.account], [NAME, 'valid', portal.account.email]);
    assert.equal('token' in key, false);
    await assert.rejects(keys.apply(plan), { name: 'KeysError', kind: 'credentials', reason: 'planOutdated' });
    await assert.rejects(keys.apply({ ...plan }), { name: 'InvalidRequestError' });
    await assert.rejects(keys.plan('everything'), { name: 'InvalidRequestError' });

    const revoked = await keys.revokeStale();
    assert.deepEqual(revoked.accounts[0].steps.filter(({ action }) => action === 'revoke').length, 1);
    assert.equal((await keys.plan()).isDone, true);
    const [rotated] = await keys.rotate();
    assert.notEqual(rotated.id, key.id);
    assert.deepEqual((await keys.known()).map(({ id }) => id), [rotated.id]);
    const listed = await keys.list();
    assert.deepEqual(listed.map(({ status }) => status).sort(), ['foreign', 'foreign', 'foreign', 'valid']);
    assert.deepEqual((await portal.keys()).filter(({ name }) => name !== NAME), foreign);
  });

  run('an account that is full of foreign keys is an error that names them', async (portal, keys) => {
    const foreign = await addForeign(portal, 10);
    await assert.rejects(keys.token(), (error) => {
      assert.deepEqual([error.name, error.kind, error.reason, error.account], ['KeysError', 'credentials', 'keyLimit', portal.account.email]);
      for (const { name } of foreign) assert(error.message.includes(`\`${name}\``), error.message);
      assert.match(error.message, /set `keyName` if/);
      return true;
    });
    assert.deepEqual(await portal.keys(), foreign);
  });

  run('a wrong password is final, and is not sent a second time', async (portal) => {
    const keys = new Keys({ ...portal.account, password: 'not the password', keyName: NAME });
    for (let count = 0; count < 3; count += 1) {
      await assert.rejects(keys.token(), { name: 'KeysError', kind: 'credentials', reason: 'wrongCredentials', account: portal.account.email });
    }
    assert.equal((await portal.counts()).logins, 1);
    await keys.setPassword(portal.account.email, portal.account.password);
    assert.equal((await keys.token()).length, 1);
    await assert.rejects(keys.setPassword('stranger@example.com', 'x'), { name: 'InvalidRequestError' });
  });

  run('several keys of an account are all used, by every client', async (portal) => {
    const keys = new Keys({ ...portal.account, keyName: NAME, keyCount: 3, description: 'Made by a test' });
    const [one, other] = await Promise.all([keys.token(), keys.token()]);
    assert.equal(new Set(one).size, 3);
    assert.deepEqual(one, other);
    assert.equal((await portal.keys()).length, 3);
  });

  run('requests use a custom fetch', async (portal) => {
    const urls = [];
    const custom = (url, init) => {
      urls.push(url);
      return fetch(url, init);
    };
    const keys = new Keys({ ...portal.account, keyName: NAME, fetch: custom });
    assert.equal((await keys.token()).length, 1);
    assert.deepEqual(urls.map((url) => url.slice(portal.account.portalUrl.length)), ['/login', '/apikey/list', '/apikey/create']);
  });

  run('requests use a custom agent', async (portal) => {
    const { Agent } = await import('node:http');
    const agent = new Agent({ keepAlive: true });
    const connections = [];
    const { createConnection } = agent;
    agent.createConnection = function (...args) {
      connections.push(args[0]);
      return createConnection.apply(this, args);
    };
    const keys = new Keys({ ...portal.account, keyName: NAME, agent });
    assert.equal((await keys.token()).length, 1);
    assert(connections.length >= 1);
    agent.destroy();
  });
}
