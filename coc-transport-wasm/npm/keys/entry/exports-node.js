// The exports in Node, where requests are sent with `node:http`.

import { httpSender } from '../node-http.js';
import { sendWith } from './js/runtime.js';

sendWith(httpSender);

export * from './exports.js';
