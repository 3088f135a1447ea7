// The key file: its permissions, its contents, its writers, and programs in Rust that share it.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { defaultPath } from '../../dist/keys/js/file/path.js';
import { simulator } from './support/portals.js';
import { folder, Keys, NAME } from './support/setup.js';

const portal = await simulator();
after(() => portal.stop());

const execute = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('support/process.js', import.meta.url));
const NATIVE = fileURLToPath(new URL('../../../../target/debug/keys', import.meta.url));

const place = () => join(folder(), 'data', 'coc', 'keys.json');
const optionsOf = (file, more) => ({ ...portal.account, keyName: NAME, file, ...more });
const make = (file, more) => new Keys(optionsOf(file, more));
const mode = (path) => fs.lstatSync(path).mode & 0o7777;
const names = (file) => fs.readdirSync(dirname(file)).sort();
const logins = async () => (await portal.counts()).logins;
const isPosix = process.platform !== 'win32';

/** Returns the path of a file with keys. */
async function stored() {
  const file = place();
  await make(file).token();
  return file;
}

/** Returns the error of every use of the file, which is the same. */
async function rejected(file) {
  const before = await portal.counts();
  const errors = [];
  for (const use of [(keys) => keys.token(), (keys) => keys.known(), (keys) => keys.plan()]) {
    errors.push(await use(make(file)).then(() => assert.fail(`${use} accepts the file`), (error) => error));
  }
  for (const { name, kind, reason } of errors) assert.deepEqual({ name, kind, reason }, { name: 'KeysError', kind: 'credentials', reason: 'file' });
  assert.equal(new Set(errors.map(({ message }) => message)).size, 1, `${errors}`);
  assert.equal((await portal.counts()).requests, before.requests);
  return errors[0];
}

test('created files and folders are for their owner only, whatever the umask is', { skip: !isPosix }, async () => {
  const umask = process.umask(0);
  try {
    const file = await stored();
    assert.deepEqual([mode(file), mode(dirname(file)), mode(dirname(dirname(file)))], [0o600, 0o700, 0o700]);
    assert.deepEqual(names(file), ['keys.json']);
  } finally {
    process.umask(umask);
  }
});

test('a second process uses the keys of the file without a login', async () => {
  const file = await stored();
  const tokens = await make(file).token();
  const before = await portal.counts();
  const { stdout } = await execute(process.execPath, [PROGRAM, 'token', JSON.stringify(optionsOf(file))]);
  assert.deepEqual(JSON.parse(stdout), tokens);
  assert.equal((await portal.counts()).requests, before.requests);
  assert.deepEqual((await make(file).known()).length, 1);
});

test('keys of another name, of another account or of another address stay in the file', async () => {
  const file = await stored();
  await make(file, { keyName: 'another' }).token();
  await make(file, { keyName: NAME, ip: '198.51.100.9' }).token();
  const { version, entries } = JSON.parse(fs.readFileSync(file, 'utf8'));
  assert.equal(version, 1);
  assert.deepEqual(entries.map(({ keyName, ip }) => [keyName, ip]).sort(), [['another', '203.0.113.7'], [NAME, '198.51.100.9']]);
});

test('a file that others may read or write is rejected, and not repaired', { skip: !isPosix }, async () => {
  const file = await stored();
  for (const bits of [0o640, 0o604, 0o620, 0o602, 0o610, 0o666, 0o777]) {
    fs.chmodSync(file, bits);
    const { ino } = fs.statSync(file);
    const { message } = await rejected(file);
    assert(message.includes('chmod 600') && message.includes(`mode 0${bits.toString(8)}`) && message.includes(file), message);
    assert.deepEqual([mode(file), fs.statSync(file).ino], [bits, ino]);
  }
  for (const bits of [0o600, 0o400, 0o700]) {
    fs.chmodSync(file, bits);
    assert.equal((await make(file).known()).length, 1);
  }
});

test('a folder that others may write to is rejected, and stays empty', { skip: !isPosix }, async () => {
  const file = await stored();
  for (const bits of [0o770, 0o707, 0o777, 0o1777]) {
    fs.chmodSync(dirname(file), bits);
    const { message } = await rejected(file);
    assert(message.includes('chmod go-w') && message.includes(bits.toString(8).padStart(4, '0')), message);
  }
  const empty = join(folder(), 'shared');
  fs.mkdirSync(empty);
  fs.chmodSync(empty, 0o777);
  await assert.rejects(make(join(empty, 'keys.json')).token(), { reason: 'file' });
  assert.deepEqual(fs.readdirSync(empty), []);
});

