// The CPU time of one request in Node by itself, for the package's sender and for other clients:
// `npm ci && node ways.mjs` here, after `cargo build -p simulator`. Each runs in its own process
// and fetches 2,000 players, 50 at a time; every body is read and parsed. `--runs N` takes the
// median of N runs; `--only WORD` measures the clients whose name contains the word.

import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import { httpSender } from '../entry/node-http.js';
import { median, playerTags } from './players.mjs';
import { startSimulator } from '../test/support/programs.mjs';

/** Each is created for the URLs, and then called with one of them. */
const WAYS = {
  'parsing alone': async (urls, headers) => {
    const bodies = new Map();
    for (const url of urls) bodies.set(url, Buffer.from(await (await fetch(url, { headers })).arrayBuffer()));
    return async (url) => JSON.parse(bodies.get(url).toString());
  },
  'the package': async (urls, headers) => {
    const [send, text] = [httpSender(), `authorization: ${headers.authorization}\r\n`];
    return (url) =>
      new Promise((resolve, reject) => {
        const request = { method: 'GET', url, headers: text, maxBody: 16 << 20 };
        send(request, (status, headers, body) => resolve(JSON.parse(body.toString())), reject);
      });
  },
  undici: async ([url], headers) => {
    // The version that clashofclans.js uses.
    const { Pool } = createRequire(createRequire(import.meta.url).resolve('clashofclans.js'))('undici');
    const { origin } = new URL(url);
    const pool = new Pool(origin);
    return async (url) => (await pool.request({ path: url.slice(origin.length), method: 'GET', headers })).body.json();
  },
  fetch: async (urls, headers) => async (url) => (await fetch(url, { headers })).json(),
};

async function measure({ way, urls, headers }) {
  const call = await WAYS[way](urls, headers);
  const run = async (all) => {
    const rest = all.values();
    const worker = async () => {
      for (const url of rest) if (!(await call(url)).tag) throw new Error(`no player at ${url}`);
    };
    await Promise.all(Array.from({ length: 50 }, worker));
  };
  await run(urls.slice(0, 200));
  const before = process.cpuUsage();
  await run(urls);
  const { user, system } = process.cpuUsage(before);
  console.log((user + system) / urls.length);
}

if (process.env.WAY) {
  await measure(JSON.parse(process.env.WAY));
  process.exit(0);
}
const { values } = parseArgs({ options: { runs: { type: 'string', default: '1' }, only: { type: 'string', default: '' } } });
const simulator = await startSimulator();
try {
  const urls = (await playerTags(simulator, 2000)).map((tag) => `${simulator.baseUrl}/players/${encodeURIComponent(tag)}`);
  const headers = { authorization: `Bearer ${simulator.token}` };
  const ways = Object.keys(WAYS).filter((way) => way.includes(values.only));
  const measured = new Map(ways.map((way) => [way, []]));
  // Alternately, so that other load on the machine affects all of them.
  for (let run = 0; run < Number(values.runs); run++) {
    for (const way of ways) {
      const WAY = JSON.stringify({ way, urls, headers });
      const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url)], { env: { ...process.env, WAY } });
      measured.get(way).push(Number(stdout));
    }
  }
  for (const [way, all] of measured) console.log(`${way.padEnd(24)}${median(all).toFixed(0).padStart(6)} µs of CPU per player`);
} finally {
  await simulator.stop();
}
