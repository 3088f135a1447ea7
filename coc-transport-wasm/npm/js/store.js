// The option `cache.store`, in the form in which Rust calls it.

const METHODS = ['get', 'set', 'delete', 'clear'];

/** Whether a value has the methods of a store. */
export function isStore(value) {
  return METHODS.every((name) => typeof value?.[name] === 'function');
}

/** Wraps a store. Rust names the method, and passes key, value and TTL in milliseconds. */
export const cacheStore = (store) => async (method, ...args) => {
  // Later, because the store may call the client, which then is on no stack.
  await undefined;
  return store[method](...args);
};
