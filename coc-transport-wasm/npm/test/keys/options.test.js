// The options of Keys and connect.

import assert from 'node:assert/strict';
import os from 'node:os';
import { after, test } from 'node:test';

import { simulator } from './support/portals.js';
import { coc, connect, Keys, KeysError } from './support/setup.js';

const portal = await simulator();
after(() => portal.stop());

const ACCOUNT = { email: 'me@example.com', password: 'hush' };

for (const [what, options, message] of [
  ['no options', undefined, /must be an object/],
  ['no account', {}, /no account/],
  ['an email without a password', { email: 'a@example.com' }, /both `email` and `password`/],
  ['an empty password', { email: 'a@example.com', password: '' }, /password of a@example.com is empty/],
  ['an account twice', { ...ACCOUNT, accounts: [ACCOUNT] }, /me@example.com is set twice/],
  ['an unknown option', { ...ACCOUNT, keyname: 'x' }, /no option `keyname`.*keyName/],
  ['an unknown option of an account', { accounts: [{ ...ACCOUNT, user: 'x' }] }, /no option `user` in an account/],
  ['a name with blanks', { ...ACCOUNT, keyName: ' x' }, /blanks/],
  ['no key', { ...ACCOUNT, keyCount: 0 }, /0 keys per account; set 1 to 10/],
  ['eleven keys', { ...ACCOUNT, keyCount: 11 }, /11 keys per account; set 1 to 10/],
  ['a count of the wrong type', { ...ACCOUNT, keyCount: '2' }, /`keyCount` must be a non-negative integer/],
  ['no scope', { ...ACCOUNT, scopes: [] }, /no scope/],
  ['an invalid address', { ...ACCOUNT, ip: 'here' }, /`ip` must be an IPv4 or IPv6 address/],
  ['an address that no API can see', { ...ACCOUNT, ip: '127.0.0.1' }, /127.0.0.1/],
  ['a portal without encryption', { ...ACCOUNT, portalUrl: 'http://portal.example/api' }, /plain http/],
  ['a provider without encryption', { ...ACCOUNT, ipProviders: ['http://ip.example/'] }, /plain http/],
  ['a file of the wrong type', { ...ACCOUNT, file: 7 }, /`file` must be true, false or a path/],
  ['a negative time limit', { ...ACCOUNT, portalTimeout: -1 }, /`portalTimeout` must be a non-negative/],
  ['an agent and a fetch', { ...ACCOUNT, fetch, agent: {} }, /`agent`/],
  ['a base URL, which is an option of connect', { ...ACCOUNT, baseUrl: 'https://x' }, /no option `baseUrl`/],
]) {
  test(`${what} is an error that says what to do`, () => {
    assert.throws(() => new Keys(options), (error) => {
      assert(error instanceof coc.InvalidRequestError, `${error}`);
      assert.match(error.message, message);
      return true;
    });
  });
}

test('connect rejects what Keys throws, and a token of the client', async () => {
  await assert.rejects(connect(), { name: 'InvalidRequestError' });
  await assert.rejects(connect({ ...ACCOUNT, keyCount: 11 }), { name: 'InvalidRequestError' });
  await assert.rejects(connect({ ...ACCOUNT, client: { token: 'x' } }), /`client` must have no `token`/);
});

test('an error of keys is one of the client', () => {
  assert(new KeysError({ kind: 'credentials', message: '' }) instanceof coc.CocError);
});

test('keys are named after the machine unless a name is set', async () => {
  const keys = new Keys(portal.account);
  await keys.token();
  const [{ name }] = await keys.ensure();
  assert.equal(name, (await keys.plan()).accounts[0].keyName);
  const label = os.hostname().split('.')[0].toLowerCase().replace(/[^a-z0-9_]/g, '-').slice(0, 32).replace(/^-+|-+$/g, '');
  const isContainer = /^[0-9a-f]{12}$/.test(label) || ['', 'localhost', '0'].includes(label);
  assert.equal(name, isContainer ? 'coc-rs' : `coc-rs-${label}`);
});

test('settings reach the portal', async () => {
  const bodies = [];
  const custom = (url, init) => {
    if (url.endsWith('/create')) bodies.push(JSON.parse(new TextDecoder().decode(init.body)));
    return fetch(url, init);
  };
  const settings = { keyName: 'another', description: 'mine', scopes: ['clash', 'more'], ip: '198.51.100.77' };
  await new Keys({ ...portal.account, ...settings, fetch: custom }).token();
  assert.deepEqual(bodies, [{ name: 'another', description: 'mine', cidrRanges: ['198.51.100.77'], scopes: ['clash', 'more'] }]);
});

test('the keys of several accounts form one pool, and an account that fails is ignored', async () => {
  await portal.admin('POST', 'accounts', { email: 'second@example.com', password: 'second' });
  const second = { email: 'second@example.com', password: 'second' };
  const keys = new Keys({ ...portal.account, accounts: [second], keyName: 'pool' });
  assert.equal(new Set(await keys.token()).size, 2);
  const others = new Keys({ portalUrl: portal.account.portalUrl, accounts: [{ ...second, password: 'wrong' }, portal.account].map(({ email, password }) => ({ email, password })), keyName: 'pool' });
  assert.equal((await others.token()).length, 1);
});

test('an address that only the API reports is believed if it is trusted', async () => {
  const keys = new Keys({ ...portal.account, keyName: 'trust', trustReportedIp: true });
  const [token] = await keys.token();
  const rejected = { token, tokens: [token], accepted: [token], kind: 'invalidIp', official: false };
  await keys.token({ ...rejected, message: 'API key does not allow access from IP 198.51.100.66' });
  const named = async () => (await portal.keys()).filter(({ name }) => name === 'trust').map(({ address }) => address);
  assert.deepEqual(await named(), ['198.51.100.66']);
});

test('an address that the official API reports is believed, and another server is not', async () => {
  const rejected = (token, official) => ({
    token, tokens: [token], accepted: [token], kind: 'invalidIp', official, message: 'API key does not allow access from IP 198.51.100.67',
  });
  const named = async () => (await portal.keys()).filter(({ name }) => name === 'official').map(({ address }) => address);
  const keys = new Keys({ ...portal.account, keyName: 'official' });
  const [token] = await keys.token();
  await assert.rejects(keys.token(rejected(token, false)), { kind: 'credentials', reason: 'keyRejected', message: /use `trustReportedIp`/ });
  const before = await named();
  const others = new Keys({ ...portal.account, keyName: 'official' });
  const [same] = await others.token();
  await others.token(rejected(same, true));
  assert.deepEqual([before.includes('198.51.100.67'), await named()], [false, ['198.51.100.67']]);
});

test('a replaced key that the API also rejects opens a circuit', async () => {
  const keys = new Keys({ ...portal.account, keyName: 'circuit' });
  const reject = (token) => keys.token({ token, tokens: [token], accepted: [], kind: 'invalidKey', message: 'Invalid authorization', official: false });
  const [first] = await keys.token();
  const [second] = await reject(first);
  await assert.rejects(reject(second), (error) => {
    assert.deepEqual([error.kind, error.reason], ['credentials', 'keyRejected']);
    assert(error.retryAfter > 55_000 && error.retryAfter <= 60_000, `${error.retryAfter}`);
    return true;
  });
});
