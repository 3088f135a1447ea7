// Opening the key file if it and its folder are safe from other users, as
// `coc-keys/src/file/disk/permissions.rs` does.
//
// Files are opened without following a symbolic link, and the opened file is checked, so it cannot
// be replaced between check and use. On systems without permission bits, the user's folders are
// trusted.

import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { attempt, problem } from './problem.js';

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
const SUPERUSER = 0;
const hasOwners = process.platform !== 'win32';

/** Creates the folder and its parents if they are missing, for their owner only, and checks it. */
export function createFolder(folder) {
  const parents = [];
  for (let missing = folder; !fs.existsSync(missing); missing = path.dirname(missing)) {
    parents.push(path.dirname(missing));
    if (path.dirname(missing) === missing) break;
  }
  attempt('create the folder', folder, () => {
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      // It exists, as a folder or not, which is checked below.
      if (!fs.existsSync(folder)) throw error;
    }
  });
  for (const parent of parents) syncFolder(parent);
  checkFolder(folder);
}

/** Checks that a key file in this folder is safe from other users. */
export function checkFolder(folder) {
  const stats = attempt('read the metadata of the folder', folder, () => fs.statSync(folder));
  if (!stats.isDirectory()) throw problem('notAFolder', folder);
  if (!hasOwners) return;
  const mode = stats.mode & 0o7777;
  // The superuser can replace any file in any case.
  if (stats.uid !== me(folder) && stats.uid !== SUPERUSER) throw problem('foreignFolder', folder, { owner: stats.uid });
  if (mode & 0o022) throw problem('writableFolder', folder, { mode });
}

/** Opens the key file for reading. Returns its descriptor and length, or `undefined` if there is none. */
export function open(file) {
  const there = attempt('read the metadata of', file, () => fs.lstatSync(file), 'ENOENT');
  if (!there) return undefined;
  // For a clear message only: the flags and the check of the open file hold even if the path changes.
  checkKind(file, there);
  const descriptor = attempt('open', file, () => fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK), 'ENOENT');
  if (descriptor === undefined) return undefined;
  try {
    const stats = attempt('read the metadata of', file, () => fs.fstatSync(descriptor));
    checkKind(file, stats);
    if (hasOwners) {
      const mode = stats.mode & 0o7777;
      if (stats.uid !== me(file)) throw problem('foreignFile', file, { owner: stats.uid });
      if (mode & 0o077) throw problem('exposed', file, { mode });
    }
    return { descriptor, length: stats.size };
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
}

/** Syncs a folder, so that a rename in it survives a loss of power. Other systems than Unix cannot. */
export function syncFolder(folder) {
  if (!hasOwners) return;
  // Some file systems cannot sync folders, and there is no alternative.
  attempt(
    'sync the folder',
    folder,
    () => {
      const descriptor = fs.openSync(folder, O_RDONLY);
      try {
        fs.fsyncSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
    },
    'EINVAL',
  );
}

function checkKind(file, stats) {
  if (stats.isSymbolicLink()) throw problem('symlink', file);
  if (!stats.isFile()) throw problem('notAFile', file);
}

/** The effective user id of this process. */
const me = (file) => attempt('read the metadata of', file, () => process.geteuid());
