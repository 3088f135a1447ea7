// The client of the game's API. One is enough for the whole bot: all commands and notifications
// share its cache, its rate limit and the requests in flight.

import { Client } from 'coc-api';

import type { Settings } from './settings.js';

export async function createClient({ token, baseUrl }: Settings): Promise<Client> {
  const client = new Client({ token, baseUrl, deadline: 30_000 });
  // A wrong token should stop the bot at its start, not at the first command.
  await client.test();
  return client;
}
