// Node: reads the module from beside this file, and sends requests with `node:http`.

import { readFileSync } from 'node:fs';

import { httpSender } from '../node-http.js';
import { initSync } from './coc_keys.js';
import { install } from './js/runtime.js';

install({
  load: () => initSync({ module: readFileSync(new URL('./coc_keys_bg.wasm', import.meta.url)) }),
  httpSender,
});

export * from './exports.js';
