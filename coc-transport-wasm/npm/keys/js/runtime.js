// The module and the sender of the runtime, which the entry names.

import { CocError } from '../../js/errors.js';

let source;
let httpSender;
let isReady = false;

/** Receives the function that loads the module at once. */
export function loadWith(load) {
  source = load;
}

/** Receives the function that makes a sender of the option `agent`, where there are agents. */
export function sendWith(sender) {
  httpSender = sender;
}

/** Returns the function that makes a sender of the option `agent`, if there are agents. */
export const agentSender = () => httpSender;

/** Loads the module, unless it is ready. */
export function load() {
  if (isReady) return;
  try {
    source();
  } catch (cause) {
    const message = `the WebAssembly module of coc-api/keys could not be loaded (${cause}); if a bundler has left out its file, exclude coc-api from the bundle`;
    throw new CocError({ kind: 'module', message, cause });
  }
  isReady = true;
}
