// The module as text inside, so that no bundler can lose its file.

import init, { initSync } from './coc.js';
import text from './coc_text.js';
import { loadWith } from './load.js';

function decode(base64) {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

function load() {
  const module = decode(text);
  try {
    return initSync({ module });
  } catch (error) {
    // Some browsers compile no large module at once in a window.
    if (!(error instanceof RangeError)) throw error;
    return init({ module_or_path: module });
  }
}

loadWith(load, { inline: true });
