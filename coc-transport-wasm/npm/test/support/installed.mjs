// The package as its users have it: `run` installs it from the tarball into this folder.

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The folder in which the package is installed, beside copies of the projects. */
export const ROOT = fileURLToPath(new URL('../../../../target/npm-test/', import.meta.url));

/** The path of a tool of these tests. */
export const tool = (name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url));

/**
 * Runs a program in the folder. Returns its standard output; an error contains all of its output.
 */
export function run(program, args, { env, cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}

/** The folder of the installed package. */
export const PACKAGE = `${ROOT}node_modules/coc-api`;

/**
 * Returns the name of a program that imports an entry of the package: the program, or a copy of it
 * for another entry.
 */
export async function importing(entry, file) {
  if (entry === 'coc-api') return file;
  const text = await readFile(ROOT + file, 'utf8');
  const copy = `${entry.replaceAll('/', '-')}.${file}`;
  const changed = text.replaceAll("'coc-api'", `'${entry}'`);
  if (changed === text) throw new Error(`${file} does not import the package`);
  await place(copy, changed);
  return copy;
}

/** Writes a file beside the projects. At once, because several tests may write and read it. */
export async function place(name, text) {
  const temporary = `${ROOT}.${randomUUID()}`;
  await writeFile(temporary, text);
  await rename(temporary, ROOT + name);
}

/** Creates an empty folder in the temporary folder, above which no package is installed. */
export async function emptyFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'coc-api-'));
  after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
