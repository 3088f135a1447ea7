// The lock between processes that share a key file.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { Lock } from '../../dist/keys/js/file/lock.js';
import { simulator } from './support/portals.js';
import { folder, Keys, NAME } from './support/setup.js';

const portal = await simulator();
after(() => portal.stop());

const PROGRAM = fileURLToPath(new URL('support/process.js', import.meta.url));
const LOCK = new URL('../../dist/keys/js/file/lock.js', import.meta.url).href;
const options = (file, more) => ({ ...portal.account, keyName: NAME, file, ...more });
const claims = (file) => fs.readdirSync(dirname(file)).filter((name) => name.endsWith('.claim'));
const isLinux = process.platform === 'linux';

/** Starts a process that has the lock. */
async function holder(file) {
  const child = spawn(process.execPath, [PROGRAM, 'hold', JSON.stringify(options(file))], { stdio: ['ignore', 'pipe', 'inherit'] });
  after(() => child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  assert.equal(value, 'locked');
  return {
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      if (signal === 'SIGKILL') await ended;
    },
  };
}

/** Makes a claim look as if its owner had been silent for so long. */
function silence(file, seconds) {
  const [name] = claims(file);
  const path = join(dirname(file), name);
  const then = Date.now() / 1_000 - seconds;
  fs.utimesSync(path, then, then);
  return path;
}

test('one process waits for the other, and then uses its keys', async () => {
  const file = join(folder(), 'keys.json');
  const both = [0, 1].map(() => new Keys(options(file, { keyName: 'both' })));
  const [one, other] = await Promise.all(both.map((keys) => keys.token()));
  assert.deepEqual(one, other);
  assert.equal((await portal.keys()).filter(({ name }) => name === 'both').length, 1);
  assert.deepEqual(claims(file), []);
});

test('a file is locked while a process renews its keys, and free as soon as the process is killed', { skip: !isLinux }, async () => {
  const file = join(folder(), 'keys.json');
  const process = await holder(file);
  const lock = new Lock(file);
  assert.equal(lock.tryAcquire(), false);
  assert.equal(lock.isHeld(), false);
  assert.equal(claims(file).length, 1, 'only the claim of the holder is there');
  await process.kill();
  assert.equal(claims(file).length, 1, 'a killed process leaves its claim behind');
  assert.equal(lock.tryAcquire(), true);
  assert.equal(claims(file).length, 1, 'the claim of the dead process is gone');
  assert.equal(lock.isHeld(), true);
  lock.release();
  assert.deepEqual(claims(file), []);
  assert.equal((await new Keys(options(file)).token()).length, 1);
});

test('a suspended process keeps the lock', { skip: !isLinux }, async () => {
  const file = join(folder(), 'keys.json');
  const process = await holder(file);
  await process.kill('SIGSTOP');
  silence(file, 60);
  assert.equal(new Lock(file).tryAcquire(), false);
  await process.kill();
});

test('a claim with the number of another process, which began later, is dead', { skip: !isLinux }, async () => {
  const file = join(folder(), 'keys.json');
  const lock = new Lock(file);
  assert.equal(lock.tryAcquire(), true);
  const [name] = claims(file);
  lock.release();
  const [machine, pid, , nonce] = name.slice('.keys.json.'.length).split('-');
  for (const number of [pid, '1']) fs.writeFileSync(join(dirname(file), `.keys.json.${machine}-${number}-1-${nonce}`), '');
  assert.equal(lock.tryAcquire(), true);
  assert.equal(claims(file).length, 1);
  lock.release();
});

test('a claim of another machine is dead after 30 seconds of silence', async () => {
  const file = join(folder(), 'keys.json');
  const foreign = `.keys.json.${'0'.repeat(12)}-1-1-${'0'.repeat(16)}.claim`;
  fs.writeFileSync(join(dirname(file), foreign), '');
  const lock = new Lock(file);
  assert.equal(lock.tryAcquire(), false);
  silence(file, 25);
  assert.equal(lock.tryAcquire(), false);
  silence(file, 35);
  assert.equal(lock.tryAcquire(), true);
  assert(!claims(file).includes(foreign));
  lock.release();
});

test('the holder touches its claim', async () => {
  const file = join(folder(), 'keys.json');
  const lock = new Lock(file);
  assert.equal(lock.tryAcquire(), true);
  const path = silence(file, 3_600);
  const deadline = Date.now() + 20_000;
  while (Date.now() - fs.statSync(path).mtimeMs > 60_000) {
    assert(Date.now() < deadline, 'the claim was not touched');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  lock.release();
});

test('a process whose lock was taken over does not write', async () => {
  const file = join(folder(), 'keys.json');
  await new Keys(options(file)).token();
  const before = fs.readFileSync(file, 'utf8');
  const keys = new Keys(options(file, { fetch: async (url, init) => {
    // Another process has removed the claim, as after a long silence.
    for (const name of claims(file)) fs.unlinkSync(join(dirname(file), name));
    return fetch(url, init);
  } }));
  await assert.rejects(keys.rotate(), { reason: 'file', message: /cannot lock/ });
  assert.equal(fs.readFileSync(file, 'utf8'), before);
  assert.deepEqual(fs.readdirSync(dirname(file)), ['keys.json']);
});

test('files that only resemble a claim, and claims of other key files, are no obstacle', () => {
  const file = join(folder(), 'keys.json');
  const id = `${'0'.repeat(12)}-1-1-${'0'.repeat(16)}.claim`;
  const others = [`.keys.${id}`, `.keys.json.bak.${id}`, '.keys.json..claim', '.keys.json.claim', `keys.json.${id}`, 'keys.json.lock'];
  for (const name of others) fs.writeFileSync(join(dirname(file), name), '');
  const lock = new Lock(file);
  assert.equal(lock.tryAcquire(), true);
  lock.release();
  assert.deepEqual(fs.readdirSync(dirname(file)).sort(), others.sort());
});

test('of many threads never two have the lock', async () => {
  const path = folder();
  const file = join(path, 'keys.json');
  const source = `
    import { workerData } from 'node:worker_threads';
    import fs from 'node:fs';
    import { Lock } from ${JSON.stringify(LOCK)};
    const lock = new Lock(workerData.file);
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let done = 0; done < 60; ) {
      // As the Rust side does, but faster.
      if (!lock.tryAcquire()) { Atomics.wait(pause, 0, 0, 1 + Math.random() * 3); continue; }
      // Fails if another thread is between these two lines.
      fs.mkdirSync(workerData.inside);
      fs.rmdirSync(workerData.inside);
      done += 1;
      lock.release();
    }`;
  const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  const workers = Array.from({ length: 6 }, () => new Worker(url, { workerData: { file, inside: join(path, 'inside') } }));
  const codes = await Promise.all(workers.map((worker) => new Promise((resolve, reject) => worker.once('error', reject).once('exit', resolve))));
  assert.deepEqual(codes, Array(6).fill(0));
  assert.deepEqual(claims(file), []);
});
