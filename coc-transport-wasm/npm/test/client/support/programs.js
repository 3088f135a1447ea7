// The programs that tests talk to: each is started once per test file, says where it listens, and ends with the file.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../../../', import.meta.url);
const programs = new URL('target/debug/', root);

/** Starts a program and gives the first `count` lines that it prints. */
async function start(path, args, count) {
  const child = spawn(fileURLToPath(new URL(path, programs)), args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const failed = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${path} ended with ${code}`)));
  });
  failed.catch(() => {});
  const lines = [];
  const printed = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (lines.length === count) return lines;
    }
    throw new Error(`${path} printed ${lines.length} lines only`);
  })();
  await Promise.race([printed, failed]);
  const stop = () => {
    child.removeAllListeners('exit');
    child.kill();
  };
  return { lines, stop, child };
}

/** The server of the conformance suite. */
export async function conformanceServer() {
  const { lines, stop } = await start('examples/conformance-server', [], 3);
  const [here, elsewhere, nowhere] = lines;
  return { here, elsewhere, nowhere, stop };
}

/** A simulated API. */
export async function simulator(...args) {
  const { lines, stop, child } = await start('simulator', args, 2);
  const [baseUrl, token] = lines.map((line) => line.slice(line.indexOf('=') + 1));
  const origin = new URL(baseUrl).origin;
  const admin = async (method, path, body) => {
    const answer = await fetch(`${origin}/admin/${path}`, { method, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json().catch(() => undefined);
  };
  return {
    baseUrl,
    token,
    origin,
    stop,
    child,
    /** These faults, in place of all others. */
    faults: (...faults) => admin('POST', 'faults', faults),
    /** What the simulator has counted. */
    state: () => admin('GET', 'state'),
    admin,
  };
}
