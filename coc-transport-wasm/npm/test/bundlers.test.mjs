// The installed package in Chromium, built by bundlers.

import { copyFile, mkdir, rm } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { build as esbuild } from 'esbuild';
import { build as vite, createServer } from 'vite';

import { withoutChromium } from './support/browser.mjs';
import { PACKAGE, ROOT, importing } from './support/installed.mjs';
import { assertRuns, assertRunsAt, pageOf } from './support/page.mjs';
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

  async function withEsbuild(program, name) {
    const folder = await fresh(name);
    await esbuild({
      absWorkingDir: ROOT,
      entryPoints: [program],
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      outfile: `${folder}/browser.js`,
    });
    await copyFile(`${ROOT}/index.html`, `${folder}/index.html`);
    return folder;
  }

  /** Builds with the default settings, as all of Vite's are here. */
  async function withVite(program, name) {
    const folder = await fresh(name);
    const input = await pageOf(program);
    await vite({ root: ROOT, logLevel: 'warn', build: { outDir: folder, rollupOptions: { input } } });
    return { folder, page: input };
  }

  test('esbuild bundles it, and the module is copied beside the bundle', async () => {
    const folder = await withEsbuild('browser.js', 'esbuild');
    await copyFile(`${PACKAGE}/dist/coc_bg.wasm`, `${folder}/coc_bg.wasm`);
    await assertRuns(folder, simulator);
  });

  test('esbuild bundles the inline entry, and nothing is copied', async () => {
    await assertRuns(await withEsbuild(await importing('coc-api/inline', 'browser.js'), 'esbuild-inline'), simulator);
  });

  test('Vite builds it with default settings', async () => {
    const { folder, page } = await withVite('browser.js', 'vite');
    await assertRuns(folder, simulator, { page });
  });

  test('Vite builds the inline entry', async () => {
    const { folder, page } = await withVite(await importing('coc-api/inline', 'browser.js'), 'vite-inline');
    await assertRuns(folder, simulator, { page });
  });

  test('Vite builds a web worker in its default format, which loses no message', async () => {
    const { folder, page } = await withVite('web-worker.js', 'vite-worker');
    await assertRuns(folder, simulator, { page, expected: { lost: 0 } });
  });

  test("Vite's development server serves it with default settings", async () => {
    const headers = { authorization: `Bearer ${simulator.token}` };
    const proxy = { '/v1': { target: simulator.origin, headers } };
    const cacheDir = await fresh('vite-cache');
    const server = await createServer({ root: ROOT, logLevel: 'warn', cacheDir, server: { port: 0, proxy, hmr: false, ws: false } });
    try {
      await server.listen();
      const { port } = server.httpServer.address();
      await assertRunsAt(`http://localhost:${port}/`);
    } finally {
      await server.close();
    }
  });
});
