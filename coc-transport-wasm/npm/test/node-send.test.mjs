// What Node's client sends its requests with, on real sockets.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test as anyTest } from 'node:test';
import { inspect, promisify } from 'node:util';

import { TOO_LARGE, send } from '../entry/node-send.js';
import { call } from './support/call.mjs';
import { name } from './support/names.mjs';
import { LOOPBACKS, allClosed, bytesRead, dialled, freePort, startHttp, startRaw, unlessIpv6 } from './support/sockets.mjs';

// What hangs is a failure, and not a test that never ends.
const test = (name, run, skip) => anyTest(name, { timeout: 120_000, skip }, run);

const BODY = JSON.stringify({ name: 'Ada', filler: 'x'.repeat(200_000) });

const EMPTY = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

const answers = {
  '/plain': (request, response) => response.end(BODY),
  '/chunked': (request, response) => {
    response.write(BODY.slice(0, 1000));
    response.end(BODY.slice(1000));
  },
  '/empty': (request, response) => response.writeHead(503).end(),
  '/no-content': (request, response) => response.writeHead(204).end(),
  '/redirect': (request, response) => response.writeHead(302, { location: '/plain' }).end(),
  '/early': (request, response) => {
    response.writeContinue();
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.end('late');
  },
  '/echo': async (request, response) => {
    const pieces = await request.toArray();
    response.setHeader('x-seen', JSON.stringify({ url: request.url, method: request.method, ...request.headers }));
    response.end(Buffer.concat(pieces));
  },
  '/silent': () => {},
  '/stalled': (request, response) => response.writeHead(200, { 'content-length': 100 }).write('half'),
  '/half': (request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half', () => request.socket.destroy());
  },
  '/reset': (request, response) => {
    response.write('half', () => request.socket.resetAndDestroy());
  },
};

let server;
before(async () => {
  server = await startHttp((request, response) => (answers[request.url] ?? answers['/echo'])(request, response));
});
after(() => server.stop());

const get = (path, options) => call(server.base + path, options);
const text = async (answer) => (await answer).body.toString();
const seen = ({ headers }) => JSON.parse(new Map(headers).get('x-seen'));

