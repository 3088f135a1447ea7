// Vercel's edge functions: `?module` imports a compiled module, because they cannot compile one.

import module from './coc_bg.wasm?module';

import { initSync, loadWith } from './coc.js';

loadWith(() => initSync({ module }));

export * from './exports.js';
