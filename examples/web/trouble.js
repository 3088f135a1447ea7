// Errors in plain words: what happened and what to do, never a stack.

import { h, link } from './dom.js';
import { isLink } from './tag.js';

/** Whether the error only ends a query that has been cancelled. */
export function isCancelled(error, signal) {
  return signal.aborted || error?.name === 'AbortedError';
}

const TROUBLE = {
  NotFoundError: ({ kind, text }) => [`There is no ${kind} ${text}`, 'Check the tag for a mistyped letter or digit.'],
  InvalidTagError: ({ kind, text }) => [
    `“${text}” is not a tag`,
    isLink(text)
      ? 'Copy the link of a profile in the game, or type the tag.'
      : `Tags have only the characters 0 2 8 9 P Y L Q G R J C U V, after a #.${kind === 'player' ? ' Players cannot be searched by name.' : ''}`,
  ],
  PrivateWarLogError: () => ['The war is private', 'The clan shows its wars to its members only.'],
  MaintenanceError: () => ['The game is in maintenance', 'It usually ends within the hour. Nothing is wrong on your side.'],
  ThrottledError: () => ['Too many requests', 'The service asks for a short pause.'],
  TimeoutError: () => ['The service did not respond in time', 'It may be slow at the moment.'],
  NetworkError: () => ['The service cannot be reached', 'Check your connection, then try again.'],
  InvalidIpError: () => ['The service is not set up', 'Its key is for another IP address. Its operator must renew the key.'],
  InvalidKeyError: () => ['The service is not set up', 'The API rejects its key. Its operator must renew the key.'],
};

/** Formats a time to wait, in milliseconds. */
function duration(milliseconds) {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  const [count, unit] = seconds <= 90 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/**
 * Shows the error in `within`, the stage or a part of it, with a button to retry where that can
 * help.
 */
export function showTrouble(within, error, query) {
  const describe = TROUBLE[error?.name] ?? (() => ['Something went wrong', error?.message ?? String(error)]);
  const [title, advice] = describe(query);
  const wait = Number.isFinite(error?.retryAfter) ? ` Try again in ${duration(error.retryAfter)}.` : '';
  const isPermanent = ['NotFoundError', 'InvalidTagError', 'PrivateWarLogError'].includes(error?.name);
  const other = query.kind === 'clan' ? 'player' : 'clan';
  within.replaceChildren(
    h('section', { class: 'card trouble', role: 'alert', 'data-kind': error?.name ?? 'Unknown' }, [
      h(within.id === 'stage' ? 'h2' : 'h3', {}, title),
      h('p', { class: 'quiet' }, advice + wait),
      error?.name === 'NotFoundError' && within.id === 'stage'
        ? h('p', {}, link(other, query.text, { class: 'chip' }, `Look up the ${other} ${query.text}`))
        : undefined,
      isPermanent ? undefined : h('button', { type: 'button', class: 'chip', onclick: query.retry }, 'Try again'),
    ]),
  );
}
