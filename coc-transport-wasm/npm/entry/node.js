// Node: reads the module from beside this file, and sends requests with `node:http`.

import { readFileSync } from 'node:fs';

import { initSync, loadWith } from './coc.js';
import { Client as FetchClient } from './exports.js';
import { httpSender } from './node-http.js';

loadWith(() => initSync({ module: readFileSync(new URL('./coc_bg.wasm', import.meta.url)) }));

export * from './exports.js';

export class Client extends FetchClient {
  constructor(options) {
    super(options, httpSender);
  }
}
