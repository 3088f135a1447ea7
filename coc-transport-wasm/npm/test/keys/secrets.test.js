// Passwords, cookies and tokens appear nowhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { addForeign, otherPortal, simulator } from './support/portals.js';
import { call, folder, Keys, NAME, rejection } from './support/setup.js';

/** Everything that a program may print of a value. */
function shown(value) {
  const all = [inspect(value, { depth: Infinity, showHidden: true, getters: true }), String(value), String(value?.stack)];
  try {
    all.push(JSON.stringify(value));
  } catch {
    // Errors with a cycle have no JSON.
  }
  if (value?.cause !== undefined) all.push(shown(value.cause));
  return all.join('\n');
}

for (const start of [simulator, otherPortal]) {
  test(`${start.name}: no object and no error shows a secret`, async () => {
    const portal = await start();
    const printed = [];
    const secrets = new Set([portal.account.password, JSON.stringify(portal.account.password).slice(1, -1)]);
    const note = (value) => printed.push(shown(value));
    /** Records the cookies and tokens, and rejects with the whole request as a careless program does. */
    let isFailing = false;
    const custom = async (url, init) => {
      if (isFailing) throw Object.assign(new Error(`cannot send ${new TextDecoder().decode(init.body)} ${JSON.stringify(init.headers)}`), { init, body: String(init.body) });
      const response = await fetch(url, init);
      for (const cookie of response.headers.getSetCookie()) {
        const value = cookie.slice(cookie.indexOf('=') + 1).split(';')[0];
        if (value.length > 8 && !value.startsWith('http')) secrets.add(value);
      }
      for (const [token] of (await response.clone().text()).matchAll(/[\w=-]{8,}\.[\w=-]{8,}\.[\w=-]{8,}/g)) secrets.add(token);
      return response;
    };
    try {
      const foreign = await addForeign(portal, 2);
      assert.equal(foreign.length, 2);
      const options = { ...portal.account, keyName: NAME, fetch: custom, file: `${folder()}/coc/keys.json` };
      const keys = new Keys(options);
      note(keys);
      const [token] = await keys.token();
      secrets.add(token);
      for (const value of [await keys.list(), await keys.ensure(), await keys.known(), await keys.plan(), await keys.plan('rotate'), keys]) note(value);
      await portal.setAddress('198.51.100.1');
      const failed = await call(portal, token);
      isFailing = true;
      const errors = await Promise.allSettled([
        keys.token(rejection(token, failed)),
        keys.rotate(),
        new Keys({ ...options, password: 'another pass word', file: false, fetch: fetch }).token(),
        new Keys({ ...options, autoRefresh: false }).token(rejection(token, failed)),
        keys.token({ ...rejection(token, failed), token: `${token} and more` }),
      ]);
      secrets.add('another pass word');
      assert.deepEqual(errors.map(({ status }) => status), Array(5).fill('rejected'));
      for (const { reason } of errors) note(reason);
      for (const wrong of [{ keyCount: 99 }, { password: [portal.account.password] }, { portalUrl: `https://me:${token}@example.com` }, { secret: token }, { ip: token }]) {
        try {
          new Keys({ ...options, ...wrong });
          assert.fail(Object.keys(wrong)[0]);
        } catch (error) {
          assert.equal(error.name, 'InvalidRequestError', error.message);
          note(error);
        }
      }
    } finally {
      await portal.stop();
    }
    assert(secrets.size >= 6, `${secrets.size}`);
    const text = printed.join('\n');
    for (const secret of secrets) assert(!text.includes(secret), `${secret} in ${text}`);
    assert.match(text, /KeysError/);
  });
}
