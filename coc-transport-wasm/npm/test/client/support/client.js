// The client and a simulated API, which a test file has to itself from its first test to its last, and the same for every test.

import { after, afterEach } from 'node:test';

import { client } from './module.js';
import { simulator } from './programs.js';

export const [api, coc] = await Promise.all([simulator('--speed', '0'), client()]);
after(() => api.stop());
afterEach(async () => {
  await api.faults();
  await api.admin('POST', 'settings', { latency_ms: 0 });
  await api.admin('DELETE', 'counters');
});

/** What leads a client to the simulated API and lets it call as fast as it can. */
export const options = { baseUrl: api.baseUrl, token: api.token, rateLimit: false };

/** A client of the simulated API. */
export const make = (more) => new coc.Client({ ...options, ...more });

/** How many requests the simulated API has had within this test. */
export const requests = async () => (await api.state()).counters.requests;

const [found] = (await make().searchClans({ minMembers: 20 }, { limit: 1 })).items;
const [member] = (await make().clan(found.tag)).memberList;
await api.admin('DELETE', 'counters');

/** The tags of a clan and of a player that there are. */
export const samples = { clan: found.tag, player: member.tag };
