// The calls that Rust makes, by number, and what their responses tell.

import { exception, invalid } from './errors.js';
import { pairs } from './hooks.js';
import { listen } from './signal.js';

/** The pending calls by number, and the numbers that are free. */
const pending = [];
const free = [];

/** Calls that returned their value at once. They keep their number until the next microtask. */
let immediate = [];
const resolved = Promise.resolve();

/** A call. Its promise is a native one, because an `await` of a subclass takes longer. */
class Call {
  number;
  /** The Rust client, once it is there. */
  core;
  /** Whether `withResponse` was called. */
  isWanted = false;
  /** Everything but the value of the response, if it was wanted in time. */
  response;
  isImmediate = false;
  resolve;
  reject;
  unlisten;

  constructor(endpoint, signal) {
    this.endpoint = endpoint;
    this.signal = signal;
  }
}

/**
 * Makes a call: `begin(core, number)` returns the value if it is available at once. Otherwise Rust
 * settles the call by its number. `opened(signal)` waits for the Rust client where there is none.
 */
export function makeCall(core, opened, endpoint, signal, begin) {
  const call = new Call(endpoint, signal);
  return withResponse(core ? start(call, core, begin) : startLater(call, opened, begin), call);
}

/** Adds the method to the promise of a call. */
function withResponse(promise, call) {
  promise.withResponse = () => responseOf(promise, call);
  return promise;
}

/** Returns a call that has failed before it was made. */
export const rejectedCall = (error) => withResponse(Promise.reject(error));

async function responseOf(promise, call) {
  if (call) {
    call.isWanted = true;
    if (call.isImmediate) call.response ??= describe(call.core.response(call.number));
  }
  const data = await promise;
  if (!call.response) throw invalid('`withResponse()` must be called before the call has ended; call it on the call itself');
  return { data, ...call.response };
}

function describe({ headers, freshFor, staleFor, ...rest }) {
  // The limit of a Date.
  const freshUntil = new Date(Math.min(Date.now() + freshFor - staleFor, 864e13));
  return { ...rest, headers: new Headers(pairs(headers)), freshUntil };
}

async function startLater(call, opened, begin) {
  let core;
  try {
    core = await opened(call.signal);
  } catch (failure) {
    throw call.signal?.aborted ? exception(aborted(call), call.signal.reason) : failure;
  }
  return start(call, core, begin);
}

function start(call, core, begin) {
  const { signal } = call;
  const number = free.pop() ?? pending.push(undefined) - 1;
  call.number = number;
  call.core = core;
  try {
    if (signal?.aborted) throw aborted(call);
    const value = begin(core, number);
    if (value === undefined) return settled(call);
    ended(call);
    return Promise.resolve(value);
  } catch (failure) {
    free.push(number);
    return Promise.reject(exception(failure, signal?.aborted ? signal.reason : undefined));
  }
}

/** Frees the number of a call that returned its value at once, after `withResponse` may have used it. */
function ended(call) {
  if (call.isWanted) call.response = describe(call.core.response(call.number));
  call.isImmediate = true;
  if (immediate.push(call) === 1) resolved.then(release);
}

function release() {
  const calls = immediate;
  immediate = [];
  for (const call of calls) {
    call.isImmediate = false;
    free.push(call.number);
  }
}

async function settled(call) {
  const { signal, number, core } = call;
  try {
    return await new Promise((resolve, reject) => {
      call.resolve = resolve;
      call.reject = reject;
      pending[number] = call;
      if (!signal) return;
      const abort = () => {
        core.abort(number);
        settle(number, aborted(call), true);
      };
      call.unlisten = listen(signal, abort);
      // A hook may have aborted the signal before it was listened to.
      if (signal.aborted) abort();
    });
  } catch (failure) {
    // Created here rather than in `settle`, so that the stack leads to the caller.
    throw exception(failure, signal?.aborted ? signal.reason : undefined);
  }
}

/** Settles a pending call. Called by Rust. */
export function settle(number, value, failed) {
  const call = pending[number];
  pending[number] = undefined;
  if (call.isWanted && !failed) call.response = describe(call.core.response());
  free.push(number);
  if (failed) call.reject(value);
  else call.resolve(value);
  // Last, because the method of a signal that is none may throw.
  call.unlisten?.();
}

/** The failure of a call whose signal has aborted. */
const aborted = ({ endpoint }) => ({ kind: 'aborted', message: `${endpoint}: the call was aborted`, endpoint });
