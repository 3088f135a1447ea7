// The exports in Node, where requests are sent with `node:http`.

import { Client as FetchClient } from './classes.js';
import { httpSender } from './node-http.js';

export * from './exports.js';

export class Client extends FetchClient {
  constructor(options) {
    super(options, httpSender);
  }
}