describe('answers', () => {
  test('a body arrives whole, with its status and headers', async () => {
    for (const path of ['/plain', '/chunked']) {
      const answer = await get(path);
      assert.equal(answer.status, 200);
      assert.equal(new Map(answer.headers).get('Connection'), 'keep-alive');
      assert.equal(answer.body.toString(), BODY);
    }
  });

  test('an answer without a body ends at once', async () => {
    for (const [path, expected] of [['/empty', 503], ['/no-content', 204]]) {
      const answer = await get(path);
      assert.deepEqual([answer.status, answer.body.length], [expected, 0]);
    }
  });

  test('a redirect is handed on', async () => {
    const { status, headers, body } = await get('/redirect');
    assert.deepEqual([status, new Map(headers).get('location'), body.length], [302, '/plain', 0]);
  });

  test('answers before the answer are passed over', async () => {
    assert.equal(await text(get('/early')), 'late');
  });

  test('a body of many megabytes arrives whole', async () => {
    const large = Buffer.alloc(5 << 20, 'all the way ');
    const own = await startHttp((request, response) => {
      if (request.url === '/length') return response.end(large);
      for (let at = 0; at < large.length; at += 100_001) response.write(large.subarray(at, at + 100_001));
      response.end();
    });
    for (const path of ['/length', '/chunks']) assert((await call(own.base + path)).body.equals(large), path);
    await own.stop();
  });

  test('it comes to the same whatever pieces an answer comes in', async () => {
    const pieces = ['HTTP/1.1 200 OK\r', '\nTransfer-Enc', 'oding: chunked\r\n\r', '\n', '1', '0\r\n0123456789abcdef', '\r', '\n2\r\nhi\r\n0', '\r\n\r\n'];
    const own = await startRaw(async (socket) => {
      for (const piece of pieces) {
        await new Promise((resolve) => socket.write(piece, resolve));
        // The other side reads in between.
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    assert.equal(await text(call(own.base)), '0123456789abcdefhi');
    assert.equal(await text(call(own.base)), '0123456789abcdefhi');
    assert.equal(own.accepted.length, 1);
    await own.stop();
  });

  test('without a length an answer ends with the connection', async () => {
    const own = await startRaw((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nall of it'));
    assert.equal(await text(call(own.base)), 'all of it');
    assert.equal(await text(call(own.base)), 'all of it');
    assert.equal(own.accepted.length, 2);
    await own.stop();
  });

  test('headers are the text that the server sent', async () => {
    const own = await startRaw((socket) => socket.write('HTTP/1.1 200 OK\r\nX-Name:caf\xe9  \r\nContent-Length: 0\r\n\r\n', 'latin1'));
    assert.deepEqual((await call(own.base)).headers, [['X-Name', 'caf\xe9'], ['Content-Length', '0']]);
    await own.stop();
  });

  test('a hundred at once each get their own', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, (_, number) => get(`/echo?${number}`)));
    all.forEach((answer, number) => assert.equal(seen(answer).url, `/echo?${number}`));
  });
});

describe('requests', () => {
  test('method, headers and body are sent, and within a machine no compression is asked for', async () => {
    const answer = await get('/echo', { method: 'POST', headers: 'x-mine: 1\r\nauthorization: Bearer t\r\n', body: new TextEncoder().encode('{}') });
    const { host, ...rest } = seen(answer);
    assert.equal(host, `127.0.0.1:${server.port}`);
    assert.deepEqual(rest, {
      url: '/echo', method: 'POST', connection: 'keep-alive', 'x-mine': '1', authorization: 'Bearer t', 'content-length': '2',
    });
    assert.equal(answer.body.toString(), '{}');
  });

  test('a body is read before the function returns', async () => {
    const body = new Uint8Array(1000).fill(97);
    const answer = get('/echo', { method: 'POST', body });
    body.fill(98);
    assert.equal(await text(answer), 'a'.repeat(1000));
    const again = get('/echo', { method: 'POST', body });
    body.fill(99);
    assert.equal(await text(again), 'b'.repeat(1000));
  });

  test('a POST without a body says so, and a GET says nothing', async () => {
    assert.equal(seen(await get('/echo', { method: 'POST' }))['content-length'], '0');
    assert.equal(seen(await get('/echo', { method: 'POST', body: new Uint8Array(0) }))['content-length'], '0');
    assert.equal(seen(await get('/echo'))['content-length'], undefined);
  });

  test('compression is asked for over a network, unless the caller asks for another', async (context) => {
    context.after(name({ 'server.test': ['127.0.0.1'] }));
    const url = `http://server.test:${server.port}/echo`;
    assert.equal(seen(await call(url))['accept-encoding'], 'gzip, br');
    assert.equal(seen(await call(url, { headers: 'a: b\r\nAccept-Encoding: identity\r\n' }))['accept-encoding'], 'identity');
  });

  test('an address is sent as a URL has it, without user and fragment', async () => {
    // Each is sent twice, the second time with the server already known.
    for (const path of [
      '/', '', '?a=b', '/a?', '/players/%23ABC', '/a/b?x=1&y=a%20b', '/a#b', '/a?b#c', '/a b', '/é?ü=ß', '/a/./b/../c', '/a/%2e%2E/b', '/a.b',
      '/a\\b', '/"<>^`{|}', "/it's?it's", '/a/..', '/[x]', '//a', '/a\tb\r\nc', '/%', '/%zz', '/caf%E9',
    ]) {
      for (const base of [server.base, server.base, `HTTP://user:secret@127.0.0.1:${server.port}`]) {
        const { pathname, search } = new URL(base + path);
        const { url, host, ...rest } = seen(await call(base + path));
        assert.deepEqual([url, host], [pathname + search, `127.0.0.1:${server.port}`], base + path);
        assert(!JSON.stringify(rest).includes('secret'));
      }
    }
  });

  test('what is no address of HTTP is refused, later', async () => {
    for (const url of ['', 'nonsense', '/path', 'ftp://127.0.0.1/', 'http://', 'http://a b/', 'http://127.0.0.1:99999/', 'http://user:secret@/']) {
      await assert.rejects(call(url), (error) => {
        assert.deepEqual([error.code, error.connected], ['ERR_INVALID_URL', false], url);
        return !inspect(error.cause, { showHidden: true }).includes('secret');
      });
    }
  });

  test('a server that answers before it has read all of a body gets nothing more on that connection', async () => {
    const own = await startRaw((socket) => {
      socket.pause();
      socket.write(EMPTY);
    });
    // More than the buffers of both sides hold.
    assert.equal((await call(own.base, { method: 'POST', body: new Uint8Array(64 << 20) })).status, 200);
    await allClosed([dialled.at(-1)]);
    assert.equal((await call(own.base)).status, 200);
    assert.equal(own.accepted.length, 2);
    await own.stop();
  });

  test('a connection that is closed while a body is sent was closed by the other side, however the system calls it', async () => {
    const silent = await startRaw();
    const lost = call(silent.base);
    await silent.requested(1);
    dialled.at(-1).destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await assert.rejects(lost, { code: 'ECONNRESET', connected: true });
    await silent.stop();
    for (const close of ['end', 'destroy', 'resetAndDestroy']) {
      const own = await startRaw((socket) => socket[close]());
      await assert.rejects(call(own.base, { method: 'POST', body: new Uint8Array(64 << 20) }), { code: 'ECONNRESET', connected: true }, close);
      await own.stop();
    }
  });
});

describe('connections', () => {
  test('a connection is used again', async () => {
    await get('/plain');
    const before = server.accepted.length;
    await get('/plain');
    await get('/chunked');
    await get('/empty');
    await get('/no-content');
    assert.equal(server.accepted.length, before);
  });

  test('a connection is kept however many other servers are called', async () => {
    const port = await freePort();
    await get('/plain');
    const { length } = server.accepted;
    for (let number = 1; number <= 100; number++) await assert.rejects(call(`http://127.0.1.${number}:${port}/`), { code: 'ECONNREFUSED' });
    await get('/plain');
    assert.equal(server.accepted.length, length);
  });

  test('that which was used last is used first', async () => {
    const own = await startRaw();
    const calls = [];
    const begin = () => {
      calls.push(call(own.base));
      return own.requested(calls.length);
    };
    const answered = async (sockets, index) => {
      sockets[index].write(EMPTY);
      await calls[index];
    };
    await begin();
    await begin();
    const sockets = await begin();
    // Each of the three has a connection of its own, and the second is answered last.
    for (const index of [0, 2, 1]) await answered(sockets, index);
    await begin();
    await begin();
    await begin();
    assert.deepEqual([3, 4, 5].map((index) => sockets.indexOf(sockets[index])), [1, 2, 0]);
    for (const index of [3, 4, 5]) await answered(sockets, index);
    assert.equal(own.accepted.length, 3);
    await own.stop();
  });

  test('one that the server may have closed is not used again', async (context) => {
    context.mock.timers.enable({ apis: ['Date'] });
    const head = { '/': '', '/5': 'Keep-Alive: timeout=5\r\n', '/60': 'Keep-Alive: timeout=60\r\n', '/4': 'Keep-Alive: timeout=4\r\n' };
    const own = await startRaw((socket, request) => {
      const path = request.split(' ')[1];
      socket.write(`HTTP/1.1 200 OK\r\n${head[path]}Content-Length: 0\r\n\r\n`);
    });
    for (const [path, lasts] of [['/', 30_000], ['/5', 1_000], ['/60', 56_000]]) {
      await call(own.base + path);
      const { length } = own.accepted;
      context.mock.timers.tick(lasts - 1);
      await call(own.base + path);
      assert.equal(own.accepted.length, length, path);
      const socket = dialled.at(-1);
      context.mock.timers.tick(lasts);
      await call(own.base + path);
      assert.equal(own.accepted.length, length + 1, path);
      await allClosed([socket]);
      // So that the next begins with none.
      context.mock.timers.tick(60_000);
    }
    const { length } = own.accepted;
    await call(`${own.base}/4`);
    await allClosed([dialled.at(-1)]);
    assert.equal(own.accepted.length, length + 1);
    await own.stop();
  });

  test('those that are too old are closed by those that are not', async (context) => {
    context.mock.timers.enable({ apis: ['Date'] });
    const own = await startRaw();
    const first = dialled.length;
    const both = [call(own.base), call(own.base)];
    const sockets = await own.requested(2);
    sockets[0].write(EMPTY);
    await Promise.any(both);
    context.mock.timers.tick(31_000);
    sockets[1].write(EMPTY);
    await Promise.all(both);
    const [one, other] = dialled.slice(first);
    const [old, fresh] = one.destroyed ? [one, other] : [other, one];
    await allClosed([old]);
    assert(!fresh.destroyed);
    await own.stop();
  });

  test('no more than 256 are kept', async () => {
    const own = await startRaw();
    const first = dialled.length;
    const all = Array.from({ length: 300 }, () => call(own.base));
    for (const socket of await own.requested(300)) socket.write(EMPTY);
    await Promise.all(all);
    assert.equal(dialled.slice(first).filter((socket) => !socket.destroyed).length, 256);
    await own.stop();
  });

  test('one that the server does not keep is closed', async () => {
    const own = await startRaw((socket) => socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi'));
    assert.equal(await text(call(own.base)), 'hi');
    await allClosed([dialled.at(-1)]);
    await own.stop();
  });

  test('one that says more than it was asked is closed, at once or later', async () => {
    const own = await startRaw((socket, head) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi' + (head.startsWith('GET /more') ? 'HTTP/1.1 200 OK\r\n' : ''));
    });
    assert.equal(await text(call(`${own.base}/more`)), 'hi');
    await allClosed([dialled.at(-1)]);
    assert.equal(await text(call(own.base)), 'hi');
    own.accepted.at(-1).write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad');
    await allClosed([dialled.at(-1)]);
    assert.equal(await text(call(own.base)), 'hi');
    assert.equal(own.accepted.length, 3);
    await own.stop();
  });

  test('one that was closed while nothing went over it is not used', async () => {
    const own = await startRaw((socket) => socket.write(EMPTY));
    for (const close of ['end', 'resetAndDestroy', 'destroy']) {
      await call(own.base);
      own.accepted.at(-1)[close]();
      await allClosed([dialled.at(-1)]);
      await call(own.base);
    }
    assert.equal(own.accepted.length, 4);
    await own.stop();
  });

  test('a kept one that is closed instead of an answer loses the request, which is not sent again', async () => {
    for (const close of ['end', 'resetAndDestroy', 'destroy']) {
      let requests = 0;
      const own = await startRaw((socket, head, number) => {
        requests++;
        if (number === 0) socket.write(EMPTY);
        else socket[close]();
      });
      await call(own.base);
      await assert.rejects(call(own.base), { code: 'ECONNRESET', connected: true });
      assert.deepEqual([requests, own.accepted.length], [2, 1], close);
      await own.stop();
    }
  });

  test('those that nothing goes over do not hold up a process', async () => {
    const program = `import { send } from ${JSON.stringify(new URL('../entry/node-send.js', import.meta.url).href)};
      send({ method: 'GET', url: ${JSON.stringify(`${server.base}/plain`)}, headers: '', maxBody: 1e6 }, (status) => console.log(status), console.error);`;
    const before = server.accepted.length;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { timeout: 120_000 });
    assert.deepEqual([stdout, stderr], ['200\n', '']);
    assert.equal(server.accepted.length, before + 1);
  });

  test('those that something is awaited on hold up a process', async () => {
    const own = await startRaw((socket, head, number) => {
      // The answer comes when the process has nothing else to do, on a connection that was kept.
      const answer = () => socket.write(EMPTY);
      if (number === 0) answer();
      else setTimeout(answer, 50);
    });
    const program = `import { send } from ${JSON.stringify(new URL('../entry/node-send.js', import.meta.url).href)};
      const request = { method: 'GET', url: ${JSON.stringify(own.base)}, headers: '', maxBody: 1e6 };
      send(request, () => send(request, (status) => console.log(status), console.error), console.error);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { timeout: 120_000 });
    assert.deepEqual([stdout, own.accepted.length], ['200\n', 1]);
    await own.stop();
  });
});

describe('names and addresses', () => {
  test('an IPv6 address stands in brackets', async () => {
    const own = await startHttp((request, response) => response.end(request.headers.host), '::1');
    assert.equal(await text(call(own.base)), `[::1]:${own.port}`);
    await own.stop();
  }, unlessIpv6);

  test('a name with several addresses is reached at the one that answers', async (context) => {
    const addresses = {};
    context.after(name(addresses));
    for (const host of LOOPBACKS) {
      for (const localhost of [['::1', '127.0.0.1'], ['127.0.0.1', '::1']]) {
        Object.assign(addresses, { localhost });
        const own = await startHttp((request, response) => response.end('here'), host);
        const url = `http://localhost:${own.port}`;
        assert.equal(await text(call(url)), 'here', `${host} of ${localhost}`);
        assert.equal(await text(call(url)), 'here');
        assert.equal(own.accepted.length, 1);
        await own.stop();
      }
    }
  });
});

