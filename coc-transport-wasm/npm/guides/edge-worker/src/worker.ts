// The worker: a small JSON API over the game's, and a schedule that refreshes some clans.

import { Client } from 'coc-api';
import { correctTag } from 'coc-api/helpers';

import { errorResponse } from './errors.js';
import { KvStore } from './kv-store.js';
import type { Context, Env } from './platform.js';
import * as routes from './routes.js';

export default {
  async fetch(request: Request, env: Env, context: Context): Promise<Response> {
    const response = await respond(request, env, context);
    // The data is public, so every page may read it.
    response.headers.set('access-control-allow-origin', '*');
    return response;
  },

  /** Refreshes the clans of the settings, so that their visitors find them in the cache. */
  async scheduled(_event: unknown, env: Env, context: Context): Promise<void> {
    const coc = clientOf(env, context);
    const tags = (env.CLANS ?? '').split(/\s+/).filter(Boolean);
    for await (const { input, ok, error } of coc.batch('clan', tags, { fresh: true })) {
      if (!ok) console.error(`${input}: ${error.message}`);
    }
  },
};

async function respond(request: Request, env: Env, context: Context): Promise<Response> {
  if (request.method !== 'GET') return new Response(null, { status: 405, headers: { allow: 'GET' } });
  const [, tag, isWar] = /^\/clans\/([^/]+)(\/war)?$/.exec(new URL(request.url).pathname) ?? [];
  if (tag === undefined) return Response.json({ error: 'notFound', message: 'there is no such route' }, { status: 404 });
  try {
    const route = isWar ? routes.war : routes.clan;
    const { body, freshUntil } = await route(clientOf(env, context), correctTag(decode(tag), { expected: 'clan' }));
    const maxAge = Math.max(0, Math.floor((freshUntil.getTime() - Date.now()) / 1000));
    return Response.json(body, { headers: { 'cache-control': `public, max-age=${maxAge}` } });
  } catch (error) {
    return errorResponse(error);
  }
}

/** A client for one request, because a request must not wait for what another one has started. */
function clientOf(env: Env, context: Context): Client {
  return new Client({
    baseUrl: env.BASE_URL,
    ...(env.PROXY_KEY === undefined ? {} : { token: env.PROXY_KEY }),
    cache: { store: new KvStore(env.CACHE, context), staleIfError: 60 * 60_000 },
    // A visitor waits for this long at most.
    timeout: 8_000,
    deadline: 15_000,
    metrics: false,
  });
}

/** Decodes a segment of a path; a malformed one stays as it is, and is no tag. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
