// Browsers, with or without a bundler: fetches the module from beside this file.

import init from './coc.js';
import { loadWith } from './load.js';

loadWith(() => init({ module_or_path: new URL('./coc_bg.wasm', import.meta.url) }));

export * from './exports.js';
