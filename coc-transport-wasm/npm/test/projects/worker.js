// A worker of workerd. A request runs the scenario, or a call that times out.

import * as coc from 'coc-api';

import { scenario } from './scenario.js';

export default {
  async fetch(request, { BASE_URL, TOKEN }) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/limit') {
      const own = new coc.Client({ baseUrl: BASE_URL, retry: false, fetch: () => new Promise(() => {}) });
      const timeout = Number(searchParams.get('timeout'));
      return Response.json(await own.player('#2PP', { timeout }).catch(({ kind }) => kind));
    }
    return Response.json(await scenario(coc, { baseUrl: BASE_URL, token: TOKEN }));
  },
};
