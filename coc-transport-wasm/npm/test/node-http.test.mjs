// The sender of Node, on real sockets.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import http from 'node:http';
import https from 'node:https';
import { describe, test as anyTest } from 'node:test';
import { inspect, promisify } from 'node:util';
import zlib from 'node:zlib';

import { httpSender } from '../entry/node-http.js';
import { certificate } from './support/certificate.mjs';
import { closed, closedPort, listen, startHttp, startRaw } from './support/sockets.mjs';

// A request that hangs is a failure.
const test = (name, options, run = options) => anyTest(name, { timeout: 60_000, ...options }, run);

const BODY = JSON.stringify({ name: 'Ada', filler: 'x'.repeat(200_000) });
const EMPTY = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const CLOSINGS = ['end', 'destroy', 'resetAndDestroy'];

/** Sends one request. Resolves with the response, or rejects with `{ kind, cause }`. */
function call(url, { agent, ...options } = {}) {
  return new Promise((resolve, reject) => {
    let [settled, returned] = [0, false];
    const settle = (action) => {
      assert.ok(returned, 'settled before the sender returned');
      assert.equal(++settled, 1, 'settled twice');
      action();
    };
    httpSender(agent)(
      { method: 'GET', url, headers: '', body: undefined, maxBody: 16 << 20, ...options },
      (status, headers, body) => settle(() => resolve({ status, headers, body: Buffer.from(body), text: body.toString() })),
      (error, kind) => settle(() => reject(Object.assign(new Error(kind, { cause: error }), { kind }))),
    );
    returned = true;
  });
}

/** An agent to which every name is this machine. */
const local = (lookup = { address: '127.0.0.1', family: 4 }) =>
  new http.Agent({ lookup: (name, { all }, done) => (all ? done(null, [lookup]) : done(null, lookup.address, lookup.family)) });

/** A server that echoes the request, with its head in the header `x-seen`. */
const echo = () =>
  startHttp(async (request, response) => {
    const body = await request.toArray();
    const { method, url, headers } = request;
    response.setHeader('x-seen', JSON.stringify({ method, url, ...headers })).end(Buffer.concat(body));
  });
const seen = ({ headers }) => JSON.parse(/^x-seen: (.*)\r$/m.exec(headers)[1]);

describe('requests', () => {
  test('method, URL, headers and body are sent as given', async () => {
    const { base, port } = await echo();
    const body = new TextEncoder().encode('{}');
    const response = await call(`${base}/a%20b?x=%23#c`, { method: 'POST', headers: 'x-mine: 1\r\nauthorization: Bearer t\r\n', body });
    assert.deepEqual(seen(response), {
      method: 'POST', url: '/a%20b?x=%23', 'x-mine': '1', authorization: 'Bearer t', host: `127.0.0.1:${port}`,
      connection: 'keep-alive', 'content-length': '2',
    });
    assert.equal(response.text, '{}');
    assert.equal(seen(await call(base, { method: 'POST' }))['content-length'], '0');
    assert.equal(seen(await call(base))['content-length'], undefined);
  });

  test('compression is requested from other machines only, unless the caller sets the header', async () => {
    const { base, port } = await echo();
    const accepted = async (url, headers = '') => seen(await call(url, { agent: local(), headers }))['accept-encoding'];
    assert.equal(await accepted(`http://other.test:${port}`), 'gzip, br');
    assert.equal(await accepted(`http://other.test:${port}`, 'Accept-Encoding: identity\r\n'), 'identity');
    assert.equal(await accepted(base), undefined);
  });

  test('an invalid URL is rejected without being sent, and is not in the error', async () => {
    for (const url of ['', 'nonsense', 'http://user:secret@/', 'ftp://127.0.0.1/secret']) {
      await assert.rejects(call(url), ({ kind, cause }) => kind === 'request' && !inspect(cause, { showHidden: true }).includes('secret'));
    }
  });
});

