// Node, whose `fetch` reads no files: `init` receives the module as bytes.

import { readFile } from 'node:fs/promises';

import init, * as coc from 'coc-api';

import { scenario } from './scenario.js';

const [baseUrl, token] = process.argv.slice(2);
const module = new URL('coc_api_bg.wasm', import.meta.resolve('coc-api'));
await init({ module_or_path: await readFile(module) });
console.log(JSON.stringify(await scenario(coc, { baseUrl, token })));
