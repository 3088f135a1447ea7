// The workflow that publishes the package. It runs only on the forge, so that these tests hold it
// to its rules.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { parse } from 'yaml';

import { run } from './support/installed.mjs';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path) => readFile(REPOSITORY + path, 'utf8');

const workflow = parse(await read('.github/workflows/publish.yml'));
const { version, publishConfig } = JSON.parse(await read('coc-transport-wasm/npm/package.json'));
const jobs = Object.values(workflow.jobs);
const steps = jobs.flatMap(({ steps }) => steps);
const commands = steps.map(({ run }) => run).filter(Boolean);
const position = (command) => {
  const at = commands.findIndex((text) => text.startsWith(command));
  assert(at >= 0, `no step runs ${command}`);
  return at;
};

test('only the tag of a version starts it', () => {
  assert.deepEqual(workflow.on, { push: { tags: ['v[0-9]+.[0-9]+.[0-9]+*'] } });
});

test('every action is pinned to a commit', () => {
  const actions = steps.map(({ uses }) => uses).filter(Boolean);
  assert.equal(actions.length, 2);
  for (const action of actions) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
});

test('it may read the repository and prove its identity, and no more', () => {
  assert.deepEqual(workflow.permissions, { contents: 'read' });
  assert.deepEqual(jobs.map(({ permissions }) => permissions), [{ contents: 'read', 'id-token': 'write' }]);
});

test('only the step that publishes has the secret', () => {
  const having = steps.filter((step) => JSON.stringify(step).includes('secrets.'));
  assert.deepEqual(having.map(({ run }) => run.startsWith('npm publish')), [true]);
  assert.doesNotMatch(JSON.stringify({ ...workflow, jobs: jobs.map(({ steps, ...job }) => job) }), /secrets\./);
});

test('it publishes the tested tarball, with its provenance, after the tag and the tests have passed', async () => {
  assert(position('bash .ci/tag') < position('bash .ci/npm'));
  assert.equal(position('npm publish'), position('bash .ci/npm') + 1);
  assert.equal(position('npm publish'), commands.length - 1);
  const publish = steps.find(({ run }) => run?.startsWith('npm publish'));
  assert.match(publish.run, / --provenance --access public$/);
  assert.deepEqual(publishConfig, { access: 'public', provenance: true });
  // The path in the command, relative to the folder of the step, is where `.ci/npm` writes it.
  const [, path] = /"\$\(cat (.*?)\)"/.exec(publish.run);
  const written = new URL(`${publish['working-directory']}/${path}`, 'file:///');
  assert.equal(written.pathname, '/target/npm-test/tarball');
  const script = await read('.ci/npm');
  assert.match(script, /^out=\$root\/target\/npm-test$/m);
  assert.match(script, /^echo "\$tarball" >"\$out\/tarball"$/m);
});

test('its scripts exist, and no command continues after a failure', async () => {
  const scripts = commands.flatMap((command) => command.match(/\.ci\/[\w-]+/g) ?? []);
  assert.deepEqual(scripts, ['.ci/tag', '.ci/npm']);
  for (const script of scripts) assert.match(await read(script), /^#!\/usr\/bin\/env bash\n[^]*\/lib"$/m);
  assert(steps.every((step) => !('continue-on-error' in step) && !('if' in step)));
  assert(commands.every((command) => !/\|\||;|\|/.test(command)));
});

test('its compiler is pinned, and not older than the crates need', async () => {
  const pinned = workflow.env.RUSTUP_TOOLCHAIN;
  assert.match(pinned, /^1\.\d+\.\d+$/);
  const [, needed] = /^rust-version = "1\.(\d+)"$/m.exec(await read('Cargo.toml'));
  assert(Number(pinned.split('.')[1]) >= Number(needed));
});

test('a tag passes only if it names the version', async () => {
  const check = (tag) => run('bash', ['.ci/tag', tag], { cwd: REPOSITORY });
  await check(`v${version}`);
  for (const other of [version, `v${version}1`, 'v', 'v99.0.0']) {
    await assert.rejects(check(other), /does not name the version of the package/, other);
  }
});
