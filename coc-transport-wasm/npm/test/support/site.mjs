// A web server for one folder that hands /v1 on to the simulator with its key, as a proxy in front of the API does.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css' };

export async function startSite(folder, simulator) {
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      if (!response.headersSent) response.writeHead(error.code === 'ENOENT' ? 404 : 500);
      response.end();
    });
  });

  async function answer(request, response) {
    const { pathname, search } = new URL(request.url, 'http://site');
    if (pathname.startsWith('/v1/')) {
      const upstream = await fetch(simulator.origin + pathname + search, {
        method: request.method,
        headers: { authorization: `Bearer ${simulator.token}` },
      });
      const cacheControl = upstream.headers.get('cache-control');
      response.writeHead(upstream.status, {
        'content-type': upstream.headers.get('content-type') ?? 'text/plain',
        ...(cacheControl && { 'cache-control': cacheControl }),
      });
      response.end(Buffer.from(await upstream.arrayBuffer()));
      return;
    }
    const file = join(folder, normalize(pathname === '/' ? '/index.html' : pathname));
    await stat(file);
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    await pipeline(createReadStream(file), response);
  }

  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
