// Servers that are bundled whole, as for a container or a function: no package is installed beside
// them.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';

import { assertExpected } from './support/expected.mjs';
import { ROOT, emptyFolder, importing, run } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';

let simulator;
before(async () => (simulator = await startSimulator()));
after(() => simulator?.stop());

const withEsbuild = (format, extension) => async (program, folder) => {
  const outfile = `${folder}/server.${extension}`;
  await esbuild({ absWorkingDir: ROOT, entryPoints: [program], bundle: true, platform: 'node', format, outfile, logLevel: 'error' });
  return outfile;
};

async function withVite(program, folder) {
  await vite({
    root: ROOT,
    logLevel: 'error',
    build: { ssr: program, outDir: folder, rollupOptions: { output: { entryFileNames: 'server.mjs' } } },
    ssr: { noExternal: true },
  });
  return `${folder}/server.mjs`;
}

const BUNDLERS = {
  'Vite, with `ssr.noExternal`': withVite,
  'esbuild, as an ES module': withEsbuild('esm', 'mjs'),
  'esbuild, as CommonJS': withEsbuild('cjs', 'cjs'),
};

for (const [name, bundle] of Object.entries(BUNDLERS)) {
  describe(name, () => {
    async function start(entry) {
      const folder = await emptyFolder();
      const file = await bundle(await importing(entry, 'main.mjs'), folder);
      return run(process.execPath, [file, simulator.baseUrl, simulator.token], { cwd: folder });
    }

    test('the inline entry runs', async () => {
      const { helper, ...rest } = JSON.parse(await start('coc-api/inline'));
      assertExpected(rest);
      assert.equal(helper, '#2PP');
    });

    test('the default entry fails with a message that names the inline entry', async () => {
      await assert.rejects(start('coc-api'), ({ message }) => {
        assert.match(message, /CocError: the WebAssembly module could not be loaded .*import `coc-api\/inline`/);
        return true;
      });
    });
  });
}
