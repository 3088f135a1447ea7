// A web worker. Its reply to the first message that it receives has the outcome of the scenario.

import * as coc from 'coc-api';

import { scenario } from './scenario.js';

let first;
addEventListener('message', async ({ data: { number, baseUrl } }) => {
  first ??= scenario(coc, { baseUrl }).catch((error) => ({ failed: String(error?.stack ?? error) }));
  postMessage({ number, outcome: await first });
});
