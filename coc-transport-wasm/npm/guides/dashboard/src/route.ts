// The place in the page, in the fragment of its URL: `#/clans/2PP` or `#/search/name`.

import { useSyncExternalStore } from 'react';
import { correctTag } from 'coc-api/helpers';

export type Route = { readonly kind: 'home' } | { readonly kind: 'clan'; readonly tag: string } | { readonly kind: 'search'; readonly name: string };

/** Returns the current place, and renders again when it changes. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (changed) => {
      addEventListener('hashchange', changed);
      return () => removeEventListener('hashchange', changed);
    },
    () => location.hash,
  );
  const [, kind, value = ''] = hash.split('/');
  if (kind === 'clans') return { kind: 'clan', tag: `#${decodeURIComponent(value)}` };
  if (kind === 'search') return { kind: 'search', name: decodeURIComponent(value) };
  return { kind: 'home' };
}

export const clanHref = (tag: string) => `#/clans/${encodeURIComponent(tag.replace('#', ''))}`;

/**
 * Returns the place for a text that a visitor entered: the tag of a clan or a link to it, or else a
 * part of a name.
 *
 * @throws `TagError` for a malformed tag; its message is for the visitor.
 */
export function hrefOf(text: string): string {
  const isTag = /^\s*#|^%23|link\.clashofclans\.com|clashofclans:\/\//.test(text);
  return isTag ? clanHref(correctTag(text, { expected: 'clan' })) : `#/search/${encodeURIComponent(text.trim())}`;
}
