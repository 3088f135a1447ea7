// Two developer portals with their API, which differ in everything that is not documented: the
// simulator, and one of these tests. Both have the same interface.

import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import { startSimulator } from '../../support/programs.mjs';

/** Starts the simulator. */
export async function simulator() {
  const started = await startSimulator('--speed', '0');
  const { email, password, portalUrl, baseUrl, stop, admin, faults } = started;
  return {
    name: 'the simulator',
    account: { email, password, portalUrl },
    baseUrl,
    stop,
    faults,
    admin,
    setAddress: (ip) => admin('POST', 'caller-ip', { ip }),
    addKey: (name, address = '192.0.2.1') => admin('POST', 'keys', { email, name, cidrs: [address] }),
    endSessions: () => admin('DELETE', 'sessions'),
    async keys() {
      const { accounts } = await started.state();
      return accounts.find((account) => account.email === email).keys.map(({ id, name, cidrs }) => ({ id, name, address: cidrs[0] }));
    },
    async counts() {
      const { counters } = await started.state();
      const byRoute = (name) => counters.byRoute[`portal.${name}`] ?? 0;
      return { logins: byRoute('login'), created: counters.keysCreated, revoked: counters.keysRevoked, requests: counters.portalRequests };
    },
  };
}

const base64 = (value) => Buffer.from(value).toString('base64');

/**
 * Starts the other portal: below another path, with a session whose cookie changes with each
 * response, cookies that are settings or are deleted, headers in capitals, responses in chunks, ranges
 * with a prefix length, claims in another order beside the address of the machine itself, and with
 * padding, the status as a string, and unknown fields.
 */
export async function otherPortal() {
  const email = 'other@example.com';
  const password = 'pa"ss\\wörd &<1>';
  const counts = { logins: 0, created: 0, revoked: 0, requests: 0 };
  let address = '203.0.113.7';
  let session;
  let keys = [];

  /** A token: its claims are the key's address. */
  const token = (cidrs) => {
    const claims = { scopes: ['clash'], limits: [{ cidrs, type: 'client' }, { tier: 'x', type: 'throttling' }], iss: 'other', 'odd ö': [null] };
    const parts = [{ typ: 'JWT', kid: '1' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64').replaceAll('+', '-').replaceAll('/', '_'));
    return `${parts.join('.')}.${createHash('sha256').update(randomBytes(16)).digest('base64url')}`;
  };
  const renew = (response) => {
    session = randomBytes(24).toString('base64url');
    response.appendHeader('SET-COOKIE', `sid=${session}; SameSite=Strict; path=/other/v9; HttpOnly`);
  };
  const respond = (response, status, body) => {
    response.writeHead(status, { 'CONTENT-TYPE': 'text/json;charset=UTF-8', 'X-Odd': 'a, b; c="d"' });
    const text = JSON.stringify(body);
    response.write(text.slice(0, 7));
    response.end(text.slice(7));
  };
  const ok = (response, body) => {
    renew(response);
    respond(response, 200, { status: { code: '0', message: 'OK', since: 7 }, sessionExpiresInSeconds: 600, unknown: { deep: [1] }, ...body });
  };
  const routes = {
    '/login'(response, body) {
      counts.logins += 1;
      if (body.email !== email || body.password !== password) {
        return respond(response, 401, { error: { code: 9 }, message: `no such account, or another password than ${body.password}` });
      }
      response.appendHeader('SET-COOKIE', 'lang=en; Expires=Wed, 01 Jan 2098 00:00:00 GMT');
      response.appendHeader('SET-COOKIE', 'old=gone; Max-Age=0');
      ok(response, { auth: null, temporaryAPIToken: token(['127.0.0.1/32', `${address}/32`]), developer: { prevLoginIp: '192.0.2.99' } });
    },
    '/apikey/list': (response) => ok(response, { keys: keys.toReversed() }),
    '/apikey/create'(response, body) {
      if (keys.length >= 10) return respond(response, 400, { description: 'You have reached the maximum of 10 keys' });
      counts.created += 1;
      const cidrRanges = body.cidrRanges.map((range) => (range.includes('/') ? range : `${range}/32`));
      const key = { ...body, cidrRanges, id: randomBytes(8).toString('hex'), key: token(cidrRanges), validUntil: null, tier: 'other' };
      keys.push(key);
      ok(response, { key });
    },
    '/apikey/revoke'(response, body) {
      counts.revoked += 1;
      keys = keys.filter((key) => key.id !== body.id);
      ok(response, {});
    },
  };
  const portal = async (request, response) => {
    counts.requests += 1;
    const path = request.url.replace('/other/v9', '');
    const chunks = await request.toArray();
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    const cookies = Object.fromEntries((request.headers.cookie ?? '').split('; ').map((cookie) => cookie.split('=')));
    if (path !== '/login' && (cookies.sid !== session || cookies.lang !== 'en' || 'old' in cookies)) {
      return respond(response, 401, { message: 'who are you?' });
    }
    return routes[path](response, body);
  };
  const api = (request, response) => {
    const key = keys.find(({ key }) => request.headers.authorization === `Bearer ${key}`);
    if (!key) return respond(response, 403, { reason: 'accessDenied', message: 'Invalid authorization' });
    if (key.cidrRanges.includes(`${address}/32`)) return respond(response, 200, { items: [], paging: { cursors: {} } });
    const message = `Invalid authorization: API key does not allow access from IP ${address}`;
    return respond(response, 403, { reason: 'accessDenied.invalidIp', message });
  };
  const server = createServer((request, response) => (request.url.startsWith('/other/v9/') ? portal : api)(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    name: 'another portal',
    account: { email, password, portalUrl: `${origin}/other/v9` },
    baseUrl: `${origin}/v1`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    setAddress: async (ip) => (address = ip),
    async addKey(name, foreign = '192.0.2.1') {
      const cidrRanges = [`${foreign}/32`];
      const key = { id: base64(name), name, cidrRanges, scopes: ['clash'], key: token(cidrRanges) };
      keys.push(key);
      return key;
    },
    endSessions: async () => (session = undefined),
    keys: async () => keys.map(({ id, name, cidrRanges }) => ({ id, name, address: cidrRanges[0].replace(/\/32$/, '') })),
    counts: async () => ({ ...counts }),
  };
}

/** The names of foreign keys, some of which are similar to `coc-rs-test`. */
const FOREIGN = ['my bot', 'coc-rs-test2', 'COC-RS-TEST', 'coc-rs', 'x', 'y', 'z', 'a', 'b', 'c'];

/** Adds foreign keys, and returns all keys. */
export async function addForeign(portal, count) {
  for (const name of FOREIGN.slice(0, count)) await portal.addKey(name);
  return portal.keys();
}
