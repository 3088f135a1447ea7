// Node, where `fetch` reads no files: the module is given as bytes.

import { readFile } from 'node:fs/promises';

import init, * as coc from 'coc-transport-wasm';

import { scenario } from './scenario.js';

const [baseUrl, token] = process.argv.slice(2);
const module = new URL('coc_transport_wasm_bg.wasm', import.meta.resolve('coc-transport-wasm'));
await init({ module_or_path: await readFile(module) });
console.log(JSON.stringify(await scenario(coc, { baseUrl, token })));
