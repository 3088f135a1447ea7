// An edge function: every request runs the scenario once, at the address and with the token that it names.

import * as coc from 'coc-api';

import { scenario } from './scenario.js';

export default async function handle(request) {
  const { baseUrl, token } = await request.json();
  return Response.json(await scenario(coc, { baseUrl, token }));
}
