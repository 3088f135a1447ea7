// The installed package in every server runtime.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { build } from 'esbuild';

import { assertExpected } from './support/expected.mjs';
import { PACKAGE, ROOT, importing, run, tool } from './support/installed.mjs';
import { NODES, nodeOf } from './support/nodes.mjs';
import { startSimulator } from './support/programs.mjs';

let simulator;
before(async () => (simulator = await startSimulator()));
after(() => simulator?.stop());

async function outcome(program, ...args) {
  const printed = await run(program, [...args, simulator.baseUrl, simulator.token]);
  const { helper, ...rest } = JSON.parse(printed.trim().split('\n').at(-1));
  assert(helper === undefined || helper === '#2PP', helper);
  return rest;
}

for (const name of NODES) {
  describe(name, () => {
    for (const entry of ['coc-api', 'coc-api/inline']) {
      test(`imports ${entry}`, async (context) => {
        const node = await nodeOf(name, context);
        if (node) assertExpected(await outcome(node, await importing(entry, 'main.mjs')));
      });

      test(`requires ${entry} and receives the same classes`, async (context) => {
        const node = await nodeOf(name, context);
        if (!node) return;
        const { same, ...rest } = await outcome(node, await importing(entry, 'main.cjs'));
        assertExpected(rest);
        assert.equal(same, true);
      });
    }

    test('passes the module to the slim entry as bytes', async (context) => {
      const node = await nodeOf(name, context);
      if (node) assertExpected(await outcome(node, 'slim.mjs'));
    });
  });
}

for (const entry of ['coc-api', 'coc-api/inline']) {
  test(`Deno imports ${entry} with permission to reach the API only`, async () => {
    const { host } = new URL(simulator.baseUrl);
    const args = ['run', '--quiet', '--no-prompt', `--allow-net=${host}`];
    assertExpected(await outcome(tool('deno'), ...args, await importing(entry, 'main.mjs')));
  });

  test(`Bun imports ${entry}`, async () => {
    assertExpected(await outcome(tool('bun'), await importing(entry, 'main.mjs')));
  });

  test(`workerd runs ${entry}`, async (context) => {
    // miniflare needs a newer Node than the package does; workerd itself does not.
    const { Miniflare } = await import('miniflare').catch((error) => {
      if (process.env.CI) throw error;
      context.skip(`no miniflare: ${error.message}`);
      return {};
    });
    if (!Miniflare) return;
    const { outputFiles } = await build({
      absWorkingDir: ROOT,
      entryPoints: [await importing(entry, 'worker.js')],
      bundle: true,
      format: 'esm',
      conditions: ['workerd'],
      external: ['*.wasm'],
      write: false,
    });
    const [, path] = /from "(.*\/coc_bg\.wasm)"/.exec(outputFiles[0].text);
    const worker = new Miniflare({
      compatibilityDate: '2026-01-01',
      bindings: { BASE_URL: simulator.baseUrl, TOKEN: simulator.token },
      modules: [
        { type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text },
        { type: 'CompiledWasm', path, contents: await readFile(`${PACKAGE}/dist/coc_bg.wasm`) },
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
}
