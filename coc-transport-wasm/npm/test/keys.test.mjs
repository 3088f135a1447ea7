// `coc-api/keys` as installed, in every runtime that has it.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { ROOT, run, tool } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';

let simulator;
let folder;
before(async () => {
  simulator = await startSimulator('--speed', '0');
  folder = await mkdtemp(join(tmpdir(), 'coc-keys-'));
});
after(async () => {
  await simulator?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a program with an account, and checks what happened to it. */
async function check(name, program, ...args) {
  const { email, password, portalUrl, baseUrl, origin } = simulator;
  await simulator.admin('POST', 'caller-ip', { ip: '203.0.113.7' });
  const foreign = await simulator.admin('POST', 'keys', { email, name: `foreign of ${name}`, cidrs: ['192.0.2.1'] });
  await simulator.resetCounters();
  const file = join(folder, name, 'coc', 'keys.json');
  const link = join(folder, `link of ${name}.json`);
  await symlink(file, link);
  const options = { account: { email, password, portalUrl }, baseUrl, origin, file, link };
  const printed = JSON.parse((await run(program, [...args, JSON.stringify(options)])).trim().split('\n').at(-1));

  const { problems, ...rest } = printed;
  assert.deepEqual(rest, {
    tokens: [1, 1],
    statuses: [403, 200],
    mode: '600',
    known: [{ ranges: ['198.51.100.34'], status: 'valid' }],
    pair: 1,
    left: ['keys.json'],
    wrong: [true, true, 'credentials', 'wrongCredentials'],
    invalid: true,
    connected: true,
  });
  assert.match(problems[0], /chmod 600/);
  assert.match(problems[1], /is a symbolic link, which is not followed/);
  // Deno has no permission for the machine's name.
  assert.match(problems[2], name === 'deno' ? /set `keyName`, or allow it/ : /^none$/);
  const { counters, accounts } = await simulator.state();
  // The first tokens, two changes of the address, and the first of two programs with one file.
  assert.deepEqual([counters.logins, counters.failedLogins, counters.keysCreated, counters.keysRevoked], [4, 1, 4, 2]);
  const { keys } = accounts.find((account) => account.email === email);
  assert(keys.some(({ id }) => id === foreign.id));
  for (const { name, id } of keys.filter(({ name }) => name.startsWith('coc-rs-'))) await revoke(name, id);
}

/** Removes a key of a test, because the runtimes share the account. */
async function revoke(name, id) {
  const { email, password, portalUrl } = simulator;
  const post = (path, body, cookie) =>
    fetch(`${portalUrl}/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...cookie } });
  const login = await post('login', { email, password });
  const cookie = login.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ');
  const response = await post('apikey/revoke', { id }, { cookie });
  assert.equal(response.status, 200, name);
}

test('Node imports it', () => check('node', process.execPath, 'keys.mjs'));

test('Node requires it and receives the same classes', async () => {
  const code = `const required = require('coc-api/keys'); import('coc-api/keys').then(({ Keys, KeysError, connect }) =>
    console.log(required.Keys === Keys && required.KeysError === KeysError && required.connect === connect))`;
  assert.equal((await run(process.execPath, ['--input-type=commonjs', '-e', code])).trim(), 'true');
});

test('Deno imports it with permission for the portal and the folder only', async () => {
  const host = new URL(simulator.baseUrl).host;
  const permissions = [`--allow-net=${host}`, `--allow-read=${folder}`, `--allow-write=${folder}`, '--allow-sys=uid'];
  await check('deno', tool('deno'), 'run', '--quiet', '--no-prompt', ...permissions, 'keys.mjs');
});

test('Bun imports it', () => check('bun', tool('bun'), 'keys.mjs'));

const TSC = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2024', '--skipLibCheck'];
const NODE = ['--types', 'node', '--typeRoots', tool('../@types')];

test('its declarations compile under the resolutions of Node and of bundlers', async () => {
  await run(tool('tsc'), [...TSC, ...NODE, '--module', 'nodenext', 'keys.mts']);
  await run(tool('tsc'), [...TSC, ...NODE, '--module', 'esnext', '--moduleResolution', 'bundler', 'keys.mts']);
});

test('it exports exactly the classes and functions of its declarations', async () => {
  const declared = await readFile(`${ROOT}/node_modules/coc-api/dist/types/keys.d.ts`, 'utf8');
  const names = [...declared.matchAll(/^export (?:class|function) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(Object.keys(await import(`${ROOT}/node_modules/coc-api/dist/keys/node.js`)).sort(), names.sort());
});

test('every value has its declared type', async () => {
  const { Keys } = await import(`${ROOT}/node_modules/coc-api/dist/keys/node.js`);
  const { email, password, portalUrl } = simulator;
  const keys = new Keys({ email, password, portalUrl, keyName: 'coc-rs-types' });
  await keys.ensure();
  await simulator.admin('POST', 'keys', { email, name: 'coc-rs-types', cidrs: ['192.0.2.1'] });
  const plans = [await keys.plan('rotate'), await keys.plan('revokeStale'), await keys.plan()];
  const keep = [...(await keys.list()), ...(await keys.known())];
  const steps = plans.flatMap(({ accounts }) => accounts.flatMap(({ steps }) => steps.map(({ action }) => action)));
  assert.deepEqual([...new Set(steps)].sort(), ['create', 'keep', 'leave', 'revoke']);
  const program = `import type { Key, Plan } from 'coc-api/keys';
    export const keys: Key[] = ${JSON.stringify(keep)};
    export const plans: Omit<Plan, 'toString'>[] = ${JSON.stringify(plans)};`;
  await writeFile(`${ROOT}/keys-values.mts`, program);
  await run(tool('tsc'), [...TSC, ...NODE, '--module', 'nodenext', 'keys-values.mts']);
});

test('a bundle for browsers cannot contain it', async () => {
  const { build } = await import('esbuild');
  for (const conditions of [['browser'], ['workerd'], ['edge-light']]) {
    const stdin = { contents: "export { connect } from 'coc-api/keys'", resolveDir: ROOT };
    const failed = await build({ stdin, bundle: true, platform: 'browser', format: 'esm', conditions, write: false, logLevel: 'silent' }).catch((error) => error);
    assert.match(failed.errors?.[0].notes[0].text ?? 'built', /"\.\/keys" is not currently exported by package "coc-api"/, conditions[0]);
  }
});
