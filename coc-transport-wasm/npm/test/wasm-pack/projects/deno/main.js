// Deno, which is told by name where the folder is.

import * as coc from 'coc-transport-wasm';

import { scenario } from './scenario.js';

const [baseUrl, token] = Deno.args;
console.log(JSON.stringify(await scenario(coc, { baseUrl, token })));
