// coc-api beside clashofclans.js: Node, the simulator on loopback, 2,000 players, 50 at a time, each client in a process of its own.
// `bash coc-transport-wasm/npm/test/run` installs what it measures; then `npm ci && node compare.mjs` here. `--runs N` takes the
// median of N; the two take turns, because a machine is not equally fast all the time, and the ratio is the median of those of each turn.
// `--rounds N` fetches the players N times over: at first a good part of the time goes to what compiles the code that has become hot.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import { startSimulator } from '../test/support/simulator.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1' }, players: { type: 'string', default: '2000' }, rounds: { type: 'string', default: '1' } },
});
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
  const BENCH = JSON.stringify({ who, what, baseUrl: simulator.baseUrl, token: simulator.token, tags, rounds: Number(values.rounds) });
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program], { env: { ...process.env, BENCH } });
  return JSON.parse(stdout);
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

try {
  const tags = await someTags(Number(values.players));
  const mb = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  for (const [what, title] of [['calls', 'without a cache'], ['hits', 'from the cache']]) {
    const [ourRuns, theirRuns] = [[], []];
    for (let run = 0; run < Number(values.runs); run++) {
      ourRuns.push(await measureOnce('coc-api', what, tags));
      theirRuns.push(await measureOnce('clashofclans.js', what, tags));
    }
    console.log(`\na player ${title}${' '.repeat(16)}coc-api   clashofclans.js   ours/theirs`);
    const row = (name, key, show) => {
      const [ours, theirs] = [ourRuns, theirRuns].map((runs) => median(runs.map((run) => run[key])));
      // Of each turn, in which the machine was about as fast for both. What a collection has freed has no ratio.
      const ratio = ours > 0 && theirs > 0 ? median(ourRuns.map((run, turn) => run[key] / theirRuns[turn][key])).toFixed(3) : '';
      console.log(`${name.padEnd(34)}${show(ours).padStart(12)}${show(theirs).padStart(18)}${ratio.padStart(14)}`);
    };
    const micros = (value) => `${value.toFixed(1)} µs`;
    row('CPU of the client', 'cpuMicros', micros);
    row('time from start to end', 'wallMicros', micros);
    row('memory kept after it', 'growth', mb);
    row('most memory of the process', 'maxRss', mb);
  }
} finally {
  await simulator.stop();
}
