// The content of the tarball, and the findings of tools that check packages.

import assert from 'node:assert/strict';
import { access, readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { PACKAGE, ROOT, run, tool } from './support/installed.mjs';

test('publint finds nothing', async () => {
  const { messages, pkg } = await publint({ pkgDir: PACKAGE, strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg)), []);
});

test('its types resolve under every kind of module resolution', async () => {
  const tarball = (await readFile(`${ROOT}/tarball`, 'utf8')).trim();
  // The old resolution (node10) does not know `exports`, and a .wasm file has no types.
  await run(tool('attw'), [tarball, '--profile', 'node16', '--exclude-entrypoints', './coc_bg.wasm']);
});

test('it contains its files, and no source, map or test', async () => {
  const { files, size } = JSON.parse(await readFile(`${ROOT}/packed.json`, 'utf8'))[0];
  const names = files.map(({ path }) => path).sort();
  for (const name of ['package.json', 'README.md', 'LICENSE-MIT', 'LICENSE-APACHE', 'dist/coc.js', 'dist/coc_bg.wasm']) {
    assert(names.includes(name), `${name} is missing from ${names}`);
  }
  for (const name of names) assert.match(name, /^(package\.json|README\.md|LICENSE-\w+|dist\/[\w./-]+\.(js|cjs|d\.ts|d\.cts|wasm))$/);
  // Only servers and machines of developers download it, once a version; `size.mjs` limits what the
  // visitors of a page download. The modules are half of it, two of them as text the other half.
  assert(size < 1_200_000, `${size} bytes exceed the budget`);
});

test('it exports exactly the classes and functions of its declarations', async () => {
  const declared = await Promise.all(['client', 'errors', 'load'].map((name) => readFile(`${PACKAGE}/dist/types/${name}.d.ts`, 'utf8')));
  const names = [...declared.join('').matchAll(/^export (?:class|function) (\w+)/gm)].map(([, name]) => name);
  for (const entry of ['node', 'inline-node', 'inline']) {
    assert.deepEqual(Object.keys(await import(`${PACKAGE}/dist/${entry}.js`)).sort(), names.sort(), entry);
  }
  const slim = names.map((name) => (name === 'load' ? 'init' : name));
  assert.deepEqual(Object.keys(await import(`${PACKAGE}/dist/slim.js`)).sort(), slim.sort());
});

test('every file that the manifest names exists, and every entry of the package is named', async () => {
  const { exports } = JSON.parse(await readFile(`${PACKAGE}/package.json`, 'utf8'));
  const targets = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(targets));
  const named = new Set(targets(exports));
  for (const file of named) await access(`${PACKAGE}/${file}`);
  // The folders of modules, and the files in them that only others import.
  const folders = ['', 'game/', 'keys/'];
  const parts = /(^|\/)((coc|game|coc_keys)(_text)?|classes|exports|exports-node|inline-module|load|node-http)\.js$/;
  const files = await readdir(`${PACKAGE}/dist`, { recursive: true });
  const entries = files.filter((name) => /\.c?js$/.test(name) && folders.includes(name.replace(/[^/]*$/, '')) && !parts.test(name));
  assert(entries.includes('node.js'));
  assert.deepEqual(entries.filter((name) => !named.has(`./dist/${name}`)), []);
});

test('its README names every entry', async () => {
  const readme = await readFile(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
  const { exports } = JSON.parse(await readFile(`${PACKAGE}/package.json`, 'utf8'));
  for (const entry of Object.keys(exports).filter((entry) => !['.', './package.json'].includes(entry))) {
    assert(readme.includes(`coc-api${entry.slice(1)}`), entry);
  }
});