describe('failures', () => {
  test('a server that is not there is said to be not there', async (context) => {
    await assert.rejects(call(`http://127.0.0.1:${await freePort()}/`), { code: 'ECONNREFUSED', connected: false });
    context.after(name({ localhost: ['::1', '127.0.0.1'], 'nowhere.test': [] }));
    await assert.rejects(call(`http://localhost:${await freePort()}/`), { code: 'ECONNREFUSED', connected: false });
    await assert.rejects(call('http://nowhere.test/'), { code: 'ENOTFOUND', connected: false });
  });

  test('a body that breaks off is an error and not an end', async () => {
    await assert.rejects(get('/half'), { code: 'ECONNRESET', connected: true });
    await assert.rejects(get('/reset'), { code: 'ECONNRESET', connected: true });
  });

  test('no answer at all is an error', async () => {
    for (const close of ['end', 'resetAndDestroy', 'destroy']) {
      const own = await startRaw((socket) => socket[close]());
      await assert.rejects(call(own.base), { code: 'ECONNRESET', connected: true });
      await own.stop();
    }
  });

  test('what is no answer is an error that tells no secrets, and the connection is closed', async () => {
    const own = await startRaw((socket, head) => socket.write(head.replace('GET', 'HTTP/1.1 200 OK\r\n')));
    await assert.rejects(call(own.base, { headers: 'authorization: Bearer hush\r\n' }), (error) => {
      assert.deepEqual([error.code, error.connected], ['EBADANSWER', true]);
      return !inspect(error.cause, { showHidden: true }).includes('hush');
    });
    await allClosed([dialled.at(-1)]);
    await own.stop();
  });

  test('a body beyond the limit is not read on', async () => {
    const texts = {
      '/length': 'HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n',
      '/chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n',
      '/chunks': `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n${'x'.repeat(1000)}\r\n1\r\n`,
      '/close': `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(1001)}`,
    };
    // Every connection is left open by the server.
    const own = await startRaw((socket, head) => socket.write(texts[head.split(' ')[1]]));
    for (const path of Object.keys(texts)) {
      await assert.rejects(call(own.base + path, { maxBody: 1000 }), { code: TOO_LARGE, connected: true }, path);
      await allClosed([dialled.at(-1)]);
    }
    assert.equal((await get('/plain', { maxBody: BODY.length })).body.length, BODY.length);
    await assert.rejects(get('/plain', { maxBody: BODY.length - 1 }), { code: TOO_LARGE });
    await assert.rejects(get('/chunked', { maxBody: BODY.length - 1 }), { code: TOO_LARGE });
    await own.stop();
  });
});

