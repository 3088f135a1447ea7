// The client without the module, which the caller passes to `init`.

import initModule, { load, loadWith } from './coc.js';

export * from './exports.js';

export function init(options) {
  loadWith(() => initModule(options));
  return load();
}
