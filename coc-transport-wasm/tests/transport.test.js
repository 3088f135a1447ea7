// The transport does what every transport owes, as far as the platform lets it, and the clock keeps time.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { TOO_LARGE } from '../js/exchange.js';
import { lines, object } from '../js/hooks.js';
import * as senders from '../npm/entry/node-send.js';
import { chromium, inPage } from './support/browser.js';
import { built, transportTests } from './support/module.js';
import { conformanceServer } from './support/programs.js';

let server;
let module;
before(async () => {
  server = await conformanceServer();
  module = await transportTests();
});
after(() => server?.stop());

/** Every case is a test of its own. */
async function report(t, results) {
  assert.ok(results.length > 20, `a suite of ${results.length} cases is not the whole`);
  for (const [name, outcome, why] of results) {
    await t.test(name, { skip: outcome === 'skipped' && why }, () => assert.equal(outcome, 'passed', why));
  }
}

test('the transport conforms in Node', async (t) => {
  const { here, elsewhere, nowhere } = server;
  await report(t, await module.conformance(here, elsewhere, nowhere, false));
});

/** Node's own way in the clothes of `fetch`. */
const sent = (url, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const request = { method, url, headers: lines(headers), body, maxBody: 1 << 30 };
    const landed = (status, answered, content) => {
      const copy = new Uint8Array(content).buffer;
      resolve({ status, headers: Object.entries(object(answered)), arrayBuffer: async () => copy });
    };
    signal.addEventListener('abort', senders.send(request, landed, reject));
  });

test('what the package sends with in Node conforms', async (t) => {
  const { here, elsewhere, nowhere } = server;
  await report(t, await module.conformance(here, elsewhere, nowhere, false, sent));
});

test('what is too large is called the same on both sides', () => {
  assert.equal(senders.TOO_LARGE, TOO_LARGE);
});

const program = await chromium();
const skip = !program && 'there is no Chromium';

test('the transport conforms in Chromium', { skip }, async (t) => {
  const script = `
    import init, { conformance } from '/transport-tests/coc.js';
    export async function run({ here, elsewhere, nowhere }) {
      await init({ module_or_path: '/transport-tests/coc_bg.wasm' });
      return conformance(here, elsewhere, nowhere, true);
    }`;
  const { here, elsewhere, nowhere } = server;
  await report(t, await inPage(program, built, script, { here, elsewhere, nowhere }));
});

test('a browser that is redirected does not carry the token elsewhere', { skip }, async () => {
  const script = `
    import init, { send } from '/transport-tests/coc.js';
    export async function run(here) {
      await init({ module_or_path: '/transport-tests/coc_bg.wasm' });
      return send(here + '/redirected/redirect/302').then(String, String);
    }`;
  const answer = await inPage(program, built, script, server.here);
  assert.match(answer, /redirects/);
  const log = await (await fetch(`${server.here}/redirected/log`)).json();
  assert.deepEqual(log.map((request) => request.host), ['here']);
});

test('requests and time are the same in a worker of a browser', { skip }, async () => {
  const script = `
    export async function run(here) {
      const code = \`
        import init, { send, slept } from '\${location.origin}/transport-tests/coc.js';
        await init({ module_or_path: '\${location.origin}/transport-tests/coc_bg.wasm' });
        postMessage([await send('\${here}/worker/status/418'), await slept(5) >= 5]);
      \`;
      const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
      return new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      });
    }`;
  assert.deepEqual(await inPage(program, built, script, server.here), [418, true]);
});

test('a fetch of the user is called in place of the global one', async () => {
  const asked = [];
  const own = async (url, init) => {
    asked.push([url, init.method, init.headers.authorization, init.redirect]);
    return new Response('', { status: 418 });
  };
  assert.equal(await module.send('http://nowhere.example/x?y=%23', own), 418);
  assert.deepEqual(asked, [['http://nowhere.example/x?y=%23', 'GET', 'Bearer a-token', 'manual']]);
});

test('a fetch that throws, or gives something else than an answer, is an error and no hang', async () => {
  for (const [own, words] of [
    [() => { throw new RangeError('no'); }, /^Request never_sent=true RangeError$/],
    [async () => { throw new TypeError('secret'); }, /^Interrupted never_sent=false TypeError$/],
    [async () => { throw 'text'; }, /^Interrupted .* an exception$/],
    [() => undefined, /Interrupted|Other/],
    [() => ({}), /no Response/],
    [() => ({ status: 200 }), /./],
    [() => ({ status: 200, headers: [] }), /./],
    [() => ({ status: 99, headers: [] }), /a status that is none/],
  ]) {
    await assert.rejects(module.send('http://nowhere.example/', own), (error) => {
      assert.match(error, words);
      assert.doesNotMatch(error, /secret/);
      return true;
    });
  }
});

test('a sleep is never shorter than it was asked to be', async () => {
  const slept = await Promise.all(Array.from({ length: 40 }, (_, millis) => module.slept(millis)));
  slept.forEach((took, millis) => assert.ok(took >= millis, `${millis} ms took ${took}`));
});

test('a sleep longer than setTimeout can wait does not end at once, and leaves no timer when it is dropped', async () => {
  assert.equal(await module.outlasts(60, 30), true);
  assert.deepEqual(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout'), []);
});
