// Servers on sockets for tests of what sends, and the sockets that it makes.

import { subscribe } from 'node:diagnostics_channel';
import dns from 'node:dns';
import { once } from 'node:events';
import { createServer as httpServer } from 'node:http';
import { createServer as netServer } from 'node:net';

/** Every socket that this process has connected anywhere, oldest first. */
export const dialled = [];
subscribe('net.client.socket', ({ socket }) => dialled.push(socket));

/** Waits until they are all closed. */
export async function allClosed(sockets) {
  for (const socket of sockets) if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

/** Waits until so many bytes have been read from a socket; they are on their way within this process. */
export async function bytesRead(socket, count) {
  for (let turn = 0; socket.bytesRead < count; turn++) {
    if (turn === 1_000_000) throw new Error(`${socket.bytesRead} of ${count} bytes have been read`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function listening(server, host) {
  const sockets = new Set();
  const accepted = [];
  server.on('connection', (socket) => {
    accepted.push(socket);
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address();
  return {
    server,
    port,
    base: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    /** The connections that are open, and all that there ever were. */
    sockets,
    accepted,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** A server of HTTP, by `node:http`. */
export const startHttp = (answer, host = '127.0.0.1') => listening(httpServer(answer), host);

/**
 * A server that gives each request to `answer(socket, head, number)`: the text up to the empty line, of requests without a body.
 * `requested(count)` waits for so many of them, and gives the sockets that they came on.
 */
export async function startRaw(answer = () => {}, host = '127.0.0.1') {
  const sockets = [];
  const waiting = [];
  const server = netServer((socket) => {
    let text = '';
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let end; (end = text.indexOf('\r\n\r\n')) >= 0; ) {
        const head = text.slice(0, end + 4);
        text = text.slice(end + 4);
        sockets.push(socket);
        answer(socket, head, sockets.length - 1);
        for (const [count, resolve] of waiting) if (sockets.length >= count) resolve(sockets);
      }
    });
  });
  const requested = (count) => new Promise((resolve) => (sockets.length >= count ? resolve(sockets) : waiting.push([count, resolve])));
  return { ...(await listening(server, host)), requested };
}

/** A port that nobody listens at. */
export async function freePort(host = '127.0.0.1') {
  const { port, stop } = await startRaw(undefined, host);
  await stop();
  return port;
}

/** Until the test ends these names have these addresses, or none. */
export function names(context, addresses) {
  const { lookup } = dns;
  context.after(() => (dns.lookup = lookup));
  dns.lookup = (name, options, done) => {
    if (!Object.hasOwn(addresses, name)) return lookup(name, options, done);
    const all = addresses[name].map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (all.length === 0) process.nextTick(done, Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' }));
    else if (options.all) process.nextTick(done, null, all);
    else process.nextTick(done, null, all[0].address, all[0].family);
  };
}
