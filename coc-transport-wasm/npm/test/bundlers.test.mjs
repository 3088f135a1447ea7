// The installed package in Chromium, built by bundlers.

import assert from 'node:assert/strict';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { build as esbuild } from 'esbuild';
import { build as vite, createServer } from 'vite';
import { createServer as createVite7Server } from 'vite-7';
import webpack from 'webpack';

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

  async function withWebpack(program, name) {
    const path = await fresh(name);
    const compiler = webpack({
      mode: 'production',
      context: ROOT,
      entry: `${ROOT}${program}`,
      output: { path, filename: program },
      // Its warnings are about the size of the module.
      performance: false,
    });
    const stats = await promisify(compiler.run.bind(compiler))();
    await promisify(compiler.close.bind(compiler))();
    assert(!stats.hasErrors() && !stats.hasWarnings(), stats.toString());
    const page = await pageOf(program);
    await copyFile(ROOT + page, `${path}/${page}`);
    return { folder: path, page };
  }

  test('webpack builds it', async () => {
    const { folder, page } = await withWebpack('browser.js', 'webpack');
    await assertRuns(folder, simulator, { page });
  });

  /** Runs the page from a development server of Vite. */
  async function assertServed(create, name, options = {}, page = '') {
    const headers = { authorization: `Bearer ${simulator.token}` };
    const proxy = { '/v1': { target: simulator.origin, headers } };
    const cacheDir = await fresh(name);
    const server = await create({ root: ROOT, configFile: false, logLevel: 'warn', cacheDir, server: { port: 0, proxy }, ...options });
    try {
      await server.listen();
      await assertRunsAt(`http://localhost:${server.httpServer.address().port}/${page}`);
    } finally {
      await server.close();
    }
  }

  test("Vite's development server serves it with default settings", () => assertServed(createServer, 'vite-server'));

  test('the development server of Vite 7 serves it if it is not optimised', () =>
    assertServed(createVite7Server, 'vite-7-server', { optimizeDeps: { exclude: ['coc-api'] } }));

  test('the development server of Vite 7 serves the inline entry with default settings', async () => {
    const page = await pageOf(await importing('coc-api/inline', 'browser.js'));
    await assertServed(createVite7Server, 'vite-7-inline', {}, page);
  });
});
