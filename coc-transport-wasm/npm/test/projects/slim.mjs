// The slim entry, which receives the module as bytes.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import * as coc from 'coc-api/slim';

import { scenario } from './scenario.js';

const module = createRequire(import.meta.url).resolve('coc-api/coc_bg.wasm');
await coc.init({ module_or_path: await readFile(module) });
const [baseUrl, token] = process.argv.slice(2);
console.log(JSON.stringify(await scenario(coc, { baseUrl, token })));
