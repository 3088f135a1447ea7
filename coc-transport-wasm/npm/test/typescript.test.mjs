// The declarations, by `tsc --strict`: against programs, and against what the client really answers.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { GONE } from './projects/calls.mjs';
import { ROOT, run, tool } from './support/installed.mjs';
import { startSimulator } from './support/simulator.mjs';

const STRICT = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2024'];
// The declarations of Node itself are not in question; ours are checked under the other resolution.
const NODE = ['--skipLibCheck', '--module', 'nodenext', '--types', 'node', '--typeRoots', tool('../@types')];
const BUNDLER = ['--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2024,dom', '--types', ''];

let simulator;
before(async () => (simulator = await startSimulator()));
after(() => simulator?.stop());

test('the examples are right under Node’s resolution, imported and required', async () => {
  await run(tool('tsc'), [...STRICT, ...NODE, 'examples.mts', 'required.cts']);
});

test('the examples are right under a bundler’s resolution', async () => {
  await run(tool('tsc'), [...STRICT, ...BUNDLER, 'examples.mts']);
});

test('every answer is of its declared type', async () => {
  const answers = await run(process.execPath, ['answers.mjs', simulator.baseUrl, simulator.token]);
  await writeFile(`${ROOT}/answers.mts`, answers);
  await run(tool('tsc'), [...STRICT, ...BUNDLER, 'answers.mts']);
});

test('every declared route is among these answers', async () => {
  const declarations = await readFile(`${ROOT}/node_modules/coc-api/dist/types/client.d.ts`, 'utf8');
  const comments = declarations.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s+(\w+)\(/g);
  const routes = [...comments].filter(([, comment]) => /`(GET|POST) \//.test(comment)).map(([, , name]) => name);
  const answers = await readFile(`${ROOT}/answers.mts`, 'utf8');
  const answered = [...answers.matchAll(/^export const (\w+):/gm)].map(([, name]) => name);
  assert(answered.length > 30);
  assert.deepEqual([...answered, ...GONE].sort(), routes.sort());
});