test('a file of another user is rejected', { skip: process.getuid?.() !== 0 && 'only root can give a file away' }, async () => {
  const file = await stored();
  fs.chownSync(file, 12_345, 12_345);
  assert.match((await rejected(file)).message, /belongs to user 12345 and not to you/);
  fs.chownSync(file, 0, 0);
  fs.chownSync(dirname(file), 12_345, 12_345);
  assert.match((await rejected(file)).message, /belongs to user 12345, who could replace/);
});

test('a path that cannot be used is rejected, and gets no other file beside it', { skip: !isPosix }, async () => {
  const base = folder();
  const target = join(base, 'target');
  const prepare = {
    'a folder': (path) => fs.mkdirSync(path),
    'a symbolic link': (path) => fs.symlinkSync(target, path),
    'a dangling symbolic link': (path) => fs.symlinkSync(join(base, 'nowhere'), path),
    'a socket': (path) => new Promise((resolve) => createServer().listen(path, resolve).unref()),
    "another program's file": (path) => fs.writeFileSync(path, 'notes', { mode: 0o600 }),
    'a file of 5 MiB': (path) => fs.writeFileSync(path, Buffer.alloc(5 << 20), { mode: 0o600 }),
  };
  fs.writeFileSync(target, '{}', { mode: 0o600 });
  for (const [what, create] of Object.entries(prepare)) {
    const path = join(base, what);
    fs.mkdirSync(path, { mode: 0o700 });
    const file = join(path, 'keys.json');
    await create(file);
    const { message } = await rejected(file);
    assert(message.includes(file), message);
    assert.deepEqual(fs.readdirSync(path), ['keys.json'], what);
  }
  assert.equal(fs.existsSync(join(base, 'nowhere')), false);
});

test('a file as the folder, and a path without a name, are errors', async () => {
  const base = folder();
  fs.writeFileSync(join(base, 'data'), '');
  assert.match((await rejected(join(base, 'data', 'keys.json'))).message, /not a folder/);
  for (const path of ['', '/']) assert.match((await rejected(path)).message, /no file name/);
});

test('a symbolic link as the folder is followed', { skip: !isPosix }, async () => {
  const file = await stored();
  const link = join(folder(), 'link');
  fs.symlinkSync(dirname(file), link);
  assert.equal((await make(join(link, 'keys.json')).known()).length, 1);
});

