// The installed package in every server runtime.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertExpected } from './support/expected.mjs';
import { ROOT, run, tool } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';

let simulator;
before(async () => (simulator = await startSimulator()));
after(() => simulator?.stop());

async function outcome(program, ...args) {
  const printed = await run(program, [...args, simulator.baseUrl, simulator.token]);
  return JSON.parse(printed.trim().split('\n').at(-1));
}

test('Node imports it', async () => {
  const { helper, ...rest } = await outcome(process.execPath, 'main.mjs');
  assertExpected(rest);
  assert.equal(helper, '#2PP');
});

test('Node requires it and receives the same classes', async () => {
  const { helper, same, ...rest } = await outcome(process.execPath, 'main.cjs');
  assertExpected(rest);
  assert.deepEqual([helper, same], ['#2PP', true]);
});

test('Node passes the module to the slim entry as bytes', async () => {
  assertExpected(await outcome(process.execPath, 'slim.mjs'));
});

test('Deno imports it with permission to reach the API only', async () => {
  const host = new URL(simulator.baseUrl).host;
  const { helper, ...rest } = await outcome(tool('deno'), 'run', '--quiet', '--no-prompt', `--allow-net=${host}`, 'main.mjs');
  assertExpected(rest);
  assert.equal(helper, '#2PP');
});

test('Bun imports it', async () => {
  const { helper, ...rest } = await outcome(tool('bun'), 'main.mjs');
  assertExpected(rest);
  assert.equal(helper, '#2PP');
});

test('workerd runs it', async (context) => {
  // miniflare needs a newer Node than the package does; workerd itself does not.
  const { Miniflare } = await import('miniflare').catch((error) => {
    if (process.env.CI) throw error;
    context.skip(`no miniflare: ${error.message}`);
    return {};
  });
  if (!Miniflare) return;
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['worker.js'],
    bundle: true,
    format: 'esm',
    conditions: ['workerd'],
    external: ['*.wasm'],
    write: false,
  });
  const [, path] = /from "(.*\/coc_bg\.wasm)"/.exec(outputFiles[0].text);
  const { readFile } = await import('node:fs/promises');
  const worker = new Miniflare({
    compatibilityDate: '2026-01-01',
    bindings: { BASE_URL: simulator.baseUrl, TOKEN: simulator.token },
    modules: [
      { type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text },
      { type: 'CompiledWasm', path, contents: await readFile(`${ROOT}/node_modules/coc-api/dist/coc_bg.wasm`) },
    ],
  });
  try {
    const response = await worker.dispatchFetch('http://worker/');
    assertExpected(await response.json());
    // In workerd a timer belongs to its request, so each client needs its own.
    const limits = [200, 600].map((timeout) => worker.dispatchFetch(`http://worker/limit?timeout=${timeout}`));
    assert.deepEqual(await Promise.all(limits.map(async (limit) => (await limit).json())), ['timeout', 'timeout']);
  } finally {
    await worker.dispose();
  }
});
