// Edge functions of Vercel, as in workerd.js but by the bundler's own word for it.

import module from './coc_bg.wasm?module';

import { initSync } from './coc.js';

initSync({ module });

export * from './exports.js';
