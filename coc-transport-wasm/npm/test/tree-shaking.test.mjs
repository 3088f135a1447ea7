// A bundle has only what its program uses: `sideEffects` names the files that say how a module is
// loaded, and no other.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';

import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';

import { ROOT } from './support/installed.mjs';

async function withEsbuild(contents) {
  const stdin = { contents, resolveDir: ROOT };
  const { outputFiles } = await esbuild({ stdin, bundle: true, minify: true, format: 'esm', write: false, logLevel: 'error' });
  return outputFiles.map(({ text }) => text).join('');
}

async function withVite(contents) {
  const input = `${ROOT}program.js`;
  await writeFile(input, contents);
  const { output } = await vite({ root: ROOT, configFile: false, logLevel: 'error', build: { write: false, rollupOptions: { input } } });
  // An asset is a file of its own, of which the bundle has the name.
  return output.map(({ code = '' }) => code).join('');
}

for (const [bundler, bundle] of Object.entries({ esbuild: withEsbuild, Vite: withVite })) {
  describe(bundler, () => {
    test('a program with a helper has that helper and no module', async () => {
      const code = await bundle("import { correctTag } from 'coc-api/helpers'; console.log(correctTag('2pp'));");
      assert.match(code, /tooShort/);
      assert.doesNotMatch(code, /wasm|WebAssembly|getUTCMonth/i);
    });

    test('a program that does not use what it imports of the helpers is empty', async () => {
      const code = await bundle("import { correctTag } from 'coc-api/helpers'; console.log(1);");
      assert.match(code, /^console\.log\(1\);\s*$/);
    });

    test('a program with the client says how the module is loaded, and does not have it as text', async () => {
      const code = await bundle("import { Client } from 'coc-api'; globalThis.coc = new Client();");
      assert.match(code, /coc_bg.*\.wasm/);
      assert.doesNotMatch(code, /AGFzbQEAAAA/);
    });

    test('a program with the inline entry has the module as text, and names no file of it', async () => {
      const code = await bundle("import { Client } from 'coc-api/inline'; globalThis.coc = new Client();");
      assert.match(code, /AGFzbQEAAAA/);
      assert.doesNotMatch(code, /coc_bg.*\.wasm/);
    });

    test('a program with the slim entry has no module', async () => {
      const code = await bundle("import { Client, init } from 'coc-api/slim'; globalThis.coc = [Client, init];");
      assert.match(code, /call `init\(\)` first/);
      assert.doesNotMatch(code, /coc_bg.*\.wasm|AGFzbQEAAAA/);
    });
  });
}
