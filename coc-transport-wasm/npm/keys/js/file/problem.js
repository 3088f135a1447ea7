// Problems of a key file. Rust has the messages.

/** Returns the error for `problem`, a variant of `FileError` in Rust. */
export const problem = (name, path, details) => Object.assign(new Error(name), { problem: name, path, ...details });

/** Runs an action on a path, and throws its error as a problem. Returns `undefined` for a code in `expected`. */
export function attempt(action, path, run, expected) {
  try {
    return run();
  } catch (error) {
    if (error.code !== undefined && error.code === expected) return undefined;
    throw problem('io', path, { action, code: String(error.code ?? error.name) });
  }
}
