// A page: what it tells is left where the test finds it.

import * as coc from 'coc-api';

import { scenario } from './scenario.js';

scenario(coc, { baseUrl: `${location.origin}/v1` }).then(
  (told) => (window.result = told),
  (error) => (window.result = { failed: String(error?.stack ?? error) }),
);
