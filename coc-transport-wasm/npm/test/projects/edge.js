// An edge function, which runs the scenario with the base URL and token in the request.

import * as coc from 'coc-api';

import { scenario } from './scenario.js';

export default async function handle(request) {
  const { baseUrl, token } = await request.json();
  return Response.json(await scenario(coc, { baseUrl, token }));
}
