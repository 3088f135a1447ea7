// The hooks that only observe: `onThrottled`, `onRetry`, `onTokenRejected` and `onMaintenance`.

import { exception } from './errors.js';

/** The hook that observes a failed attempt, by the kind of the failure. */
const HOOKS = { throttled: 'onThrottled', maintenance: 'onMaintenance', invalidKey: 'onTokenRejected', invalidIp: 'onTokenRejected' };

export const OBSERVERS = ['onRetry', ...new Set(Object.values(HOOKS))];

/**
 * Returns the function that Rust calls after a failed attempt, and once more with the delay before it
 * is retried. It only queues the hooks: they may call the client, which then is on no stack.
 */
export function observer(all) {
  const observing = all.filter((hooks) => OBSERVERS.some((name) => hooks[name]));
  if (observing.length === 0) return undefined;
  return (endpoint, attempt, token, failure, delay) => {
    const name = delay === undefined ? HOOKS[failure.kind] : 'onRetry';
    for (const hooks of observing) {
      const hook = hooks[name];
      if (hook) queueMicrotask(() => observe(hook, event(endpoint, attempt, token, failure, delay)));
    }
  };
}

/** An object for each hook, which may keep and change it. */
function event(endpoint, attempt, token, failure, delay) {
  const error = exception(failure);
  const { retryAfter } = error;
  const address = failure.kind === 'invalidIp' ? addressIn(failure.message) : undefined;
  const members = { endpoint, attempt, token, error, retryAfter, delay, address };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** The address in the API's message, as in `API key does not allow access from IP 192.0.2.1`. */
const addressIn = (message) => /\bIP:?\s+([\d.]+\d|[\da-f:.]*:[\da-f:.]*[\da-f])/i.exec(message)?.[1];

/**
 * The failure of an observer is no failure of the call. It is only printed, because an unhandled
 * error would end the program on some platforms.
 */
async function observe(hook, event) {
  try {
    await hook(event);
  } catch (error) {
    console.error(error);
  }
}
