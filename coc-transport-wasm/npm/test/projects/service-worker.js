// A service worker, which loads the module when it is installed and serves one path with a client.

import * as coc from 'coc-api';

import { scenario } from './scenario.js';

addEventListener('install', (event) => event.waitUntil(coc.load()));
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

async function serve() {
  return Response.json(await scenario(coc, { baseUrl: `${location.origin}/v1` }));
}

addEventListener('fetch', (event) => {
  if (new URL(event.request.url).pathname === '/outcome') event.respondWith(serve());
});
