// A page for a bundler that knows `import` of a module of WebAssembly.

import * as coc from 'coc-transport-wasm';

import { scenario } from './scenario.js';

scenario(coc, { baseUrl: `${location.origin}/v1` }).then(
  (told) => (window.result = told),
  (error) => (window.result = { failed: String(error?.stack ?? error) }),
);
