// Node: the module is read from beside this file, before anything else runs, and requests are sent in Node's own way.

import { readFileSync } from 'node:fs';

import { initSync } from './coc.js';
import { Client as AnyClient } from './exports.js';
import { send } from './node-send.js';

initSync({ module: readFileSync(new URL('./coc_bg.wasm', import.meta.url)) });

export * from './exports.js';

export class Client extends AnyClient {
  constructor(options) {
    super(options, send);
  }
}
