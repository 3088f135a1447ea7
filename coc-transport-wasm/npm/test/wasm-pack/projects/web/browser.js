// A page without a bundler. It fetches the module from beside the package's JavaScript.

import init, * as coc from './node_modules/coc-api/coc_api.js';

import { scenario } from './scenario.js';

async function run() {
  await init();
  return scenario(coc, { baseUrl: `${location.origin}/v1` });
}

run().then(
  (outcome) => (window.result = outcome),
  (error) => (window.result = { failed: String(error?.stack ?? error) }),
);
