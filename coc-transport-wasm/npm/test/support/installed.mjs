// The package as its users have it: installed from the tarball by `run`, which made this folder.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where it is installed, beside copies of the projects. */
export const ROOT = fileURLToPath(new URL('../../../../target/npm-test/', import.meta.url));

/** A tool of these tests. */
export const tool = (name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url));

export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Why a test that needs something is left out, or nothing; in CI it is never left out. */
export const unless = (there, what) => (there || process.env.CI ? undefined : `no ${what} on this machine`);

/** Runs a program in the folder and gives what it printed; what it said goes with the error. */
export function run(program, args, { env, cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
