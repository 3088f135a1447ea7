// The module and the sender of the runtime, which the entry names.

let runtime;

/**
 * Receives the runtime from the entry.
 *
 * @param load instantiates the module
 * @param httpSender makes a sender of the option `agent`; in Node only
 */
export function install({ load, httpSender }) {
  runtime = { load, httpSender, isLoaded: false };
}

/** Instantiates the module, unless it has been. */
export function load() {
  if (runtime.isLoaded) return;
  runtime.load();
  runtime.isLoaded = true;
}

export const httpSender = () => runtime.httpSender;
