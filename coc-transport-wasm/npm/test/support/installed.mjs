// The package as its users have it: `run` installs it from the tarball into this folder.

import { execFile } from 'node:child_process';
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
