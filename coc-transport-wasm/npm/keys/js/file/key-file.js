// The key file on the disk, as `coc-keys/src/file/disk.rs` has it. Rust reads and writes its
// contents, and calls these functions.
//
// The folder has three kinds of files: the key file; while it is locked `.NAME.*.claim`; and during a
// write `.NAME.*.js.tmp`, which then replaces the key file.

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { Lock } from './lock.js';
import { defaultPath } from './path.js';
import { checkFolder, createFolder, open, syncFolder } from './permissions.js';
import { attempt, problem } from './problem.js';

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = fs.constants;

/** Returns the key file of the option `file`, if there is one. */
export function keyFile(option) {
  if (option === false) return undefined;
  return new KeyFile(option === true ? defaultPath() : option);
}

class KeyFile {
  /** The absolute path; `undefined` if there is no home folder. */
  path;
  #lock;

  constructor(given) {
    // An empty path has no file name, as the root has none.
    this.path = given && path.resolve(given);
    if (this.path) this.#lock = new Lock(this.path);
  }

  tryLock() {
    const folder = this.#folder();
    // A path that cannot be used must get no folder and no claim beside it.
    if (fs.existsSync(folder)) {
      checkFolder(folder);
      const opened = open(this.path);
      if (opened) fs.closeSync(opened.descriptor);
    }
    createFolder(folder);
    return this.#lock.tryAcquire();
  }

  unlock() {
    this.#lock.release();
  }

  /** Returns the bytes; `undefined` if there is no file or no folder. */
  read(limit) {
    const folder = this.#folder();
    if (!fs.existsSync(folder)) return undefined;
    checkFolder(folder);
    const opened = open(this.path);
    if (!opened) return undefined;
    const { descriptor, length } = opened;
    try {
      if (length > limit) throw problem('tooLarge', this.path, { limit });
      const bytes = new Uint8Array(length);
      let size = 0;
      while (size < length) {
        const count = attempt('read', this.path, () => fs.readSync(descriptor, bytes, size, length - size, size));
        if (count === 0) break;
        size += count;
      }
      return bytes.subarray(0, size);
    } finally {
      fs.closeSync(descriptor);
    }
  }

  /**
   * Replaces the file atomically: whenever the process or the machine stops, it is the old one or
   * the new one.
   */
  write(bytes) {
    const folder = this.#folder();
    const prefix = `.${path.basename(this.path)}.`;
    removeLeftovers(folder, prefix);
    const temporary = path.join(folder, `${prefix}${randomBytes(6).toString('hex')}.js.tmp`);
    const descriptor = attempt('create a file in', folder, () =>
      fs.openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600),
    );
    try {
      try {
        attempt('write', temporary, () => {
          for (let size = 0; size < bytes.length; ) size += fs.writeSync(descriptor, bytes, size);
          fs.fsyncSync(descriptor);
        });
      } finally {
        fs.closeSync(descriptor);
      }
      // After a long silence another process has the lock, and its file must stay.
      if (!this.#lock.isHeld()) throw problem('io', this.path, { action: 'lock', code: 'the lock was lost while this process was suspended' });
      attempt('replace', this.path, () => fs.renameSync(temporary, this.path));
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw error;
    }
    syncFolder(folder);
  }

  #folder() {
    if (!this.path || path.basename(this.path) === '') throw problem('noFileName', this.path);
    return path.dirname(this.path);
  }
}

/** Removes the temporary files of dead writers. A live one would hold the lock. */
function removeLeftovers(folder, prefix) {
  for (const name of attempt('list', folder, () => fs.readdirSync(folder))) {
    if (!name.startsWith(prefix) || !/^[0-9a-f]{12}\.js\.tmp$/.test(name.slice(prefix.length))) continue;
    const file = path.join(folder, name);
    attempt('remove', file, () => fs.unlinkSync(file), 'ENOENT');
  }
}
