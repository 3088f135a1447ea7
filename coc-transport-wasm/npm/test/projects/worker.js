// A worker of workerd: every request runs the scenario once.

import * as coc from 'coc-api';

import { scenario } from './scenario.js';

export default {
  async fetch(request, { BASE_URL, TOKEN }) {
    return Response.json(await scenario(coc, { baseUrl: BASE_URL, token: TOKEN }));
  },
};
