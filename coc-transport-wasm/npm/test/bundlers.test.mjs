// The installed package in Chromium, built by bundlers.

import { copyFile, mkdir, rm } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';

import { withoutChromium } from './support/browser.mjs';
import { ROOT } from './support/installed.mjs';
import { assertRuns } from './support/page.mjs';
import { startSimulator } from './support/programs.mjs';

describe('in Chromium', { skip: withoutChromium }, () => {
  let simulator;
  before(async () => (simulator = await startSimulator()));
  after(() => simulator?.stop());

  async function fresh(name) {
    const folder = `${ROOT}/out-${name}`;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    return folder;
  }

  test('esbuild bundles it, and the module is copied beside the bundle', async () => {
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

  test('Vite builds it', async () => {
    const folder = await fresh('vite');
    await vite({ root: ROOT, logLevel: 'warn', build: { outDir: folder, target: 'es2022' } });
    await assertRuns(folder, simulator);
  });
});
