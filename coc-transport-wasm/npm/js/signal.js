// One listener per signal for any number of calls, because Node warns of a leak beyond ten.

const hubs = new WeakMap();

/** Calls `onAbort` when the signal aborts. Returns a function that stops listening. */
export function listen(signal, onAbort) {
  let hub = hubs.get(signal);
  if (!hub) hubs.set(signal, (hub = new Hub(signal)));
  hub.add(onAbort);
  return () => hub.delete(onAbort);
}

class Hub {
  #signal;
  #listeners = new Set();
  #fire = () => {
    // A listener that is deleted during the iteration is not called.
    for (const listener of this.#listeners) listener();
  };

  constructor(signal) {
    this.#signal = signal;
  }

  add(listener) {
    if (this.#listeners.size === 0) this.#signal.addEventListener('abort', this.#fire);
    this.#listeners.add(listener);
  }

  delete(listener) {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#signal.removeEventListener('abort', this.#fire);
  }
}
