// The installed package through bundlers and none, in Chromium.

import { copyFile, mkdir, rm } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';

import { CHROMIUM, ROOT, unless } from './support/installed.mjs';
import { assertRuns } from './support/page.mjs';
import { startSimulator } from './support/simulator.mjs';

describe('in Chromium', { skip: unless(CHROMIUM, 'Chromium') }, () => {
  let simulator;
  before(async () => (simulator = await startSimulator()));
  after(() => simulator?.stop());

  async function fresh(name) {
    const folder = `${ROOT}/out-${name}`;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    return folder;
  }

  test('it runs as esbuild bundles it, with the module copied beside the bundle', async () => {
    const folder = await fresh('esbuild');
    await esbuild({
      absWorkingDir: ROOT,
      entryPoints: ['browser.js'],
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      outdir: folder,
    });
    await copyFile(`${ROOT}/index.html`, `${folder}/index.html`);
    await copyFile(`${ROOT}/node_modules/coc-api/dist/coc_bg.wasm`, `${folder}/coc_bg.wasm`);
    await assertRuns(folder, simulator);
  });

  test('it runs as Vite builds it', async () => {
    const folder = await fresh('vite');
    await vite({ root: ROOT, logLevel: 'warn', build: { outDir: folder, target: 'es2022' } });
    await assertRuns(folder, simulator);
  });
});
