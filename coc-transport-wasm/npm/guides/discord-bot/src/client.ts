// The client of the game's API. One is enough for the whole bot: all commands and notifications
// share its cache, its rate limit and the requests in flight.

import { Client } from 'coc-api';
import { connect } from 'coc-api/keys';

import type { Settings } from './settings.js';

/** Returns a client that has made a call: a wrong password or token stops the bot at its start. */
export async function createClient({ account, token, baseUrl, portalUrl, keyFile }: Settings): Promise<Client> {
  const options = { deadline: 30_000 };
  if (account) {
    // Keys are bound to an address. These follow it, and no other key of the account is touched.
    return connect({ ...account, keyName: 'discord-bot', file: keyFile, baseUrl, portalUrl, client: options });
  }
  const client = new Client({ ...options, token, baseUrl });
  await client.test();
  return client;
}
