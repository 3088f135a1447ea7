// The programs that tests talk to. Each is a process that prints where it listens.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAMS = new URL('../../../../target/debug/', import.meta.url);

/** Starts a program. Resolves with its first lines, up to the one for which `isLast` holds. */
async function start(path, args, isLast) {
  const child = spawn(fileURLToPath(new URL(path, PROGRAMS)), args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  exited.catch(() => {});
  const read = async () => {
    const lines = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (isLast(line, lines.length)) return lines;
    }
    throw new Error(`${path} exited (${await exited}) before it listened`);
  };
  const lines = await read();
  child.stdout.resume();
  const stop = async () => {
    child.kill();
    await exited;
  };
  return { lines, stop };
}

/** Starts the server of the conformance suite. */
export async function startConformanceServer() {
  const { lines, stop } = await start('examples/conformance-server', [], (line, count) => count === 3);
  const [here, elsewhere, nowhere] = lines;
  return { here, elsewhere, nowhere, stop };
}

/** Starts a simulator of the API. */
export async function startSimulator(...flags) {
  const { lines, stop } = await start('simulator', ['--port', '0', ...flags], (line) => line.startsWith('player-token='));
  const printed = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
  const baseUrl = printed['base-url'];
  const { origin } = new URL(baseUrl);
  const admin = async (method, path, body) => {
    const response = await fetch(`${origin}/admin/${path}`, { method, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json().catch(() => undefined);
  };
  return {
    baseUrl,
    origin,
    token: printed.token,
    portalUrl: printed['portal-url'],
    /** The account of the developer portal. */
    email: printed.email,
    password: printed.password,
    /** The tags of a clan and of its leader, and the token in that player's settings. */
    clan: printed.clan,
    player: printed.player,
    playerToken: printed['player-token'],
    stop,
    /** Sends a request to the admin routes. */
    admin,
    /** Replaces all faults. */
    faults: (...faults) => admin('POST', 'faults', faults),
    /** Returns the counters and settings. */
    state: () => admin('GET', 'state'),
    set: (settings) => admin('POST', 'settings', settings),
    resetCounters: () => admin('DELETE', 'counters'),
  };
}
