// What a request costs by itself in Node, by what the package sends with and by others: `npm ci && node ways.mjs` here, after
// `cargo build -p simulator`. Each in a process of its own, 2,000 players, 50 at a time, every body read and parsed. `--runs N` takes
// the median of N; `--only WORD` measures the ways that have it in their names.

import { execFile } from 'node:child_process';
import http from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import { send } from '../entry/node-send.js';
import { startSimulator } from '../test/support/simulator.mjs';

const lines = (headers) => Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
const parsed = (pieces) => JSON.parse((pieces.length === 1 ? pieces[0] : Buffer.concat(pieces)).toString());

/** Each is made for a server, and then called with addresses there. */
const WAYS = {
  'parsing alone': async (origin, { urls, headers }) => {
    const bodies = new Map();
    for (const url of urls) bodies.set(url, Buffer.from(await (await fetch(url, { headers })).arrayBuffer()));
    return async (url) => parsed([bodies.get(url)]);
  },
  'the package': async (origin, { headers }) => {
    const text = lines(headers);
    return (url) =>
      new Promise((resolve, reject) => {
        send({ method: 'GET', url, headers: text, maxBody: 16 << 20 }, (status, answered, body) => resolve(parsed([body])), reject);
      });
  },
  'undici': async (origin, { headers }) => {
    // That of clashofclans.js.
    const { Pool } = createRequire(createRequire(import.meta.url).resolve('clashofclans.js'))('undici');
    const pool = new Pool(origin);
    return async (url) => (await pool.request({ path: url.slice(origin.length), method: 'GET', headers })).body.json();
  },
  'node:http': async (origin, { headers }) => {
    const agent = new http.Agent({ keepAlive: true });
    const { hostname, port } = new URL(origin);
    return (url) =>
      new Promise((resolve, reject) => {
        const request = http.get({ agent, hostname, port, path: url.slice(origin.length), headers }, (answer) => {
          const pieces = [];
          answer.on('data', (piece) => pieces.push(piece));
          answer.on('end', () => resolve(parsed(pieces)));
        });
        request.on('error', reject);
      });
  },
  'fetch': async (origin, { headers }) => async (url) => (await fetch(url, { headers })).json(),
  'fetch, no compression': async (origin, { headers }) => {
    const all = { ...headers, 'accept-encoding': 'identity' };
    return async (url) => (await fetch(url, { headers: all })).json();
  },
};

async function measure({ way, urls, headers }) {
  const call = await WAYS[way](new URL(urls[0]).origin, { urls, headers });
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
  const headers = { authorization: `Bearer ${simulator.token}` };
  const get = async (path) => (await fetch(simulator.baseUrl + path, { headers })).json();
  const urls = [];
  for (const { tag } of (await get('/clans?minMembers=2')).items) {
    const { items } = await get(`/clans/${encodeURIComponent(tag)}/members`);
    urls.push(...items.map((member) => `${simulator.baseUrl}/players/${encodeURIComponent(member.tag)}`));
    if (urls.length >= 2000) break;
  }
  const ways = Object.keys(WAYS).filter((way) => way.includes(values.only));
  const measured = new Map(ways.map((way) => [way, []]));
  // In turn, so that what else the machine does is shared among them.
  for (let run = 0; run < Number(values.runs); run++) {
    for (const way of ways) {
      const WAY = JSON.stringify({ way, urls: urls.slice(0, 2000), headers });
      const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url)], { env: { ...process.env, WAY } });
      measured.get(way).push(Number(stdout));
    }
  }
  for (const [way, all] of measured) {
    const median = all.sort((a, b) => a - b)[Math.floor((all.length - 1) / 2)];
    console.log(`${way.padEnd(24)}${median.toFixed(0).padStart(6)} µs of CPU a player`);
  }
} finally {
  await simulator.stop();
}
