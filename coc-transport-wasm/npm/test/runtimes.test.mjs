// The installed package in every runtime that runs on servers.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertWell } from './support/expected.mjs';
import { ROOT, run, tool } from './support/installed.mjs';
import { startSimulator } from './support/simulator.mjs';

let simulator;
before(async () => (simulator = await startSimulator()));
after(() => simulator?.stop());

async function told(program, ...args) {
  const printed = await run(program, [...args, simulator.baseUrl, simulator.token]);
  return JSON.parse(printed.trim().split('\n').at(-1));
}

test('Node imports it', async () => {
  const { helper, ...rest } = await told(process.execPath, 'main.mjs');
  assertWell(rest);
  assert.equal(helper, '#2PP');
});

test('Node requires it, and gets the same classes', async () => {
  const { helper, same, ...rest } = await told(process.execPath, 'main.cjs');
  assertWell(rest);
  assert.deepEqual([helper, same], ['#2PP', true]);
});

test('Node gives the slim entry the module by hand', async () => {
  assertWell(await told(process.execPath, 'slim.mjs'));
});

test('Deno imports it with no permission but to reach the API', async () => {
  const host = new URL(simulator.baseUrl).host;
  const { helper, ...rest } = await told(tool('deno'), 'run', '--quiet', '--no-prompt', `--allow-net=${host}`, 'main.mjs');
  assertWell(rest);
  assert.equal(helper, '#2PP');
});

test('Bun imports it', async () => {
  const { helper, ...rest } = await told(tool('bun'), 'main.mjs');
  assertWell(rest);
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
    const answer = await worker.dispatchFetch('http://worker/');
    assertWell(await answer.json());
    // A request may not wait for the timer of another, which ends with it.
    const limits = [200, 600].map((timeout) => worker.dispatchFetch(`http://worker/limit?timeout=${timeout}`));
    assert.deepEqual(await Promise.all(limits.map(async (limit) => (await limit).json())), ['timeout', 'timeout']);
  } finally {
    await worker.dispose();
  }
});
