// Checks the sizes of the package against budgets: `node size.mjs` after `cargo run -p pack`.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const { buildSync } = createRequire(new URL('test/package.json', import.meta.url))('esbuild');

const dist = (file) => fileURLToPath(new URL(`dist/${file}`, import.meta.url));
const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;
const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;

/** Bundles and minifies a file with all its imports. */
function bundled(file) {
  const { outputFiles } = buildSync({
    entryPoints: [dist(file)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return Buffer.from(outputFiles[0].contents);
}

const KB = 1024;
const wasm = readFileSync(dist('coc_bg.wasm'));
const glue = bundled('browser.js');
const inline = bundled('inline.js');
const helpers = bundled('js/helpers.js');
const keys = readFileSync(dist('keys/coc_keys_bg.wasm'));
const game = readFileSync(dist('game/game_bg.wasm'));
const gameGlue = bundled('game/browser.js');
const sizes = [
  { what: 'WebAssembly, the whole client', raw: wasm, bytes: brotli(wasm), as: 'brotli', budget: 145 * KB },
  { what: 'JavaScript of the default entry', raw: glue, bytes: gzip(glue), as: 'gzip', budget: 12.5 * KB },
  // Base64 of the module, of which gzip removes less than of the module itself.
  { what: 'The inline entry with the module', raw: inline, bytes: gzip(inline), as: 'gzip', budget: 300 * KB },
  { what: 'JavaScript of the helpers', raw: helpers, bytes: gzip(helpers), as: 'gzip', budget: 3 * KB },
  { what: 'WebAssembly of the game, with its data', raw: game, bytes: brotli(game), as: 'brotli', budget: 110 * KB },
  { what: 'JavaScript of the game', raw: gameGlue, bytes: gzip(gameGlue), as: 'gzip', budget: 5 * KB },
  { what: 'WebAssembly of the keys', raw: keys, bytes: brotli(keys), as: 'brotli', budget: 185 * KB },
];

const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
for (const { what, raw, bytes, as, budget } of sizes) {
  const verdict = bytes <= budget ? 'within' : 'EXCEEDS';
  console.log(`${what}: ${kb(bytes)} ${as} (${kb(raw.length)} raw), ${verdict} ${kb(budget)}`);
}
process.exitCode = sizes.every(({ bytes, budget }) => bytes <= budget) ? 0 : 1;
