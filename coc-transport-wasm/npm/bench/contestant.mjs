// One client, measured in its own process: `compare.mjs` starts it and reads the line that it
// prints.

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Each creates a client and returns a function that fetches a player. */
const CONTESTANTS = {
  'coc-api': async ({ baseUrl, token, cache }) => {
    const installed = createRequire(new URL('../../../target/npm-test/package.json', import.meta.url));
    const { Client } = await import(pathToFileURL(installed.resolve('coc-api')).href.replace('node.cjs', 'node.js'));
    const client = new Client({ baseUrl, token, cache, rateLimit: false });
    return (tag) => client.player(tag);
  },
  'clashofclans.js': async ({ baseUrl, token, cache }) => {
    const { Client } = await import('clashofclans.js');
    const client = new Client({ baseURL: baseUrl, keys: [token], cache });
    return (tag) => client.getPlayer(tag);
  },
};

const { who, what, baseUrl, token, tags, rounds } = JSON.parse(process.env.BENCH);
const player = await CONTESTANTS[who]({ baseUrl, token, cache: what === 'hits' });

/** Fetches all tags, `width` at a time. */
async function fetchAll(all, width) {
  const rest = all.values();
  const worker = async () => {
    for (const tag of rest) {
      const { name } = await player(tag);
      if (typeof name !== 'string') throw new Error(`no player ${tag}`);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}

const WIDTH = 50;
const HITS = 100_000;
const list =
  what === 'hits' ? Array.from({ length: HITS }, (_, hit) => tags[hit % 100]) : Array.from({ length: rounds }, () => tags).flat();

// Warms up connections, compiled code and, for hits, the cache.
await fetchAll(tags.slice(0, 200), WIDTH);
if (what === 'hits') await fetchAll(list.slice(0, 2_000), WIDTH);
globalThis.gc();
const idle = process.memoryUsage();
const before = process.cpuUsage();
const start = performance.now();
await fetchAll(list, WIDTH);
const wall = performance.now() - start;
const cpu = process.cpuUsage(before);
globalThis.gc();
const after = process.memoryUsage();

console.log(
  JSON.stringify({
    calls: list.length,
    cpuMicros: (cpu.user + cpu.system) / list.length,
    wallMicros: (wall * 1000) / list.length,
    growth: after.heapUsed + after.external - idle.heapUsed - idle.external,
    maxRss: process.resourceUsage().maxRSS * 1024,
  }),
);
process.exit(0);
