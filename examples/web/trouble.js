// Errors in plain words: what happened and what to do, never a stack.

import { h } from './dom.js';

/** Whether the error only ends a query that has been cancelled. */
export function isCancelled(error, signal) {
  return signal.aborted || error?.name === 'AbortedError';
}

const TROUBLE = {
  NotFoundError: ({ kind, text }) => [`There is no ${kind} ${text}`, 'Check the tag for a mistyped letter or digit.'],
  InvalidTagError: ({ text }) => [`“${text}” is not a tag`, 'Tags have only the characters 0 2 8 9 P Y L Q G R J C U V, after a #.'],
  PrivateWarLogError: () => ['The war is private', 'The clan shows its wars to its members only.'],
  MaintenanceError: () => ['The game is in maintenance', 'It usually ends within the hour. Nothing is wrong on your side.'],
  ThrottledError: () => ['Too many requests', 'The service asks for a short pause.'],
  TimeoutError: () => ['The service did not respond in time', 'It may be slow at the moment.'],
  NetworkError: () => ['The service cannot be reached', 'Check your connection, then try again.'],
  InvalidIpError: () => ['The service is not set up', 'Its key is for another IP address. Its operator must renew the key.'],
  InvalidKeyError: () => ['The service is not set up', 'The API rejects its key. Its operator must renew the key.'],
};

/** Shows the error in `within`, with a button to retry where that can help. */
export function showTrouble(within, error, query) {
  const describe = TROUBLE[error?.name] ?? (() => ['Something went wrong', error?.message ?? String(error)]);
  const [title, advice] = describe(query);
  const wait = Number.isFinite(error?.retryAfter) ? ` Try again in ${Math.ceil(error.retryAfter / 1000)} seconds.` : '';
  const isPermanent = ['NotFoundError', 'InvalidTagError', 'PrivateWarLogError'].includes(error?.name);
  within.replaceChildren(
    h('section', { class: 'card trouble', role: 'alert', 'data-kind': error?.name ?? 'Unknown' }, [
      h('h3', {}, title),
      h('p', { class: 'quiet' }, advice + wait),
      isPermanent ? undefined : h('button', { type: 'button', class: 'chip', onclick: query.retry }, 'Try again'),
    ]),
  );
}
