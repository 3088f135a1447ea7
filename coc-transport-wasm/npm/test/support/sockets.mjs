// Servers on real sockets.

import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { after } from 'node:test';

const servers = new Set();

// A server that a failed test leaves open would keep the process alive.
after(() => Promise.all([...servers].map((stop) => stop())));

/** Starts a server on a free port. `accepted` are all its connections so far. */
export async function listen(server) {
  const accepted = [];
  server.on('connection', (socket) => {
    accepted.push(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const stop = async () => {
    servers.delete(stop);
    server.close();
    for (const socket of accepted) socket.destroy();
    await once(server, 'close');
  };
  servers.add(stop);
  return { port, base: `http://127.0.0.1:${port}`, accepted, stop };
}

/** Starts a server of `node:http`. */
export const startHttp = (handler) => listen(createHttpServer(handler));

/** Starts a server that calls `respond(socket, head, number)` for each request, counted from 0. */
export function startRaw(respond = () => {}) {
  let requests = 0;
  const server = createNetServer((socket) => {
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let end; (end = text.indexOf('\r\n\r\n')) >= 0; text = text.slice(end + 4)) {
        respond(socket, text.slice(0, end + 4), requests++);
      }
    });
  });
  return listen(server);
}

/** Returns the URL of a port on which no server listens. */
export async function closedPort() {
  const { base, stop } = await startRaw();
  await stop();
  return base;
}

/** Waits until a socket is closed. */
export const closed = (socket) => socket.closed || new Promise((resolve) => socket.once('close', resolve));
