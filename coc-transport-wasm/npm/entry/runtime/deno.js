// Deno: the module is part of the program, so that no permission to read files is needed.

import source module from './coc_bg.wasm';

import { initSync } from './coc.js';
import { loadWith } from './load.js';

loadWith(() => initSync({ module }));

export * from './exports.js';
