// A web server for one folder that forwards /v1 to the simulator with its token, as a proxy does.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css' };

/** @param files further files, by their paths */
export async function startSite(folder, simulator, files = {}) {
  const server = createServer((request, response) => {
    respond(request, response).catch((error) => response.writeHead(error.code === 'ENOENT' ? 404 : 500).end());
  });

  async function respond(request, response) {
    const { pathname, search } = new URL(request.url, 'http://site');
    if (simulator && pathname.startsWith('/v1/')) {
      const headers = { authorization: `Bearer ${simulator.token}` };
      const upstream = await fetch(simulator.origin + pathname + search, { method: request.method, headers });
      const body = Buffer.from(await upstream.arrayBuffer());
      const forwarded = ['content-type', 'cache-control'].filter((name) => upstream.headers.has(name));
      response.writeHead(upstream.status, Object.fromEntries(forwarded.map((name) => [name, upstream.headers.get(name)]))).end(body);
      return;
    }
    const file = join(folder, normalize(pathname === '/' ? '/index.html' : pathname));
    const content = files[pathname] ?? (await readFile(file));
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(content);
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
