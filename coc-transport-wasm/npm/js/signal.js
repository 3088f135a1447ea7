// One listener for each signal, however many calls hear of it: Node takes more than ten for a leak and says so.

const hubs = new WeakMap();

/** Calls this when the signal aborts, until what is given back is called. */
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
    // One that is taken out meanwhile is not called.
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
