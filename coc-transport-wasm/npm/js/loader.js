// Loads a WebAssembly module once, when it is needed first.

import { CocError, invalid } from './errors.js';

/**
 * Returns a loader of one module.
 *
 * @param inlineEntry the import that has the module inside, for the message of a failure
 */
export function loader(inlineEntry) {
  /** Loads the module in the way of the runtime, at once or by a promise. */
  let source;
  let isInline = false;
  /** The loading in progress. */
  let loading;
  let isReady = false;

  function fail(cause) {
    // The next call tries again.
    loading = undefined;
    throw new CocError({
      kind: 'module',
      message: `the WebAssembly module could not be loaded (${cause}); if a bundler has moved or left out its file, import \`${inlineEntry}\``,
      cause,
    });
  }

  function start() {
    let loaded;
    try {
      loaded = source();
    } catch (cause) {
      fail(cause);
    }
    if (typeof loaded?.then !== 'function') {
      isReady = true;
      return undefined;
    }
    return loaded.then(() => {
      isReady = true;
    }, fail);
  }

  return {
    /**
     * Receives the function that loads the module. Called by the entry. In a program with several
     * entries, as a library may import another one, the inline entry needs no file and goes first.
     */
    loadWith(load, { inline = false } = {}) {
      if (inline || !isInline) source = load;
      isInline ||= inline;
    },

    /** Loads the module. Returns `undefined` once it is ready, and until then a promise. */
    open() {
      if (isReady) return undefined;
      if (!source) throw invalid('the WebAssembly module is not loaded; call `init()` first');
      return (loading ??= start());
    },
  };
}
