// A lock between the processes that share a key file.
//
// Node has no lock that ends with its process, so each process that wants the lock creates a claim, a
// file with a name of its own, then lists the claims of others, and holds the lock if there is none.
// Of two processes the one that lists later sees the claim of the other, so never do both hold it; if
// each sees the other, both give way and try later. The claim of a dead process is removed: its name
// belongs to no other process, so a live claim is never removed for a dead one.
//
// Whether a process is dead is known exactly on one machine, by its number and, on Linux, the time at
// which it began. For processes of other machines and containers the claim itself tells: its owner
// touches it every few seconds.

import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { clearInterval, setInterval } from 'node:timers';

import { attempt } from './problem.js';

/** The interval at which a claim is touched, in milliseconds. */
const BEAT = 2_000;
/** The silence after which a claim of an unknown process is dead. */
const SILENCE = 30_000;
/** The silence after which a claim of a live process is dead: of a worker that was terminated. */
const LONG_SILENCE = 10 * 60_000;

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = fs.constants;
const CLAIM = /^(?<machine>[0-9a-f]{12})-(?<pid>\d{1,10})-(?<began>\d{1,20})-[0-9a-f]{16}\.claim$/;

export class Lock {
  #folder;
  #prefix;
  /** The claim while the lock is held. */
  #claim;
  #timer;

  /** The lock of this key file. */
  constructor(file) {
    this.#folder = path.dirname(file);
    this.#prefix = `.${path.basename(file)}.`;
  }

  /** Returns whether the lock is acquired. The folder must exist. */
  tryAcquire() {
    const claim = this.#create();
    let isFree = false;
    try {
      isFree = this.#others(claim).length === 0;
    } finally {
      if (!isFree) remove(claim);
    }
    if (!isFree) return false;
    this.#claim = claim;
    this.#timer = setInterval(() => touch(claim), BEAT);
    this.#timer.unref();
    return true;
  }

  /** Whether the claim is still there. Another process removes it after a long silence. */
  isHeld() {
    return this.#claim !== undefined && fs.existsSync(this.#claim.path);
  }

  release() {
    if (!this.#claim) return;
    clearInterval(this.#timer);
    const claim = this.#claim;
    this.#claim = undefined;
    remove(claim);
  }

  #create() {
    const { machine, began } = self();
    const name = `${this.#prefix}${machine}-${process.pid}-${began}-${randomBytes(8).toString('hex')}.claim`;
    const file = path.join(this.#folder, name);
    const descriptor = attempt('lock', file, () => fs.openSync(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600));
    return { path: file, descriptor };
  }

  /** The paths of live claims of others. Dead ones are removed. */
  #others(own) {
    const names = attempt('list', this.#folder, () => fs.readdirSync(this.#folder));
    const now = modified(own.path);
    return names
      .filter((name) => name.startsWith(this.#prefix) && name !== path.basename(own.path))
      .filter((name) => {
        const claim = CLAIM.exec(name.slice(this.#prefix.length))?.groups;
        if (!claim) return false;
        const file = path.join(this.#folder, name);
        const touched = modified(file);
        // The owner has removed it meanwhile.
        if (touched === undefined) return false;
        if (!isDead(claim, (now ?? touched) - touched)) return true;
        attempt('remove', file, () => fs.unlinkSync(file), 'ENOENT');
        return false;
      });
  }
}

/** By the clock of the file system, which is one for all. */
const modified = (file) => attempt('read the metadata of', file, () => fs.lstatSync(file).mtimeMs, 'ENOENT');

function touch({ descriptor }) {
  try {
    // Unlike `utimes`, this sets the time of the file system's own clock.
    fs.writeSync(descriptor, '\n', 0);
  } catch {
    // A full disk. If this lasts, another process takes the lock over, which `isHeld` then shows.
  }
}

function remove({ path: file, descriptor }) {
  try {
    fs.closeSync(descriptor);
  } finally {
    attempt('remove', file, () => fs.unlinkSync(file), 'ENOENT');
  }
}

function isDead({ machine, pid, began }, silence) {
  const here = self();
  const state = here.isKnown && machine === here.machine ? stateOf(Number(pid), began) : 'unknown';
  return state === 'dead' || silence > (state === 'alive' ? LONG_SILENCE : SILENCE);
}

function stateOf(pid, began) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return 'dead';
    // The process of another user is alive. Deno without the permission says nothing.
    if (error.code !== 'EPERM') return 'unknown';
  }
  const since = beginning(pid);
  // Another process may have the same number later.
  return since !== undefined && since !== began ? 'dead' : 'alive';
}

let known;

/** The machine, or on Linux this boot and container, and when this process began. */
function self() {
  if (known) return known;
  const isLinux = process.platform === 'linux';
  const place = isLinux ? namespace() : hostname();
  const machine = createHash('sha256').update(place ?? `? ${hostname()}`).digest('hex').slice(0, 12);
  return (known = { machine, isKnown: place !== undefined, began: beginning(process.pid) ?? '0' });
}

/** The boot and the namespace of process numbers; `undefined` where Deno may not read them. */
function namespace() {
  try {
    return `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')} ${fs.readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

function hostname() {
  try {
    return os.hostname();
  } catch {
    // Deno without the permission: silence alone then shows which processes are dead.
    return '';
  }
}

/** When a process began, in ticks since the boot; `undefined` if the system does not say. */
function beginning(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before the last bracket may have blanks.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
