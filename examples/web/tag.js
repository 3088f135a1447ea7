// Tags in a text that was typed or pasted.

import { correctTag } from 'coc-api/helpers';

/** Returns the tag of a text, which may lack its `#` or be a link; `undefined` if it has none. */
export function tagOf(text, kind) {
  try {
    return correctTag(text, { expected: kind });
  } catch {
    return undefined;
  }
}

/** Whether a text is a link, of the game or another. */
export function isLink(text) {
  return /^[a-z]+:\/\/|^link\.clashofclans\.com\//i.test(text);
}

/**
 * Returns the query for the clan or player that a link of the game leads to; `undefined` for any
 * other text. A tag alone may be that of either.
 */
export function linkedQuery(text) {
  const queries = ['clan', 'player'].map((kind) => ({ kind, text: tagOf(text, kind) }));
  const found = queries.filter(({ text }) => text !== undefined);
  return found.length === 1 ? found[0] : undefined;
}
