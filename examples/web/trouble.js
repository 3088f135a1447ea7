// What went wrong, for people: what it means and what can be done, never a stack.

import { h } from './dom.js';

/** Whether this is only the end of a question that nobody asks any more. */
export function isCancelled(error, signal) {
  return signal.aborted || error?.name === 'Aborted';
}

const TROUBLE = {
  NotFound: ({ kind, text }) => [`There is no ${kind} ${text}`, 'Look at the tag again: it has a letter or digit that differs.'],
  InvalidTag: ({ text }) => [`“${text}” is not a tag`, 'Tags have only the characters 0 2 8 9 P Y L Q G R J C U V, after a #.'],
  PrivateWarLog: () => ['The war is private', 'The clan shows its wars to its members only.'],
  Maintenance: () => ['The game is in maintenance', 'It usually ends within the hour. Nothing is wrong on your side.'],
  Throttled: () => ['Too many questions at once', 'The service asks for a short pause.'],
  Timeout: () => ['No answer in time', 'The service is slow just now.'],
  Network: () => ['The service cannot be reached', 'Look at your connection, then try again.'],
  InvalidIp: () => ['The service is not set up', 'Its key is for another address. Whoever runs it must renew it.'],
  InvalidKey: () => ['The service is not set up', 'Its key was refused. Whoever runs it must renew it.'],
};

/** Puts the trouble into `within`, with a way to try again where that can help. */
export function showTrouble(within, error, question) {
  const describe = TROUBLE[error?.name] ?? (() => ['Something went wrong', error?.message ?? String(error)]);
  const [title, advice] = describe(question);
  const wait = Number.isFinite(error?.retryAfter) ? ` Try again in ${Math.ceil(error.retryAfter)} seconds.` : '';
  const hopeless = ['NotFound', 'InvalidTag', 'PrivateWarLog'].includes(error?.name);
  within.replaceChildren(
    h('section', { class: 'card trouble', role: 'alert', 'data-kind': error?.name ?? 'Unknown' }, [
      h('h3', {}, title),
      h('p', { class: 'quiet' }, advice + wait),
      hopeless ? undefined : h('button', { type: 'button', class: 'chip', onclick: question.again }, 'Try again'),
    ]),
  );
}
