// What wasm-pack makes, as `run` has installed it: it works by itself, and its declarations are true.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { build as vite } from 'vite';

import { assertWell } from '../support/expected.mjs';
import { CHROMIUM, run, tool, unless } from '../support/installed.mjs';
import { assertRuns } from '../support/page.mjs';
import { startSimulator } from '../support/simulator.mjs';

const ROOT = fileURLToPath(new URL('../../../../target/wasm-pack/', import.meta.url));
const inChromium = { skip: unless(CHROMIUM, 'Chromium') };

const STRICT = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
const HERE = ['--target', 'es2024', '--lib', 'es2024,dom', '--types', ''];
const NODE = ['--module', 'nodenext'];
const BUNDLER = ['--module', 'esnext', '--moduleResolution', 'bundler'];

let simulator;
before(async () => (simulator = await startSimulator()));
after(() => simulator?.stop());

/** Runs a program of the target's folder, which has to tell that all is well. */
async function assertTells(target, program, ...args) {
  const cwd = ROOT + target;
  const printed = await run(program, [...args, simulator.baseUrl, simulator.token], { cwd });
  assertWell(JSON.parse(printed.trim().split('\n').at(-1)));
}

function assertRight(target, ...args) {
  return run(tool('tsc'), [...STRICT, ...HERE, ...args], { cwd: ROOT + target });
}

describe('for the web', () => {
  test('Chromium runs it without a bundler', inChromium, () => assertRuns(`${ROOT}web`, simulator));

  test('Node runs it, given the module as bytes', () => assertTells('web', process.execPath, 'main.mjs'));

  test('its types are right', async () => {
    await assertRight('web', ...BUNDLER, 'types.mts', 'init.mts');
    await assertRight('web', ...NODE, 'types.mts', 'init.mts');
  });
});

describe('for bundlers', () => {
  test('Chromium runs it as Vite builds it', inChromium, async () => {
    const root = `${ROOT}bundler`;
    const outDir = `${root}/out`;
    await vite({ root, logLevel: 'warn', build: { outDir, target: 'es2022' } });
    await assertRuns(outDir, simulator);
  });

  test('Node runs it without one', () => assertTells('bundler', process.execPath, '--experimental-wasm-modules', 'main.mjs'));

  test('its types are right', () => assertRight('bundler', ...BUNDLER, 'types.mts'));
});

describe('for Node', () => {
  test('Node requires it', () => assertTells('nodejs', process.execPath, 'main.cjs'));

  test('Node imports it', () => assertTells('nodejs', process.execPath, 'main.mjs'));

  test('its types are right', () => assertRight('nodejs', ...NODE, 'types.mts'));
});

describe('for Deno', () => {
  test('Deno imports it, allowed to reach the API and to read the module', async () => {
    const allowed = [`--allow-net=${new URL(simulator.baseUrl).host}`, '--allow-read=coc-transport-wasm'];
    await assertTells('deno', tool('deno'), 'run', '--quiet', '--no-prompt', ...allowed, 'main.js');
  });

  test('its types are right', () => run(tool('deno'), ['check', '--quiet', 'types.mts'], { cwd: `${ROOT}deno` }));
});

for (const target of ['web', 'bundler', 'nodejs', 'deno']) {
  test(`what is declared for ${target} is there`, async () => {
    const folder = `${ROOT}built/${target}/`;
    const declarations = await readFile(`${folder}coc_transport_wasm.d.ts`, 'utf8');
    const glue = await readFile(`${folder}coc_transport_wasm.js`, 'utf8');
    const declared = [...declarations.matchAll(/^export (?:declare )?(?:abstract )?(?:class|const|function) (\w+)/gm)];
    const names = declared.map(([, name]) => name);
    for (const name of ['Client', 'CocError', 'NotFound']) assert(names.includes(name), name);
    const exported = glue.matchAll(/^export (?:\{([^}]*)\}|(?:class|function) (\w+))|^exports\.(\w+) =/gm);
    const there = [...exported].flatMap((match) => match.slice(1).join(',').split(',')).map((name) => name.trim());
    assert.deepEqual(names.filter((name) => !there.includes(name)), []);
  });
}
