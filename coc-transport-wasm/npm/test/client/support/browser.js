// One page in a headless Chromium, which tells what came of it by posting to the server that it came from.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CANDIDATES = ['chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];
const TYPES = { html: 'text/html', js: 'text/javascript', wasm: 'application/wasm' };

/** The path of a Chromium, if there is one. */
export async function chromium() {
  for (const name of CANDIDATES) {
    const found = await new Promise((resolve) => {
      const child = spawn(name, ['--version'], { stdio: 'ignore' });
      child.once('error', () => resolve(false));
      child.once('exit', (code) => resolve(code === 0));
    });
    if (found) return name;
  }
  return undefined;
}

/**
 * Runs this module in a page and gives what its `run(argument)` gives.
 *
 * @param {string} program Chromium
 * @param {URL} folder what the page may load
 * @param {string} script an ES module with `run`, as text
 */
export async function inPage(program, folder, script, argument) {
  const profile = await mkdtemp(join(tmpdir(), 'coc-browser-'));
  let answered;
  const answer = new Promise((resolve) => (answered = resolve));
  const page = `<!doctype html><script type="module">
    const post = (body) => fetch('/answer', { method: 'POST', body: JSON.stringify(body) });
    try {
      const { run } = await import('/script.js');
      await post({ value: await run(${JSON.stringify(argument)}) });
    } catch (error) {
      await post({ error: String(error?.stack ?? error) });
    }
  </script>`;
  const server = createServer(async (request, response) => {
    const send = (type, body) => response.writeHead(200, { 'content-type': type }).end(body);
    const path = new URL(request.url, 'http://localhost').pathname;
    if (path === '/') return send(TYPES.html, page);
    if (path === '/script.js') return send(TYPES.js, script);
    if (path === '/answer') {
      let body = '';
      for await (const piece of request) body += piece;
      send('text/plain', '');
      return answered(JSON.parse(body));
    }
    try {
      send(TYPES[path.split('.').pop()] ?? 'text/plain', await readFile(fileURLToPath(new URL(`.${path}`, folder))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const browser = spawn(program, [...FLAGS, `--user-data-dir=${profile}`, url], { stdio: 'ignore' });
  const ended = new Promise((resolve) => browser.once('exit', resolve));
  try {
    const early = ended.then((code) => ({ error: `${program} ended with ${code} before its page did` }));
    const { value, error } = await Promise.race([answer, early]);
    if (error) throw new Error(error);
    return value;
  } finally {
    browser.kill();
    await ended;
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
