// The WebAssembly module, which is loaded when the first client is created.

import { CocError, invalid } from './errors.js';

/** The constructor of the Rust client, once the module is ready. */
let create;
/** Loads the module, in the way of the entry. */
let source;
/** The loading in progress. */
let loading;

/** Receives the constructor of the Rust client. Called by Rust when the module is ready. */
export function install(constructor) {
  create = constructor;
}

/** Receives the function that loads the module, at once or by a promise. Called by the entry. */
export function loadWith(loader) {
  source = loader;
}

/**
 * Returns the constructor of the Rust client: at once if the platform can load the module at once,
 * otherwise a promise of it.
 */
export function open() {
  if (create) return create;
  if (!source) throw invalid('the WebAssembly module is not loaded; call `init()` first');
  loading ??= start();
  return create ?? loading;
}

function start() {
  try {
    const loaded = source();
    if (create) return undefined;
    return Promise.resolve(loaded).then(() => create, fail);
  } catch (error) {
    return fail(error);
  }
}

function fail(cause) {
  // The next call tries again.
  loading = undefined;
  throw new CocError({
    kind: 'module',
    message: `the WebAssembly module could not be loaded (${cause}); if a bundler has moved it, import \`coc-api/inline\` instead`,
    cause,
  });
}

/** Loads the module now, instead of when the first client is created. */
export async function load() {
  await open();
}
