// The versions of Node that the package supports, from the registry.

import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The oldest version that `engines` allows, and the maintained ones. */
export const NODES = ['node-20', 'node-22', 'node-24'];

/**
 * Returns the path of a version. It exists only for Linux on x64; elsewhere the test is skipped,
 * but not in CI.
 */
export async function nodeOf(name, context) {
  const path = fileURLToPath(new URL(`../node_modules/${name}/bin/node`, import.meta.url));
  try {
    await access(path);
    return path;
  } catch (error) {
    if (process.env.CI) throw error;
    context.skip(`${name} is not installed; this test needs Linux on x64`);
    return undefined;
  }
}
