// Deno: the module is part of the program, so that no permission to read files is needed.

import source module from './coc_keys_bg.wasm';

import { initSync } from './coc_keys.js';
import { install } from './js/runtime.js';

install({ load: () => initSync({ module }) });

export * from './exports.js';
