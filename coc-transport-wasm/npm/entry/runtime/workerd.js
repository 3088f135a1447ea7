// Cloudflare's workers: the import is a compiled module, because they cannot compile one.

import module from './coc_bg.wasm';

import { initSync } from './coc.js';
import { loadWith } from './load.js';

loadWith(() => initSync({ module }));

export * from './exports.js';
