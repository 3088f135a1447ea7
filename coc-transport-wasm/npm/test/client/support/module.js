// The modules that `ci` has built, ready to be called.

import { readFile } from 'node:fs/promises';

export const built = new URL('../../../target/js-tests/', import.meta.url);

/** The transport's own tests. */
export async function transportTests() {
  const glue = await import(new URL('transport-tests/coc.js', built));
  glue.initSync({ module: await readFile(new URL('transport-tests/coc_bg.wasm', built)) });
  return glue;
}

/** The client as the package has it, over the global `fetch`, with what the package keeps to itself. */
export async function client() {
  const dist = new URL('../../npm/dist/', import.meta.url);
  const glue = await import(new URL('coc.js', dist));
  const { memory } = glue.initSync({ module: await readFile(new URL('coc_bg.wasm', dist)) });
  return { ...glue, memory };
}
