// The client without the module, which the caller passes to `init`.

import initModule from './coc.js';
import { load, loadWith } from './load.js';

export * from './classes.js';

export function init(options) {
  loadWith(() => initModule(options));
  return load();
}
