// The modules that `ci` has built, ready to be called.

import { readFile } from 'node:fs/promises';

export const built = new URL('../../../target/js-tests/', import.meta.url);

/** The transport's own tests. */
export async function transportTests() {
  const glue = await import(new URL('transport-tests/coc.js', built));
  glue.initSync({ module: await readFile(new URL('transport-tests/coc_bg.wasm', built)) });
  return glue;
}

/** The package as it is built, with its memory. */
export async function client() {
  const glue = await import(new URL('client/coc.js', built));
  const { memory } = glue.initSync({ module: await readFile(new URL('client/coc_bg.wasm', built)) });
  return { ...glue, memory };
}
