// coc-api beside clashofclans.js: Node, the simulator on loopback, 2,000 players, 50 at a time, each client in a process of its own.
// `bash coc-transport-wasm/npm/test/run` installs what it measures; then `npm ci && node compare.mjs` here. `--runs N` takes the
// median of N; the two take turns, because a machine is not equally fast all the time.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import { startSimulator } from '../test/support/simulator.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '1' }, players: { type: 'string', default: '2000' } } });
const simulator = await startSimulator();
const headers = { authorization: `Bearer ${simulator.token}` };

async function someTags(count) {
  const clans = await (await fetch(`${simulator.baseUrl}/clans?minMembers=2`, { headers })).json();
  const tags = [];
  for (const { tag } of clans.items) {
    const members = await (await fetch(`${simulator.baseUrl}/clans/${encodeURIComponent(tag)}/members`, { headers })).json();
    tags.push(...members.items.map((member) => member.tag));
    if (tags.length >= count) return tags.slice(0, count);
  }
  throw new Error(`the world has only ${tags.length} players`);
}

async function measureOnce(who, what, tags) {
  const program = fileURLToPath(new URL('contestant.mjs', import.meta.url));
  const BENCH = JSON.stringify({ who, what, baseUrl: simulator.baseUrl, token: simulator.token, tags });
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program], { env: { ...process.env, BENCH } });
  return JSON.parse(stdout);
}

function median(runs) {
  const of = (key) => runs.map((run) => run[key]).sort((a, b) => a - b)[Math.floor((runs.length - 1) / 2)];
  return { cpu: of('cpuMicros'), wall: of('wallMicros'), growth: of('growth'), rss: of('maxRss') };
}

try {
  const tags = await someTags(Number(values.players));
  // What a collection has freed has no ratio.
  const ratio = (a, b) => (a > 0 && b > 0 ? (a / b).toFixed(3) : '');
  const mb = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  for (const [what, title] of [['calls', 'without a cache'], ['hits', 'from the cache']]) {
    const [ourRuns, theirRuns] = [[], []];
    for (let run = 0; run < Number(values.runs); run++) {
      ourRuns.push(await measureOnce('coc-api', what, tags));
      theirRuns.push(await measureOnce('clashofclans.js', what, tags));
    }
    const [ours, theirs] = [median(ourRuns), median(theirRuns)];
    console.log(`\na player ${title}${' '.repeat(16)}coc-api   clashofclans.js   ours/theirs`);
    const row = (name, key, show) =>
      console.log(
        `${name.padEnd(34)}${show(ours[key]).padStart(12)}${show(theirs[key]).padStart(18)}${ratio(ours[key], theirs[key]).padStart(14)}`,
      );
    const micros = (value) => `${value.toFixed(1)} µs`;
    row('CPU of the client', 'cpu', micros);
    row('time from start to end', 'wall', micros);
    row('memory kept after it', 'growth', mb);
    row('most memory of the process', 'rss', mb);
  }
} finally {
  await simulator.stop();
}