describe('responses', () => {
  test('status, repeated headers and body arrive complete, with a length, chunked, or until the connection closes', async () => {
    const head = 'Set-Cookie: a\r\nset-cookie: b\r\nX-Name: caf\xe9\r\n';
    const forms = {
      '/length': `HTTP/1.1 418 Teapot\r\n${head}Content-Length: 3\r\n\r\nabc`,
      '/chunked': `HTTP/1.1 418 Teapot\r\n${head}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n`,
      '/close': `HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 418 Teapot\r\n${head}Connection: close\r\n\r\nabc`,
    };
    const { base } = await startRaw((socket, request) => {
      const path = request.split(' ')[1];
      socket[path === '/close' ? 'end' : 'write'](forms[path], 'latin1');
    });
    for (const path of Object.keys(forms)) {
      const { status, headers, text } = await call(base + path);
      assert.deepEqual([status, text, headers.slice(0, head.length)], [418, 'abc', head], path);
    }
  });

  test('a redirect is returned and not followed', async () => {
    const { base, accepted } = await startHttp((request, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    const { status, headers } = await call(base);
    assert.match(`${status} ${headers}`, /^302 location: \/elsewhere\r\n/);
    assert.equal(accepted.length, 1);
  });

  const encoders = { gzip: zlib.gzipSync, 'x-gzip': zlib.gzipSync, GZip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync };
  if (zlib.zstdCompressSync) encoders.zstd = zlib.zstdCompressSync;
  for (const [coding, encode] of Object.entries(encoders)) {
    test(`${coding} is decoded up to the size limit, and an incomplete body is interrupted`, async () => {
      let body = encode(BODY);
      const { base } = await startHttp((request, response) =>
        response.writeHead(200, { 'x-a': '1', 'Content-Encoding': coding, 'content-length': body.length }).end(body),
      );
      const { headers, text } = await call(base, { maxBody: BODY.length });
      assert.equal(text, BODY);
      assert.match(headers, /^x-a: 1\r\n/);
      assert.doesNotMatch(headers, /content-/i);
      await assert.rejects(call(base, { maxBody: BODY.length - 1 }), { kind: 'tooLarge' });
      body = body.subarray(0, -10);
      await assert.rejects(call(base), { kind: 'interrupted' });
    });
  }

  test('a body in several gzip members is decoded, and one in an unknown encoding is returned unchanged', async () => {
    const bodies = { gzip: Buffer.concat([zlib.gzipSync('one, '), zlib.gzipSync('two')]), constructor: 'plain', 'gzip, br': 'plain' };
    const { base } = await startHttp((request, response) => {
      const coding = decodeURIComponent(request.url.slice(1));
      response.writeHead(200, { 'content-encoding': coding }).end(bodies[coding]);
    });
    assert.equal((await call(`${base}/gzip`)).text, 'one, two');
    for (const coding of ['constructor', 'gzip, br']) {
      const { headers, text } = await call(`${base}/${encodeURIComponent(coding)}`);
      assert.equal(text, 'plain');
      assert.match(headers, new RegExp(`^content-encoding: ${coding}\r$`, 'm'));
    }
  });

  test('an empty body needs no decoding', async () => {
    for (const status of [200, 204, 304]) {
      const { base } = await startHttp((request, response) => response.writeHead(status, { 'content-encoding': 'gzip' }).end());
      const response = await call(base);
      assert.deepEqual([response.status, response.text], [status, '']);
    }
  });
});

describe('connections', () => {
  test('a connection is reused', async () => {
    const { base, accepted } = await startHttp((request, response) => response.end(BODY));
    for (let count = 0; count < 3; count++) assert.equal((await call(base)).text, BODY);
    assert.equal(accepted.length, 1);
  });

  for (const close of CLOSINGS) {
    test(`a reused connection that the server closes (${close}) is stale, and the request is sent once`, async () => {
      let requests = 0;
      const { base, accepted } = await startRaw((socket, head, number) => {
        requests++;
        if (number === 0) socket.write(EMPTY);
        else socket[close]();
      });
      await call(base);
      await assert.rejects(call(base), ({ kind, cause }) => kind === 'stale' && cause.code === 'ECONNRESET');
      assert.deepEqual([requests, accepted.length], [2, 1]);
    });

    test(`a reused connection that closes (${close}) within the response is interrupted`, async () => {
      for (const begun of ['H', 'HTTP/1.1 200 OK\r\nContent-Le', `${CHUNKED}9\r\nhalf`]) {
        const { base } = await startRaw((socket, head, number) => {
          if (number === 0) socket.write(EMPTY);
          else socket.write(begun, () => socket[close]());
        });
        await call(base);
        await assert.rejects(call(base), ({ kind }) => kind === 'interrupted' || (kind === 'stale' && close === 'resetAndDestroy'), begun);
      }
    });
  }

  test('only a pending request keeps the process alive', async () => {
    const { base, accepted } = await startRaw((socket, head, number) => (number === 0 ? socket.write(EMPTY) : setImmediate(() => socket.write(EMPTY))));
    const program = `import { httpSender } from ${JSON.stringify(new URL('../entry/node-http.js', import.meta.url).href)};
      const request = { method: 'GET', url: ${JSON.stringify(base)}, headers: '', maxBody: 1e6 };
      httpSender()(request, () => httpSender()(request, (status) => console.log(status), console.error), console.error);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { timeout: 60_000 });
    assert.deepEqual([stdout, accepted.length], ['200\n', 1]);
  });
});

describe('agents', () => {
  const own = certificate();
  const secure = async (handler) => {
    const { port } = await listen(https.createServer(own, handler));
    return `https://localhost:${port}`;
  };
  const reply = (request, response) => response.end('hello');

  test('an agent is given as a value, by protocol or as a function of the URL', async () => {
    const plain = (await startHttp(reply)).base;
    const encrypted = await secure(reply);
    const [one, other] = [new http.Agent({ keepAlive: true }), new https.Agent({ ca: own.cert, keepAlive: true })];
    const used = (agent) => Object.keys(agent.freeSockets).length;
    for (const agent of [{ http: one, https: other }, ({ protocol }) => (protocol === 'https:' ? other : one)]) {
      assert.equal((await call(plain, { agent })).text, 'hello');
      assert.equal((await call(encrypted, { agent })).text, 'hello');
      await new Promise(setImmediate);
      assert.deepEqual([used(one), used(other)], [1, 1]);
      one.destroy();
      other.destroy();
    }
    assert.equal((await call(encrypted, { agent: other })).text, 'hello');
    await assert.rejects(call(plain, { agent: other }), ({ kind, cause }) => kind === 'request' && cause.code === 'ERR_INVALID_PROTOCOL');
    other.destroy();
  });

  test('requests go through `http.request` and the global agent, where mocks and proxies hook in', async (context) => {
    const { base } = await startHttp(reply);
    const mock = context.mock.method(http, 'request');
    const agent = context.mock.method(http.globalAgent, 'addRequest');
    assert.equal((await call(base)).text, 'hello');
    assert.deepEqual([mock.mock.callCount(), agent.mock.callCount()], [1, 1]);
  });

  test('a certificate that is untrusted or of another name fails the connection before anything is sent', async () => {
    const url = await secure(() => assert.fail('it received the request'));
    await assert.rejects(call(url), ({ kind, cause }) => kind === 'connect' && cause.code === 'DEPTH_ZERO_SELF_SIGNED_CERT');
    const agent = new https.Agent({ ca: own.cert, lookup: local().options.lookup });
    await assert.rejects(call(url.replace('localhost', 'other.test'), { agent }), ({ kind, cause }) => {
      return kind === 'connect' && cause.code === 'ERR_TLS_CERT_ALTNAME_INVALID';
    });
    await assert.rejects(call((await startHttp(reply)).base.replace('http:', 'https:')), { kind: 'connect' });
  });
});

describe('failures', () => {
  test('a refused connection and an unknown host are connection failures', async () => {
    const unknown = new http.Agent({ lookup: (name, options, done) => done(Object.assign(new Error(), { code: 'ENOTFOUND' })) });
    await assert.rejects(call(await closedPort()), ({ kind, cause }) => kind === 'connect' && cause.code === 'ECONNREFUSED');
    await assert.rejects(call('http://other.test/', { agent: unknown }), { kind: 'connect' });
  });

  for (const close of CLOSINGS) {
    test(`a connection that closes (${close}) before the response is complete is interrupted`, async () => {
      for (const begun of ['', 'HTTP/1.1 200 OK\r\nContent-Le', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', `${CHUNKED}9\r\nhalf`]) {
        const { base } = await startRaw((socket) => socket.write(begun, () => socket[close]()));
        await assert.rejects(call(base), { kind: 'interrupted' }, begun);
      }
    });
  }

  test('an invalid response is interrupted, and the error does not repeat what the server sent', async () => {
    const { base } = await startRaw((socket, head) => socket.write(head.replace('GET', 'HTTP/1.1 200 OK\r\n')));
    await assert.rejects(call(base, { headers: 'authorization: Bearer hush\r\n' }), ({ kind, cause }) => {
      assert.equal(kind, 'interrupted');
      assert.doesNotMatch(inspect({ ...cause, message: cause.message }), /hush|68 75 73 68/);
      return true;
    });
  });

  test('a body beyond the limit is not read further, and its connection is closed', async () => {
    for (const text of ['HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n', `${CHUNKED}3e9\r\n${'x'.repeat(1001)}`]) {
      const { base, accepted } = await startRaw((socket) => socket.write(text));
      await assert.rejects(call(base, { maxBody: 1000 }), { kind: 'tooLarge' });
      await closed(accepted[0]);
    }
  });
});

describe('aborted requests', () => {
  const never = (url, options) =>
    httpSender(options?.agent)({ method: 'GET', url, headers: '', maxBody: 1 << 30 }, () => assert.fail('resolved'), () => assert.fail('rejected'));

  test('a request that is aborted at once, before or within its response settles nothing and closes its connection', async () => {
    never('nonsense')();
    never(await closedPort())();
    for (const begun of ['', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf']) {
      let arrived;
      const arrival = new Promise((resolve) => (arrived = resolve));
      const { base, accepted } = await startRaw((socket) => socket.write(begun, arrived));
      const abort = never(base);
      await arrival;
      abort();
      abort();
      await closed(accepted[0]);
    }
  });

  test('a request that is aborted while its body is decoded settles nothing', async () => {
    const { base } = await startHttp((request, response) => response.writeHead(200, { 'content-encoding': 'br' }).end(zlib.brotliCompressSync(BODY)));
    const agent = new http.Agent({ keepAlive: true });
    const abort = never(base, { agent });
    // The body is complete, and its decoding has begun, when the connection is free.
    while (Object.keys(agent.freeSockets).length === 0) await new Promise(setImmediate);
    abort();
    assert.equal((await call(base, { agent })).text, BODY);
    agent.destroy();
  });

  test('an abort after the response changes nothing for the next request on the connection', async () => {
    const { base, accepted } = await startHttp((request, response) => response.end(BODY));
    let abort;
    await new Promise((resolve) => (abort = httpSender()({ method: 'GET', url: base, headers: '', maxBody: 1 << 20 }, resolve, assert.fail)));
    abort();
    const next = call(base);
    abort();
    assert.equal((await next).text, BODY);
    assert.equal(accepted.length, 1);
  });
});
