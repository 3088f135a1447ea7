// The transport of the client conforms with both of its senders, and its clock keeps time.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { httpSender } from '../../entry/node-http.js';
import { startConformanceServer } from '../support/programs.mjs';

const built = new URL('../../../../target/client-transport-tests/', import.meta.url);

let server;
let module;
let fetchSender;
before(async () => {
  server = await startConformanceServer();
  module = await import(new URL('client_transport_tests.js', built));
  module.initSync({ module: await readFile(new URL('client_transport_tests_bg.wasm', built)) });
  // The copy that the module imports.
  const [copy] = await readdir(new URL('snippets/', built));
  ({ fetchSender } = await import(new URL(`snippets/${copy}/js/fetch.js`, built)));
});
after(() => server?.stop());

async function conforms(t, sender, overFetch) {
  const { here, elsewhere, nowhere } = server;
  const results = await module.conformance(here, elsewhere, nowhere, sender, overFetch);
  assert.ok(results.length > 20, `a suite of ${results.length} cases is not complete`);
  for (const [name, outcome, reason] of results) {
    await t.test(name, { skip: outcome === 'skipped' && reason }, () => assert.equal(outcome, 'passed', reason));
  }
}

test('the transport conforms over node:http', (t) => conforms(t, httpSender(), false));

test('the transport conforms over fetch', (t) => conforms(t, fetchSender(), true));

test('a custom fetch is called in place of the global one', async () => {
  const calls = [];
  const custom = async (url, { method, headers, redirect }) => {
    calls.push([url, method, headers.authorization, redirect]);
    return new Response('', { status: 418 });
  };
  assert.equal(await module.send('http://nowhere.example/x?y=%23', fetchSender(custom)), 418);
  assert.deepEqual(calls, [['http://nowhere.example/x?y=%23', 'GET', 'Bearer a-token', 'manual']]);
});

test('a fetch that throws, or does not return a Response, is an error without secrets', async () => {
  for (const [custom, expected] of [
    [() => { throw new RangeError('no'); }, /^Request never_sent=true RangeError$/],
    [async () => { throw new TypeError('secret'); }, /^Interrupted never_sent=false TypeError$/],
    [async () => { throw 'text'; }, /^Interrupted .* an exception$/],
    [() => undefined, /^Interrupted .* TypeError$/],
    [() => ({}), /did not return a Response/],
    [() => ({ status: 200 }), /without headers/],
    [() => ({ status: 200, headers: [] }), /^Interrupted .* TypeError$/],
    [() => ({ status: 99, headers: [] }), /an invalid status/],
  ]) {
    await assert.rejects(module.send('http://nowhere.example/', fetchSender(custom)), (error) => {
      assert.match(error, expected);
      assert.doesNotMatch(error, /secret/);
      return true;
    });
  }
});

test('a sleep is never shorter than requested', async () => {
  const slept = await Promise.all(Array.from({ length: 40 }, (_, millis) => module.slept(millis)));
  slept.forEach((took, millis) => assert.ok(took >= millis, `${millis} ms took ${took}`));
});

test('a sleep longer than the maximum of setTimeout does not end at once, and leaves no timer when dropped', async () => {
  assert.equal(await module.outlasts(60, 30), true);
  assert.deepEqual(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout'), []);
});
