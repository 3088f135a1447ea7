// The error of the key management, and the exceptions for failures that Rust reports.

import { CocError, InvalidIpError, InvalidKeyError, InvalidRequestError } from '../../js/errors.js';

/** The lack of keys, with its `reason`. */
export class KeysError extends CocError {
  constructor({ account, ...failure }) {
    super(failure);
    this.account = account;
  }
}
// Explicit, because a bundler may rename classes.
Object.defineProperty(KeysError.prototype, 'name', { value: 'KeysError' });

const BY_KIND = { invalidRequest: InvalidRequestError, invalidIp: InvalidIpError, invalidKey: InvalidKeyError };

/** Returns the exception for a failure that Rust reports; any other value is returned unchanged. */
export function exception(failure) {
  if (typeof failure?.kind !== 'string' || failure instanceof Error) return failure;
  const { cause, ...rest } = failure;
  return new (BY_KIND[failure.kind] ?? KeysError)({ ...rest, cause: cause === undefined ? undefined : new Error(cause) });
}
