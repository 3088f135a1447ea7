// Workers of Cloudflare, where bytes cannot be compiled at run time: the import is a compiled module.

import module from './coc_bg.wasm';

import { initSync } from './coc.js';

initSync({ module });

export * from './exports.js';
