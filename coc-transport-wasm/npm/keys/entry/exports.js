// The exports of every entry.

export { KeysError } from './js/errors.js';
export { connect, Keys } from './js/keys.js';
