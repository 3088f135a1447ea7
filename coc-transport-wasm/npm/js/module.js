// The WebAssembly module of the client, which is loaded when the first client is created.

import { loader } from './loader.js';

const module = loader('coc-api/inline');

/** The constructor of the Rust client, once the module is ready. */
let create;

/** Receives the constructor of the Rust client. Called by Rust when the module is ready. */
export function install(constructor) {
  create = constructor;
}

/** Receives the function that loads the module. Called by the entry. */
export const { loadWith } = module;

/**
 * Returns the constructor of the Rust client: at once if the platform can load the module at once,
 * otherwise a promise of it.
 */
export function open() {
  return create ?? module.open()?.then(() => create) ?? create;
}

/** Loads the module now, instead of when the first client is created. */
export async function load() {
  await open();
}
