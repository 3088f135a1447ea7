// The keys as built, and folders for their files.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

export * from '../../../dist/keys/node.js';
export * as coc from '../../../dist/node.js';

/** The name of our keys in these tests. */
export const NAME = 'coc-rs-test';

/** Returns a folder that is removed after the tests of a file. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), 'coc-keys-'));
  after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Returns the status and the body of a call of the API with this token. */
export async function call(portal, token) {
  const response = await fetch(`${portal.baseUrl}/locations?limit=1`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: await response.json() };
}

/** Returns what a client reports about a rejected token. */
export function rejection(token, { body }, more) {
  const kind = body.reason === 'accessDenied.invalidIp' ? 'invalidIp' : 'invalidKey';
  return { token, tokens: [token], accepted: [token], kind, message: body.message, official: false, ...more };
}
