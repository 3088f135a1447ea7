// Whatever knows `import` of a module of WebAssembly by itself, as Node does if it is told to.

import * as coc from 'coc-transport-wasm';

import { scenario } from './scenario.js';

const [baseUrl, token] = process.argv.slice(2);
console.log(JSON.stringify(await scenario(coc, { baseUrl, token })));
