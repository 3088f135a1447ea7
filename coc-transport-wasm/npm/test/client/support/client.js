// The client and a simulator of the API, which every test file has to itself.

import { readFile } from 'node:fs/promises';
import { after, afterEach } from 'node:test';

import { startSimulator } from '../../support/programs.mjs';

const dist = new URL('../../../dist/', import.meta.url);
const glue = await import(new URL('coc.js', dist));
const { memory } = glue.initSync({ module: await readFile(new URL('coc_bg.wasm', dist)) });

/** The module with its internals, and its memory. Requests are sent by the global `fetch`. */
export const coc = { ...glue, memory };

export const api = await startSimulator('--speed', '0');
after(() => api.stop());
afterEach(async () => {
  await api.faults();
  await api.set({ latencyMs: 0 });
  await api.resetCounters();
});

/** The options of a client of the simulator without a rate limit. */
export const options = { baseUrl: api.baseUrl, token: api.token, rateLimit: false };

export const make = (more) => new coc.Client({ ...options, ...more });

/** Returns the number of requests that the simulator has received in this test. */
export const requests = async () => (await api.state()).counters.requests;

const [found] = (await make().searchClans({ minMembers: 20 }, { limit: 1 })).items;
const [member] = (await make().clan(found.tag)).memberList;
await api.resetCounters();

/** The tags of an existing clan and player. */
export const samples = { clan: found.tag, player: member.tag };
