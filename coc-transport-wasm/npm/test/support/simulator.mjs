// The simulator as a process of its own; it prints where it is and with what key.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../../target/debug/simulator', import.meta.url));

/** Starts a simulator; `stop()` ends it. */
export async function startSimulator(...flags) {
  const child = spawn(PROGRAM, ['--port', '0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  const stopped = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  stopped.catch(() => {});
  const printed = {};
  const lines = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const [key, ...value] = line.split('=');
      printed[key] = value.join('=');
      if (key === 'password') return;
    }
    throw new Error('the simulator ended before it listened');
  })();
  await Promise.race([lines, stopped.then((code) => Promise.reject(new Error(`the simulator ended (${code})`)))]);
  child.stdout.resume();

  const origin = new URL(printed['base-url']).origin;
  return {
    baseUrl: printed['base-url'],
    origin,
    token: printed.token,
    /** What it counted, and its settings. */
    state: async () => (await fetch(`${origin}/admin/state`)).json(),
    setFaults: (faults) => admin(origin, 'faults', faults),
    set: (settings) => admin(origin, 'settings', settings),
    stop: async () => {
      child.kill();
      await stopped;
    },
  };
}

async function admin(origin, what, body) {
  const answer = await fetch(`${origin}/admin/${what}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
}
