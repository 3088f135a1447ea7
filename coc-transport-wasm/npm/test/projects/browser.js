// A page, which leaves the outcome in `window.result`.

import * as coc from 'coc-api';

import { scenario } from './scenario.js';

scenario(coc, { baseUrl: `${location.origin}/v1` }).then(
  (outcome) => (window.result = outcome),
  (error) => (window.result = { failed: String(error?.stack ?? error) }),
);
