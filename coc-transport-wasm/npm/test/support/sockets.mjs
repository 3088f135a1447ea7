// Servers on sockets for tests of what sends, and the sockets that it makes.

import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer as httpServer } from 'node:http';
import { createServer as netServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { after } from 'node:test';

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

const stops = new Set();

// A test that fails leaves its server behind, which would hold up the process.
after(() => Promise.all([...stops].map((stop) => stop())));

/** Has a server listen at a port of its own. */
export async function listening(server, host = '127.0.0.1') {
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
  const stop = async () => {
    stops.delete(stop);
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  stops.add(stop);
  return {
    server,
    port,
    base: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    /** The connections that are open, and all that there ever were. */
    sockets,
    accepted,
    stop,
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

/** The addresses of this machine that a server can listen on here: not every container has one of IPv6. */
export const LOOPBACKS = Object.values(networkInterfaces())
  .flat()
  .map(({ address }) => address)
  .filter((address) => address === '127.0.0.1' || address === '::1');

/** Why a test of IPv6 is left out, or nothing. */
export const unlessIpv6 = LOOPBACKS.includes('::1') ? undefined : 'this machine has no IPv6';
