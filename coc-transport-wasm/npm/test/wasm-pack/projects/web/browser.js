// A page without a bundler, which fetches the module from beside the package's JavaScript.

import init, * as coc from './node_modules/coc-transport-wasm/coc_transport_wasm.js';

import { scenario } from './scenario.js';

async function run() {
  await init();
  return scenario(coc, { baseUrl: `${location.origin}/v1` });
}

run().then(
  (told) => (window.result = told),
  (error) => (window.result = { failed: String(error?.stack ?? error) }),
);
