// A worker of workerd: a request runs the scenario once, or waits for a limit of time.

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
