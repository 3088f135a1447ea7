// The option `token` as a function, in the form in which Rust calls it.

import { invalid } from './errors.js';

/**
 * Wraps a provider of tokens. It is called without arguments for the first tokens, and with the
 * description of a rejection for new ones.
 */
export const tokenProvider = (provider) => async (token, tokens, accepted, kind, message, official) => {
  // Later, because the provider may call a client, which then is on no stack.
  await undefined;
  const given = token === undefined ? await provider() : await provider({ token, tokens: [...tokens], accepted, kind, message, official });
  return strings(given, 'the result of the function `token`');
};

/** Returns the tokens as an array of its own. */
export function strings(tokens, what) {
  const all = Array.isArray(tokens) ? [...tokens] : [tokens];
  if (!all.every((token) => typeof token === 'string')) throw invalid(`${what} must be a string or an array of strings`);
  return all;
}
