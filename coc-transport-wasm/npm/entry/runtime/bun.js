// Bun: reads the module from beside this file.

import { readFileSync } from 'node:fs';

import { initSync } from './coc.js';
import { loadWith } from './load.js';

loadWith(() => initSync({ module: readFileSync(new URL('./coc_bg.wasm', import.meta.url)) }));

export * from './exports.js';