test('a damaged file, a newer version and an unknown field are errors, and the file stays', { skip: !isPosix }, async () => {
  const file = await stored();
  const whole = fs.readFileSync(file, 'utf8');
  for (const [text, message] of [
    ['', /damaged at line 1, column 0/],
    [whole.slice(0, -20), /damaged at line/],
    [whole.replace('"version": 1', '"version": 2'), /has version 2, which this program does not support/],
    [whole.replace('"version": 1', '"version": 1, "colour": "hush"'), /has the field "colour"/],
    [whole.replace(/"ip": "[^"]*"/, '"ip": "hush"'), /damaged at line/],
  ]) {
    fs.writeFileSync(file, text);
    const error = await rejected(file);
    assert.match(error.message, message);
    assert(!error.message.includes('hush'), error.message);
    assert.equal(fs.readFileSync(file, 'utf8'), text);
  }
});

test('an error of the system names the path and the code', { skip: !isPosix }, async () => {
  const file = join(folder(), 'x'.repeat(300));
  const { message, cause } = await rejected(file);
  assert(message.includes(file) && message.includes('cannot read the metadata of'), message);
  assert.equal(cause.message, 'ENAMETOOLONG');
});

test('a file that others may read meanwhile stops the replacement of keys', { skip: !isPosix }, async () => {
  const file = await stored();
  const keys = make(file);
  const [token] = await keys.token();
  await portal.setAddress('198.51.100.20');
  try {
    fs.chmodSync(file, 0o644);
    await assert.rejects(keys.token({ token, tokens: [token], accepted: [token], kind: 'invalidIp', message: '', official: false }), { reason: 'file' });
  } finally {
    await portal.setAddress('203.0.113.7');
  }
});

test('the default path is that of programs in Rust', { skip: !isPosix }, async () => {
  const home = folder();
  const env = { ...process.env, HOME: home, XDG_DATA_HOME: join(home, 'data') };
  await execute(process.execPath, [PROGRAM, 'token', JSON.stringify(optionsOf(true))], { env });
  if (process.platform === 'linux') assert.equal(fs.existsSync(join(home, 'data/coc/keys.json')), true);
  const under = (platform, env = {}) => defaultPath({ platform, env }).replace(os.homedir(), '~');
  assert.equal(under('linux'), '~/.local/share/coc/keys.json');
  assert.equal(under('linux', { XDG_DATA_HOME: 'relative' }), '~/.local/share/coc/keys.json');
  assert.equal(under('freebsd', { XDG_DATA_HOME: '/data' }), '/data/coc/keys.json');
  assert.equal(under('darwin', { XDG_DATA_HOME: '/data' }), '~/Library/Application Support/coc/keys.json');
  assert.equal(under('win32'), '~/AppData/Roaming/coc/keys.json');
  assert.equal(under('win32', { APPDATA: '/Roaming' }), '/Roaming/coc/keys.json');
});

/** Starts a process, and returns it with a function that waits for its next line. */
function start(command, options) {
  const child = spawn(process.execPath, [PROGRAM, command, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  after(() => child.kill('SIGKILL'));
  return { child, ended, line: async () => (await lines.next()).value };
}

test('writers that are killed at any moment leave the old or the new file, and block no other writer', { skip: !isPosix }, async () => {
  const file = place();
  const survivor = start('write', optionsOf(file, { keyName: 'survivor' }));
  assert.equal(await survivor.line(), 'written');
  let [left, kills] = [0, 0];
  for (; kills < 12; kills += 1) {
    const victim = start('write', optionsOf(file, { keyName: 'victim' }));
    assert.equal(await victim.line(), 'written');
    const { size } = fs.statSync(file);
    assert(size > 0);
    // At a moment of its own: after so many checks of the folder, of which every other time only those
    // during a write count.
    for (let checks = kills * 7; checks > 0; ) {
      const all = names(file);
      for (const name of all) {
        const stats = fs.lstatSync(join(dirname(file), name), { throwIfNoEntry: false });
        if (stats) assert.equal(stats.mode & 0o777, 0o600, name);
      }
      const { version, entries } = JSON.parse(fs.readFileSync(file, 'utf8'));
      assert.equal(version, 1);
      assert(entries.every(({ token }) => token.length > 100));
      if (kills % 2 === 0 || all.some((name) => name.endsWith('.tmp'))) checks -= 1;
      await new Promise(setImmediate);
    }
    victim.child.kill('SIGKILL');
    assert.equal((await victim.ended).signal, 'SIGKILL');
    left += names(file).filter((name) => name !== 'keys.json').length;
  }
  fs.writeFileSync(join(dirname(file), 'stop'), '');
  assert.deepEqual(await survivor.ended, { code: 0, signal: null }, 'the other writer failed');
  // The next write removes the temporary files of the killed writers.
  await make(file, { keyName: 'survivor' }).rotate();
  assert.deepEqual(names(file), ['keys.json', 'stop']);
  assert(left > 0, 'no writer was killed while it had the lock, so this test proves nothing');
});

test('a program in Rust reads the file of JavaScript, and JavaScript that of Rust', async () => {
  const native = async (file) => {
    const args = ['ensure', '--show-tokens', '--key-count', '2', '--key-name', NAME, '--file', file, '--portal-url', portal.account.portalUrl, '--base-url', portal.baseUrl];
    const env = { ...process.env, COC_EMAIL: portal.account.email, COC_PASSWORD: portal.account.password };
    return (await execute(NATIVE, args, { env })).stdout.trim().split('\n');
  };
  const options = { keyCount: 2 };
  const ours = place();
  const tokens = await make(ours, options).token();
  let before = await logins();
  assert.deepEqual((await native(ours)).sort(), [...tokens].sort());
  assert.equal(await logins(), before, 'Rust has used the keys of the file');

  const theirs = place();
  await make(ours, options).rotate();
  const written = await native(theirs);
  before = await logins();
  assert.deepEqual((await make(theirs, options).token()).sort(), written.sort());
  assert.equal(await logins(), before, 'JavaScript has used the keys of the file');

  // Each keeps what the other has stored.
  await make(theirs, { keyName: 'of JavaScript' }).token();
  assert.deepEqual((await native(theirs)).sort(), written.sort());
  const fields = (file) => JSON.parse(fs.readFileSync(file, 'utf8')).entries.map((entry) => Object.keys(entry));
  for (const names of [...fields(ours), ...fields(theirs)]) assert.deepEqual(names, ['account', 'keyName', 'ip', 'id', 'token', 'created']);
});


