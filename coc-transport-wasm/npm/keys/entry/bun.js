// Bun: reads the module from beside this file.

import { readFileSync } from 'node:fs';

import { initSync } from './coc_keys.js';
import { install } from './js/runtime.js';

install({ load: () => initSync({ module: readFileSync(new URL('./coc_keys_bg.wasm', import.meta.url)) }) });

export * from './exports.js';
