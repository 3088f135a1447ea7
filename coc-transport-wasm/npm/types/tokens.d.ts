// Providers of tokens.

/**
 * A provider of tokens, such as a vault. It is first called without an argument, and again when the
 * API rejects a token: once for any number of rejected calls, which are then retried.
 *
 * An error that it throws is the `cause` of the errors of all waiting calls. With the `kind`
 * `credentialsUnavailable` that is a `NetworkError`, otherwise an `InvalidKeyError`. The next call
 * calls the provider again.
 */
export type TokenProvider = (rejected?: RejectedToken) => string | readonly string[] | Promise<string | readonly string[]>;

/** A token that the API rejected. */
export interface RejectedToken {
  /** The rejected token. */
  readonly token: string;
  /** All tokens that the provider returned last. */
  readonly tokens: readonly string[];
  /** Those of them with which the API has accepted a request of this client. */
  readonly accepted: readonly string[];
  /** Whether the token is not valid for the IP address, or not valid at all. */
  readonly kind: 'invalidIp' | 'invalidKey';
  /** The message of the API, which names the IP address. */
  readonly message: string;
  /** Whether the official API rejected the token; another server may claim anything. */
  readonly official: boolean;
}
