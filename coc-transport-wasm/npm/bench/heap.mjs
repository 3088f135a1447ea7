// Checks that memory stays flat: batches against the simulator with successes, misses, faults,
// aborts and cache evictions, for ten minutes or `--minutes N`.
// `.ci/npm` installs the package that it measures.
//
// Fails if the JavaScript heap or the module's memory grows over the second half, or if sockets or
// timers are left at the end.

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { parseArgs } from 'node:util';
import { runInNewContext } from 'node:vm';

import { startSimulator } from '../test/support/programs.mjs';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const length = Number(values.minutes) * 60_000;
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/**
 * In bytes per minute. At the rate of this test, 100,000 calls per minute, it is one byte per call.
 */
const MAX_SLOPE = 100 * 1024;

const installed = createRequire(new URL('../../../target/npm-test/package.json', import.meta.url));
const entry = pathToFileURL(installed.resolve('coc-api')).href.replace('node.cjs', 'node.js');
const { Client, CocError } = await import(entry);
// `external` includes the module's memory.
const simulator = await startSimulator();
const { baseUrl, token } = simulator;
const limits = { rateLimit: false, cache: { maxBytes: 1 << 20 }, retry: { attempts: 2, baseDelay: 1 } };
const client = () => new Client({ baseUrl, token, ...limits });

const digits = '0289PYLQGRJCUV';
const unknownTag = (number) => '#' + [...String(1_000_000 + number)].map((digit) => digits[digit]).join('');
const known = [];
for await (const { tag } of client().searchClans({ minMembers: 10 }, { limit: 50, max: 100 })) known.push(tag);

const FAULTS = [
  [],
  [{ fault: { html: { status: 502 } }, probability: 0.05 }],
  [{ fault: { stalled: { after: 'nothing' } }, probability: 0.01 }],
];
const counts = { succeeded: 0, failed: 0, rounds: 0, aborted: 0 };

/** One round: a batch that completes, one whose loop ends early, and calls that are aborted. */
async function round(coc) {
  const number = counts.rounds++;
  if (number % 50 === 0) {
    await simulator.faults(...FAULTS[(number / 50) % FAULTS.length]);
  }
  const tags = known.map((tag, index) => ((index + number) % 10 === 0 ? unknownTag(number * 100 + index) : tag));
  const options = { concurrency: 50, deadline: 300 };
  for await (const result of coc.batch('clan', tags, options)) {
    if (result.ok) counts.succeeded += 1;
    else if (result.error instanceof CocError) counts.failed += 1;
    else throw result.error;
  }
  for await (const result of coc.batch('clanMembers', tags, options)) {
    if (result.ok) break;
  }
  const controller = new AbortController();
  const calls = tags.map((tag) => coc.clan(tag, { signal: controller.signal, fresh: true }));
  controller.abort();
  for (const { status } of await Promise.allSettled(calls)) if (status === 'rejected') counts.aborted += 1;
}

const samples = [];
const start = performance.now();
async function run() {
  const coc = client();
  let next = 0;
  while (performance.now() - start < length) {
    await round(coc);
    const at = performance.now() - start;
    if (at < next) continue;
    next += length / 20;
    gc();
    const { heapUsed, external, rss } = process.memoryUsage();
    samples.push({ minutes: at / 60_000, heap: heapUsed, external });
    const mb = (bytes) => `${(bytes / 1024 / 1024).toFixed(2)} MB`.padStart(10);
    const calls = counts.succeeded + counts.failed + counts.aborted;
    const minutes = (at / 60_000).toFixed(1).padStart(5);
    console.log(`${minutes} min: heap${mb(heapUsed)}, external${mb(external)}, resident${mb(rss)}, ${calls} calls`);
  }
}

/** The slope by least squares, in bytes per minute. */
function slope(key) {
  const half = samples.slice(samples.length / 2);
  const mean = (of) => half.reduce((sum, sample) => sum + of(sample), 0) / half.length;
  const [x, y] = [mean((sample) => sample.minutes), mean((sample) => sample[key])];
  return mean((sample) => (sample.minutes - x) * (sample[key] - y)) / mean((sample) => (sample.minutes - x) ** 2);
}

/** The resources that keep the process alive. Idle connections do not. */
const busy = () => process.getActiveResourcesInfo().filter((kind) => /TCP|Connect|Timeout|TLS/.test(kind));
let left;
try {
  await run();
  // Sockets close in later turns of the event loop. The simulator still runs, or it would close all
  // of them.
  for (let turn = 0; busy().length > 0 && turn < 1000; turn++) await new Promise(setImmediate);
  left = busy();
} finally {
  await simulator.stop();
}
const slopes = { heap: slope('heap'), external: slope('external') };
console.log(counts);
const [heap, external] = [slopes.heap, slopes.external].map((slope) => (slope / 1024).toFixed(1));
console.log(`slope over the second half, in KB per minute: heap ${heap}, external ${external}; left: ${left.length}`);
if (slopes.heap > MAX_SLOPE || slopes.external > MAX_SLOPE || left.length > 0) {
  console.error(`NOT FLAT: ${left}`);
  process.exitCode = 1;
}
