// The declarations, checked by `tsc --strict` against programs and against the values of the
// client.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { GONE } from './projects/calls.mjs';
import { ROOT, run, tool } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';

const STRICT = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2024'];
// `skipLibCheck`, because of Node's own declarations; ours are checked under the other resolution.
const NODE = ['--skipLibCheck', '--module', 'nodenext', '--types', 'node', '--typeRoots', tool('../@types')];
const BUNDLER = ['--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2024,dom', '--types', ''];

let simulator;
before(async () => (simulator = await startSimulator()));
after(() => simulator?.stop());

test('the examples compile under the resolution of Node, imported and required', async () => {
  await run(tool('tsc'), [...STRICT, ...NODE, 'examples.mts', 'loading.mts', 'required.cts']);
});

test('the examples compile under the resolution of bundlers', async () => {
  await run(tool('tsc'), [...STRICT, ...BUNDLER, 'examples.mts', 'loading.mts']);
});

test('every value has its declared type', async () => {
  const values = await run(process.execPath, ['values.mjs', simulator.baseUrl, simulator.token]);
  await writeFile(`${ROOT}/values.mts`, values);
  await run(tool('tsc'), [...STRICT, ...BUNDLER, 'values.mts']);
});

test('the values include those of every declared route', async () => {
  const declarations = await readFile(`${ROOT}/node_modules/coc-api/dist/types/routes.d.ts`, 'utf8');
  const comments = declarations.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s+(\w+)\(/g);
  const routes = [...comments].filter(([, comment]) => /`(GET|POST) \//.test(comment)).map(([, , name]) => name);
  const values = await readFile(`${ROOT}/values.mts`, 'utf8');
  const names = [...values.matchAll(/^export const (\w+):/gm)].map(([, name]) => name);
  assert(names.length > 30);
  assert.deepEqual([...names, ...GONE].sort(), routes.sort());
});