describe('what is aborted', () => {
  /** A request of which nothing may be heard, and the socket that it made. */
  function begin(url, options) {
    const first = dialled.length;
    const fail = (what) => () => assert.fail(`it ${what}, and was aborted`);
    const abort = send({ method: 'GET', url, headers: '', maxBody: 1 << 30, ...options }, fail('landed'), fail('was lost'));
    return { abort, sockets: dialled.slice(first) };
  }

  test('before it is connected leaves nothing open', async (context) => {
    context.after(name({ localhost: ['::1', '127.0.0.1'], 'server.test': ['127.0.0.1'], 'nowhere.test': [] }));
    const own = await startRaw();
    const closed = await freePort();
    const named = [`http://server.test:${own.port}/`, `http://localhost:${own.port}/`, `http://localhost:${closed}/`];
    const aborted = async ({ abort, sockets: [socket] }) => {
      abort();
      abort();
      assert(socket.destroyed);
      await allClosed([socket]);
    };
    for (const url of [own.base, `http://127.0.0.1:${closed}/`, 'http://nowhere.test/', ...named]) await aborted(begin(url));
    // The name was looked up, and the first address is tried.
    for (const url of named) {
      const begun = begin(url);
      await once(begun.sockets[0], 'lookup');
      await aborted(begun);
    }
    assert.equal(own.sockets.size, 0);
    await own.stop();
  });

  test('before its head has come, or within its body, closes its connection', async () => {
    for (const begun of ['', 'HTTP/1.1 200 OK\r\nContent-Le', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf']) {
      const own = await startRaw((socket, head, number) => socket.write(number === 0 ? EMPTY : begun));
      // The second is on a connection that was kept, and the third on one of its own.
      await call(own.base);
      for (const count of [2, 3]) {
        const { abort } = begin(own.base);
        const socket = (await own.requested(count)).at(-1);
        const client = dialled.at(-1);
        const closed = once(socket, 'close');
        await bytesRead(client, (count === 2 ? EMPTY.length : 0) + begun.length);
        abort();
        assert(client.destroyed);
        await closed;
        abort();
      }
      await own.stop();
    }
  });

  test('after it has landed is left alone, and so is the next on its connection', async () => {
    let abort;
    await get('/plain', { abort: (stop) => (abort = stop) });
    const { length } = server.accepted;
    abort();
    const next = get('/chunked');
    abort();
    assert.equal(await text(next), BODY);
    assert.equal(server.accepted.length, length);
  });

  test('before its refusal is heard of is silent', async () => {
    const { abort } = begin('nonsense');
    abort();
    await new Promise((resolve) => setImmediate(resolve));
  });
});
