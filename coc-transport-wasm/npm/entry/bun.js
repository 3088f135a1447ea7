// Bun: reads the module from beside this file.

import { readFileSync } from 'node:fs';

import { initSync, loadWith } from './coc.js';

loadWith(() => initSync({ module: readFileSync(new URL('./coc_bg.wasm', import.meta.url)) }));

export * from './exports.js';
