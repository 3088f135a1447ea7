// The condition `edge-light`, in Vercel's runtime for tests of edge functions: the globals of the
// web and none of Node, no code from strings, and no compilation of WebAssembly.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { MessageChannel, moveMessagePortToContext, receiveMessageOnPort } from 'node:worker_threads';

import { EdgeVM } from '@edge-runtime/vm';
import { build } from 'esbuild';

import { assertExpected } from './support/expected.mjs';
import { ROOT, importing } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';

let simulator;
before(async () => (simulator = await startSimulator()));
after(() => simulator?.stop());

/**
 * Returns the bundled function and the module that it imports. Vercel's bundler compiles `?module`
 * beforehand.
 */
async function bundle(program) {
  const modules = [];
  const plugin = {
    name: 'modules',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path.replace('?module', '')),
        namespace: 'module',
      }));
      onLoad({ filter: /.*/, namespace: 'module' }, ({ path }) => {
        modules.push(path);
        return { contents: 'export default globalThis.compiled;' };
      });
    },
  };
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [program],
    bundle: true,
    format: 'iife',
    globalName: 'edge',
    conditions: ['edge-light'],
    target: 'es2022',
    plugins: [plugin],
    write: false,
  });
  assert.equal(modules.length, 1);
  return { code: outputFiles[0].text, bytes: await readFile(modules[0]) };
}

/** Compiles the module outside the runtime and passes it in. */
async function pass(vm, bytes) {
  const { port1, port2 } = new MessageChannel();
  const port = moveMessagePortToContext(port2, vm.context);
  port1.postMessage(await WebAssembly.compile(bytes));
  vm.context.compiled = receiveMessageOnPort(port).message;
  port1.close();
}

for (const entry of ['coc-api', 'coc-api/inline']) {
  test(`an edge function runs ${entry}`, async () => {
    const { code, bytes } = await bundle(await importing(entry, 'edge.js'));
    const vm = new EdgeVM({ codeGeneration: { strings: false, wasm: false } });
    vm.context.bytes = bytes;
    assert.equal(vm.evaluate('typeof process + typeof require'), 'undefinedundefined');
    assert.throws(() => vm.evaluate('new WebAssembly.Module(bytes)'), /disallowed/);
    await pass(vm, bytes);
    vm.evaluate(code);

    const { baseUrl, token } = simulator;
    const request = new vm.context.Request('http://edge/', { method: 'POST', body: JSON.stringify({ baseUrl, token }) });
    const response = await vm.evaluate('edge.default')(request);
    assertExpected(await response.json());
  });
}
