// Node, which imports a WebAssembly module if a flag allows it.

import * as coc from 'coc-api';

import { scenario } from './scenario.js';

const [baseUrl, token] = process.argv.slice(2);
console.log(JSON.stringify(await scenario(coc, { baseUrl, token })));
