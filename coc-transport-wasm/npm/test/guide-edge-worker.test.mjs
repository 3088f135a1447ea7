// The guide's worker in workerd, with a namespace of KV, over the simulator.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { build } from 'esbuild';

import { ROOT, run, tool } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';
import { startSite } from './support/site.mjs';

const FOLDER = `${ROOT}/guides/edge-worker`;

// miniflare needs a newer Node than the package does; workerd itself does not.
const { Miniflare, failure } = await import('miniflare').catch((failure) => {
  if (process.env.CI) throw failure;
  return { failure };
});

test('it compiles in strict mode', async () => {
  await run(tool('tsc'), ['-p', '.'], { cwd: FOLDER });
});

describe('in workerd', { skip: failure && `no miniflare: ${failure.message}` }, () => {
  let simulator;
  let site;
  let worker;
  before(async () => {
    simulator = await startSimulator('--speed', '0');
    // Forwards with the key, as the proxy does.
    site = await startSite(FOLDER, simulator);
    const { outputFiles } = await build({
      absWorkingDir: FOLDER,
      entryPoints: ['src/worker.ts'],
      bundle: true,
      format: 'esm',
      conditions: ['workerd'],
      external: ['*.wasm'],
      write: false,
    });
    const modules = new Set([...outputFiles[0].text.matchAll(/from "([^"]*\/(\w+)\.wasm)"/g)].map(([, path]) => path));
    const compiled = [...modules].map(async (path) => ({
      type: 'CompiledWasm', path, contents: await readFile(`${ROOT}/node_modules/coc-api/dist/${path.split('/').at(-1)}`),
    }));
    worker = new Miniflare({
      compatibilityDate: '2026-01-01',
      bindings: { BASE_URL: `${site.origin}/v1`, CLANS: `${simulator.clan} #VVVVVVVVVVVV` },
      kvNamespaces: ['CACHE'],
      modules: [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text }, ...(await Promise.all(compiled))],
    });
  });
  after(async () => {
    await worker?.dispose();
    await site?.stop();
    await simulator?.stop();
  });

  const api = async (path) => {
    const response = await fetch(simulator.baseUrl + path, { headers: { authorization: `Bearer ${simulator.token}` } });
    return response.ok ? response.json() : undefined;
  };
  const get = async (path, options) => {
    const response = await worker.dispatchFetch(`http://worker${path}`, options);
    return { status: response.status, headers: response.headers, body: await response.json().catch(() => undefined) };
  };
  /** The number of requests that the API has received since the counters were reset. */
  const requests = async () => (await simulator.state()).counters.requests;
  const keys = async () => (await (await worker.getKVNamespace('CACHE')).list()).keys;

  test('a clan is requested once, and then read from KV by other clients', async () => {
    const clan = await api(`/clans/${encodeURIComponent(simulator.clan)}`);
    await simulator.resetCounters();
    const path = `/clans/${simulator.clan.slice(1).toLowerCase()}`;
    const first = await get(path);
    assert.equal(first.status, 200);
    assert.equal(first.body.name, clan.name);
    assert.equal(first.body.members, clan.members);
    assert.equal(first.body.top[0].name, clan.memberList[0].name);
    assert.match(first.headers.get('cache-control'), /^public, max-age=\d+$/);
    assert.equal(first.headers.get('access-control-allow-origin'), '*');
    // The response does not wait for the write.
    while ((await keys()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const second = await get(path);
    assert.deepEqual(second.body, first.body);
    assert.equal(await requests(), 1);

    const [{ name, expiration }] = await keys();
    assert.match(name, /^coc:/);
    assert(!name.includes(simulator.token));
    assert(expiration * 1000 > Date.now());
    const namespace = await worker.getKVNamespace('CACHE');
    await namespace.delete(name);
    assert.deepEqual((await get(path)).body, first.body);
    assert.equal(await requests(), 2);
  });

  test('the war of a clan has its score', async () => {
    const { items } = await api('/clans?minMembers=10&warFrequency=always&limit=200');
    for (const { tag, isWarLogPublic } of items) {
      if (!isWarLogPublic) continue;
      const war = await api(`/clans/${encodeURIComponent(tag)}/currentwar`);
      if (war.state !== 'inWar') continue;
      const { status, body } = await get(`/clans/${encodeURIComponent(tag)}/war`);
      assert.equal(status, 200);
      assert.deepEqual([body.state, body.clan.stars, body.opponent.stars], ['inWar', war.clan.stars, war.opponent.stars]);
      return;
    }
    assert.fail('no clan is at war');
  });

  test('failures have a status and a reason', async () => {
    const { items } = await api('/clans?minMembers=10&limit=200');
    const closed = items.find(({ isWarLogPublic }) => !isWarLogPublic).tag;
    const result = async (path, options) => {
      const { status, body, headers } = await get(path, options);
      return [status, body?.error, headers.get('cache-control')];
    };
    assert.deepEqual(await result('/clans/abc'), [400, 'badRequest', 'no-store']);
    assert.deepEqual(await result('/clans/%E0%A4%A'), [400, 'badRequest', 'no-store']);
    assert.deepEqual(await result('/clans/VVVVVVVVVVVV'), [404, 'notFound', 'no-store']);
    assert.deepEqual(await result(`/clans/${encodeURIComponent(closed)}/war`), [403, 'privateWarLog', 'no-store']);
    assert.equal((await get('/elsewhere')).status, 404);
    assert.equal((await get('/clans/2PP', { method: 'POST' })).status, 405);
    await simulator.faults({ fault: 'maintenance' });
    const maintenance = await get(`/clans/${encodeURIComponent(items[1].tag)}`);
    await simulator.faults({ fault: 'invalidIp' });
    const denied = await get(`/clans/${encodeURIComponent(items[2].tag)}`);
    await simulator.faults();
    assert.deepEqual([maintenance.status, maintenance.body.error, maintenance.headers.get('retry-after')], [503, 'inMaintenance', '300']);
    assert.deepEqual([denied.status, denied.body.error], [502, 'accessDenied']);
    // The message of the API contains the address of the proxy.
    assert.doesNotMatch(denied.body.message, /\d+\.\d+/);
  });

  test('the schedule refreshes its clans, past one that fails', async () => {
    await simulator.resetCounters();
    const { outcome } = await (await worker.getWorker()).scheduled({ cron: '*/10 * * * *' });
    assert.equal(outcome, 'ok');
    assert.equal(await requests(), 2);
    assert.equal((await get(`/clans/${simulator.clan.slice(1)}`)).status, 200);
    assert.equal(await requests(), 2);
  });
});
