// Vercel's edge functions: `?module` imports a compiled module, because they cannot compile one.

import module from './coc_bg.wasm?module';

import { initSync } from './coc.js';
import { loadWith } from './load.js';

loadWith(() => initSync({ module }));

export * from './exports.js';
