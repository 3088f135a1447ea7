// The packages that wasm-pack builds, as `run` has installed them.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { build as vite } from 'vite';

import { assertExpected } from '../support/expected.mjs';
import { withoutChromium } from '../support/browser.mjs';
import { run, tool } from '../support/installed.mjs';
import { assertRuns } from '../support/page.mjs';
import { startSimulator } from '../support/programs.mjs';

const ROOT = fileURLToPath(new URL('../../../../target/wasm-pack/', import.meta.url));
const inChromium = { skip: withoutChromium };

const STRICT = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
const HERE = ['--target', 'es2024', '--lib', 'es2024,dom', '--types', ''];
const NODE = ['--module', 'nodenext'];
const BUNDLER = ['--module', 'esnext', '--moduleResolution', 'bundler'];

let simulator;
before(async () => (simulator = await startSimulator()));
after(() => simulator?.stop());

/** Runs a program in the target's folder, and checks its outcome. */
async function assertProgram(target, program, ...args) {
  const cwd = ROOT + target;
  const printed = await run(program, [...args, simulator.baseUrl, simulator.token], { cwd });
  assertExpected(JSON.parse(printed.trim().split('\n').at(-1)));
}

function assertCompiles(target, ...args) {
  return run(tool('tsc'), [...STRICT, ...HERE, ...args], { cwd: ROOT + target });
}

describe('for the web', () => {
  test('Chromium runs it without a bundler', inChromium, () => assertRuns(`${ROOT}web`, simulator));

  test('Node runs it with the module as bytes', () => assertProgram('web', process.execPath, 'main.mjs'));

  test('its types compile', async () => {
    await assertCompiles('web', ...BUNDLER, 'types.mts', 'init.mts');
    await assertCompiles('web', ...NODE, 'types.mts', 'init.mts');
  });
});

describe('for bundlers', () => {
  test('Chromium runs it as Vite builds it', inChromium, async () => {
    const root = `${ROOT}bundler`;
    const outDir = `${root}/out`;
    await vite({ root, logLevel: 'warn', build: { outDir, target: 'es2022' } });
    await assertRuns(outDir, simulator);
  });

  test('Node runs it without a bundler', () => assertProgram('bundler', process.execPath, '--experimental-wasm-modules', 'main.mjs'));

  test('its types compile', () => assertCompiles('bundler', ...BUNDLER, 'types.mts'));
});

describe('for Node', () => {
  test('Node requires it', () => assertProgram('nodejs', process.execPath, 'main.cjs'));

  test('Node imports it', () => assertProgram('nodejs', process.execPath, 'main.mjs'));

  test('its types compile', () => assertCompiles('nodejs', ...NODE, 'types.mts'));
});

describe('for Deno', () => {
  test('Deno imports it with permission to reach the API and to read the module', async () => {
    const allowed = [`--allow-net=${new URL(simulator.baseUrl).host}`, '--allow-read=coc-api'];
    await assertProgram('deno', tool('deno'), 'run', '--quiet', '--no-prompt', ...allowed, 'main.js');
  });

  test('its types compile', () => run(tool('deno'), ['check', '--quiet', 'types.mts'], { cwd: `${ROOT}deno` }));
});

test('`cargo run -p pack` builds the same module', async () => {
  const [packed, built] = await Promise.all(
    [new URL('../../dist/coc_bg.wasm', import.meta.url), `${ROOT}built/dist/coc_bg.wasm`].map((file) => readFile(file)),
  );
  assert(packed.equals(built));
});

for (const target of ['web', 'bundler', 'nodejs', 'deno']) {
  test(`the package for ${target} exports what its declarations list`, async () => {
    const folder = `${ROOT}built/${target}/`;
    const declarations = await readFile(`${folder}coc_api.d.ts`, 'utf8');
    const glue = await readFile(`${folder}coc_api.js`, 'utf8');
    const declared = [...declarations.matchAll(/^export (?:declare )?(?:abstract )?(?:class|const|function) (\w+)/gm)];
    const names = declared.map(([, name]) => name);
    for (const name of ['Client', 'CocError', 'NotFoundError']) assert(names.includes(name), name);
    const matches = glue.matchAll(/^export (?:\{([^}]*)\}|(?:class|function) (\w+))|^exports\.(\w+) =/gm);
    const exports = [...matches].flatMap((match) => match.slice(1).join(',').split(',')).map((name) => name.trim());
    assert.deepEqual(names.filter((name) => !exports.includes(name)), []);
  });
}
