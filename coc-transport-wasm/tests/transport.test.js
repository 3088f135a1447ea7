// The transport conforms as far as the platform lets it, and the clock keeps time.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { inPage, withoutChromium } from '../npm/test/support/browser.mjs';
import { startConformanceServer } from '../npm/test/support/programs.mjs';

const built = new URL('../../target/transport-tests/', import.meta.url);

let server;
let module;
before(async () => {
  server = await startConformanceServer();
  module = await import(new URL('transport_tests.js', built));
  module.initSync({ module: await readFile(new URL('transport_tests_bg.wasm', built)) });
});
after(() => server?.stop());

/** Makes a test of each case. */
async function report(t, results) {
  assert.ok(results.length > 20, `a suite of ${results.length} cases is not complete`);
  for (const [name, outcome, reason] of results) {
    await t.test(name, { skip: outcome === 'skipped' && reason }, () => assert.equal(outcome, 'passed', reason));
  }
}

test('the transport conforms in Node', async (t) => {
  const { here, elsewhere, nowhere } = server;
  await report(t, await module.conformance(here, elsewhere, nowhere, false));
});

test('the transport conforms in Chromium', { skip: withoutChromium }, async (t) => {
  const script = `
    import init, { conformance } from '/transport_tests.js';
    export async function run({ here, elsewhere, nowhere }) {
      await init();
      return conformance(here, elsewhere, nowhere, true);
    }`;
  const { here, elsewhere, nowhere } = server;
  await report(t, await inPage(built, script, { here, elsewhere, nowhere }));
});

test('a browser that is redirected does not carry the token elsewhere', { skip: withoutChromium }, async () => {
  const script = `
    import init, { send } from '/transport_tests.js';
    export async function run(here) {
      await init();
      return send(here + '/redirected/redirect/302').then(String, String);
    }`;
  const result = await inPage(built, script, server.here);
  assert.match(result, /redirects/);
  const log = await (await fetch(`${server.here}/redirected/log`)).json();
  assert.deepEqual(log.map((request) => request.host), ['here']);
});

test('requests and time are the same in a worker of a browser', { skip: withoutChromium }, async () => {
  const script = `
    export async function run(here) {
      const code = \`
        import init, { send, slept } from '\${location.origin}/transport_tests.js';
        await init();
        postMessage([await send('\${here}/worker/status/418'), await slept(5) >= 5]);
      \`;
      const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
      return new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      });
    }`;
  assert.deepEqual(await inPage(built, script, server.here), [418, true]);
});

/** Runs the test with another value of a global. */
async function withGlobal(name, value, run) {
  const original = globalThis[name];
  globalThis[name] = value(original);
  try {
    await run();
  } finally {
    globalThis[name] = original;
  }
}

test('a fetch that throws, or returns something else than a Response, is an error without a panic', async () => {
  for (const [fetch, expected] of [
    [() => { throw new RangeError('no'); }, /^Request never_sent=true RangeError$/],
    [async () => { throw new TypeError('secret'); }, /^Interrupted never_sent=false TypeError$/],
    [async () => { throw 'text'; }, /^Interrupted .* an exception$/],
    [async () => { throw Object.assign(new Error('secret'), { cause: { code: 'ECONNREFUSED' } }); }, /^Connect never_sent=true Error \(ECONNREFUSED\)$/],
    [async () => ({ status: 200 }), /^Other .*no Response/],
    [async () => undefined, /^Other .*no Response/],
  ]) {
    await withGlobal('fetch', () => fetch, () =>
      assert.rejects(module.send('http://nowhere.example/'), (error) => {
        assert.match(error, expected);
        assert.doesNotMatch(error, /secret/);
        return true;
      }),
    );
  }
});

test('a URL that the platform rejects is an error that does not repeat it', async () => {
  await assert.rejects(module.send('http://user:secret@nowhere.example/'), (error) => {
    assert.match(error, /^Request never_sent=true/);
    assert.doesNotMatch(error, /secret/);
    return true;
  });
});

test('a platform without cookies and cache, which rejects their options, sends the request', async () => {
  const options = [];
  const strict = (Original) =>
    class Request extends Original {
      constructor(url, init = {}) {
        if ('credentials' in init || 'cache' in init) throw new TypeError('not implemented');
        options.push(init);
        super(url, init);
      }
    };
  await withGlobal('Request', strict, async () => assert.equal(await module.send(`${server.here}/edge/status/418`), 418));
  assert.equal(options.at(-1).redirect, 'manual');
});

test('a sleep is never shorter than requested', async () => {
  const slept = await Promise.all(Array.from({ length: 40 }, (_, millis) => module.slept(millis)));
  slept.forEach((took, millis) => assert.ok(took >= millis, `${millis} ms took ${took}`));
});

test('a sleep longer than the maximum of setTimeout does not end at once, and leaves no timer when dropped', async () => {
  assert.equal(await module.outlasts(60, 30), true);
  assert.deepEqual(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout'), []);
});
