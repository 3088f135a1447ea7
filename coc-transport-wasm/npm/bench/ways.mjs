// What a request costs by itself in Node, by the global `fetch` and by what the package uses instead: `node ways.mjs`, after
// `cargo build -p simulator`. Each in a process of its own, 2,000 players, 50 at a time, every body read and parsed.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { nodeFetch } from '../entry/node-fetch.js';
import { startSimulator } from '../test/support/simulator.mjs';

const decoder = new TextDecoder();

async function text({ body }) {
  const reader = body.getReader();
  let all = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return all + decoder.decode();
    all += decoder.decode(value, { stream: true });
  }
}

const WAYS = {
  'global fetch': async (url, headers) => (await fetch(url, { headers })).json(),
  'global fetch, no compression': async (url, headers) =>
    (await fetch(url, { headers: { ...headers, 'accept-encoding': 'identity' } })).json(),
  'node:http as in the package': async (url, headers) => JSON.parse(await text(await nodeFetch(url, { method: 'GET', headers }))),
};

async function measure({ way, urls, headers }) {
  const run = async (all) => {
    const rest = all.values();
    const worker = async () => {
      for (const url of rest) if (!(await WAYS[way](url, headers)).tag) throw new Error(`no player at ${url}`);
    };
    await Promise.all(Array.from({ length: 50 }, worker));
  };
  await run(urls.slice(0, 200));
  const before = process.cpuUsage();
  await run(urls);
  const { user, system } = process.cpuUsage(before);
  console.log(`${way.padEnd(30)}${((user + system) / urls.length).toFixed(0).padStart(6)} µs of CPU a player`);
}

if (process.env.WAY) {
  await measure(JSON.parse(process.env.WAY));
  process.exit(0);
}
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
  for (const way of Object.keys(WAYS)) {
    const WAY = JSON.stringify({ way, urls: urls.slice(0, 2000), headers });
    const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url)], { env: { ...process.env, WAY } });
    process.stdout.write(stdout);
  }
} finally {
  await simulator.stop();
}
