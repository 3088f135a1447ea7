// Loading the module. The entry for browsers runs here too, with a global `fetch` of the test that
// returns the module.

import assert from 'node:assert/strict';
import { cp, readFile, rename, rm } from 'node:fs/promises';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { PACKAGE, emptyFolder } from './support/installed.mjs';

/** Copies the package, because a module is loaded once. Returns its folder. */
async function copyPackage() {
  const folder = await emptyFolder();
  await cp(PACKAGE, folder, { recursive: true });
  return folder;
}

const importFrom = (folder, entry) => import(pathToFileURL(`${folder}/dist/${entry}.js`));

const bytes = readFile(`${PACKAGE}/dist/coc_bg.wasm`);
const wasm = async () => new Response(await bytes, { headers: { 'content-type': 'application/wasm' } });

/** Imports an entry whose module is fetched. Each request receives the next of `responses`. */
async function fetched(entry, context, ...responses) {
  const fetch = context.mock.method(globalThis, 'fetch', () => responses.shift()());
  const coc = await importFrom(await copyPackage(), entry);
  return { coc, loads: () => fetch.mock.callCount() };
}

const OPTIONS = { baseUrl: 'https://example.org/v1', retry: false, fetch: async () => Response.json({ tag: '#2PP' }) };
const isModuleError = ({ name, kind, message }) => {
  assert.deepEqual([name, kind], ['CocError', 'module']);
  assert.match(message, /import `coc-api\/inline`/);
  return true;
};

test('an import loads nothing, and concurrent clients, calls and `load` share one load', async (context) => {
  const { coc, loads } = await fetched('browser', context, wasm);
  assert.equal(loads(), 0);
  const clients = [new coc.Client(OPTIONS), new coc.Client(OPTIONS)];
  const calls = clients.flatMap((client) => [client.player('#2PP'), client.cacheStats(), client.test()]);
  await Promise.all([...calls, coc.load(), coc.load()]);
  await coc.load();
  assert.equal(new coc.Client(OPTIONS).baseUrl, OPTIONS.baseUrl);
  assert.equal((await new coc.Client(OPTIONS).player('#2PP')).tag, '#2PP');
  assert.equal(loads(), 1);
});

test('a failed load rejects the calls that waited, and the next call of the same client loads again', async (context) => {
  const missing = async () => new Response('', { status: 404 });
  const { coc, loads } = await fetched('browser', context, missing, wasm);
  const client = new coc.Client(OPTIONS);
  const waiting = [client.player('#2PP'), client.metrics(), coc.load()];
  for (const { reason } of await Promise.allSettled(waiting)) assert(isModuleError(reason));
  assert.equal(loads(), 1);
  assert.equal((await client.player('#2PP')).tag, '#2PP');
  assert.equal(loads(), 2);
});

test('a failed load that no call waits for is not an unhandled rejection', async (context) => {
  const { coc, loads } = await fetched('browser', context, async () => Promise.reject(new TypeError('offline')), wasm);
  new coc.Client(OPTIONS);
  await new Promise(setImmediate);
  await coc.load();
  assert.equal(loads(), 2);
});

test('a page in place of the module is an error that names the inline entry', async (context) => {
  const page = async () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });
  context.mock.method(console, 'warn', () => {});
  const { coc } = await fetched('browser', context, page);
  await assert.rejects(coc.load(), isModuleError);
});

test('invalid options throw at once while the module is being loaded, except those that only Rust can check', async (context) => {
  const { coc } = await fetched('browser', context, wasm);
  assert.throws(() => new coc.Client({ timeuot: 1 }), coc.InvalidRequestError);
  const client = new coc.Client({ ...OPTIONS, baseUrl: 'no URL' });
  await assert.rejects(client.player('#2PP'), coc.InvalidRequestError);
  assert.throws(() => new coc.Client({ ...OPTIONS, baseUrl: 'no URL' }), coc.InvalidRequestError);
});

test('Node imports the package without its module, fails to create a client, and creates one once the file is there', async () => {
  const folder = await copyPackage();
  const [file, aside] = [`${folder}/dist/coc_bg.wasm`, `${folder}/aside`];
  await rename(file, aside);
  const coc = await importFrom(folder, 'node');
  assert.throws(() => new coc.Client(OPTIONS), isModuleError);
  await assert.rejects(coc.load(), isModuleError);
  await rename(aside, file);
  assert.equal((await new coc.Client(OPTIONS).player('#2PP')).tag, '#2PP');
});

for (const entries of [['inline-node', 'node'], ['node', 'inline-node']]) {
  test(`a program that imports ${entries.join(', then ')} loads one module, the inline one, and has one set of classes`, async () => {
    const folder = await copyPackage();
    await rm(`${folder}/dist/coc_bg.wasm`);
    const [first, second] = [await importFrom(folder, entries[0]), await importFrom(folder, entries[1])];
    assert.equal(first.Client, second.Client);
    assert.equal((await new first.Client(OPTIONS).player('#2PP')).tag, '#2PP');
  });
}

test('the inline entry waits where a window does not compile it at once', async (context) => {
  const coc = await importFrom(await copyPackage(), 'inline');
  const refuse = function () {
    throw new RangeError('WebAssembly.Compile is disallowed on the main thread');
  };
  const compile = context.mock.method(WebAssembly, 'Module', refuse);
  assert.equal((await new coc.Client(OPTIONS).player('#2PP')).tag, '#2PP');
  assert.equal(compile.mock.callCount(), 1);
});

test('the inline entry creates a client at once elsewhere', async () => {
  const coc = await importFrom(await copyPackage(), 'inline');
  assert.throws(() => new coc.Client({ baseUrl: 'no URL' }), coc.InvalidRequestError);
});

test('the slim entry without `init` fails with an error that names it', async () => {
  const coc = await importFrom(await copyPackage(), 'slim');
  assert.throws(() => new coc.Client(OPTIONS), ({ name, message }) => name === 'InvalidRequestError' && /call `init\(\)` first/.test(message));
  assert(!('load' in coc));
});

test('a client that is created during `init` of the slim entry waits for it', async (context) => {
  const { coc, loads } = await fetched('slim', context, wasm);
  const loaded = coc.init({ module_or_path: 'https://example.org/coc_bg.wasm' });
  assert.equal((await new coc.Client(OPTIONS).player('#2PP')).tag, '#2PP');
  assert.equal(await loaded, undefined);
  await coc.init({ module_or_path: 'https://example.org/coc_bg.wasm' });
  assert.equal(loads(), 1);
});

test('`init` of the slim entry that failed may be called again', async (context) => {
  const { coc } = await fetched('slim', context);
  await assert.rejects(coc.init({ module_or_path: new Uint8Array([1, 2, 3]) }), ({ kind }) => kind === 'module');
  await coc.init({ module_or_path: await bytes });
  assert.equal((await new coc.Client(OPTIONS).player('#2PP')).tag, '#2PP');
});
