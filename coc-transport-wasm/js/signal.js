// One listener for each signal, however many calls hear of it: Node takes more than ten for a leak and says so.

const hubs = new WeakMap();

/** What a call listens to in place of the signal itself. */
export function shared(signal) {
  let hub = hubs.get(signal);
  if (!hub) hubs.set(signal, (hub = new Hub(signal)));
  return hub;
}

class Hub {
  #signal;
  #listeners = new Set();
  #fire = () => {
    for (const listener of [...this.#listeners]) listener();
  };

  constructor(signal) {
    this.#signal = signal;
  }

  get aborted() {
    return this.#signal.aborted;
  }

  addEventListener(event, listener) {
    if (this.#listeners.size === 0) this.#signal.addEventListener(event, this.#fire);
    this.#listeners.add(listener);
  }

  removeEventListener(event, listener) {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#signal.removeEventListener(event, this.#fire);
  }
}
