// Compares coc-api with clashofclans.js: Node, the simulator on loopback, 2,000 players, 50 at a
// time, each client in its own process. `.ci/npm` installs coc-api;
// then `npm ci && node compare.mjs` here.
//
// `--runs N` takes the median of N runs. The clients alternate, because the speed of a machine
// varies, and the ratio is the median of the ratios of the runs. `--rounds N` fetches the players N
// times: in the first round much of the time is spent in the compilation of hot code.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import { startSimulator } from '../test/support/programs.mjs';
import { median, playerTags } from './players.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1' }, players: { type: 'string', default: '2000' }, rounds: { type: 'string', default: '1' } },
});
const simulator = await startSimulator();

async function measureOnce(who, what, tags) {
  const program = fileURLToPath(new URL('contestant.mjs', import.meta.url));
  const { baseUrl, token } = simulator;
  const BENCH = JSON.stringify({ who, what, baseUrl, token, tags, rounds: Number(values.rounds) });
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program], { env: { ...process.env, BENCH } });
  return JSON.parse(stdout);
}

try {
  const tags = await playerTags(simulator, Number(values.players));
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
      // The ratio of each run, in which the machine was about as fast for both. Freed memory has no
      // ratio.
      const ratio = ours > 0 && theirs > 0 ? median(ourRuns.map((run, turn) => run[key] / theirRuns[turn][key])).toFixed(3) : '';
      console.log(`${name.padEnd(34)}${show(ours).padStart(12)}${show(theirs).padStart(18)}${ratio.padStart(14)}`);
    };
    const micros = (value) => `${value.toFixed(1)} µs`;
    row('CPU of the client', 'cpuMicros', micros);
    row('elapsed time', 'wallMicros', micros);
    row('growth of memory', 'growth', mb);
    row('peak memory of the process', 'maxRss', mb);
  }
} finally {
  await simulator.stop();
}
