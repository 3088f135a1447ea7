// The calls that Rust makes, by number, and what their responses tell.
//
// A call is a native promise with the method `withResponse`, because an `await` of a subclass takes
// longer. What its response tells stays in Rust unless it is asked for in time.

import { exception, invalid } from './errors.js';
import { pairs } from './hooks.js';
import { listen } from './signal.js';

/** The pending calls by number, and the numbers that are free. */
const pending = [];
const free = [];

/** The numbers of the calls that have returned their value at once in this turn. */
const returned = [];
let turn = 0;
const resolved = Promise.resolve();

/**
 * Makes a call: `begin(core, number)` returns the value if it is available at once. Otherwise Rust
 * settles the call by its number.
 */
export function makeCall(core, endpoint, signal, begin) {
  const number = free.pop() ?? pending.push(undefined) - 1;
  try {
    if (signal?.aborted) throw aborted(endpoint);
    const value = begin(core, number);
    if (value !== undefined) return returnedCall(core, number, value);
  } catch (failure) {
    free.push(number);
    return rejectedCall(exception(failure, signal?.aborted ? signal.reason : undefined));
  }
  const call = { core, number, endpoint, signal, isWanted: false, response: undefined, resolve: undefined, reject: undefined, unlisten: undefined };
  const promise = settled(call);
  promise.withResponse = () => {
    call.isWanted = true;
    return responseOf(promise, () => call.response);
  };
  return promise;
}

/** Makes a call as soon as `opened(signal)` has returned the Rust client. */
export function makeCallLater(opened, endpoint, signal, begin) {
  let isWanted = false;
  let response;
  const later = async () => {
    let core;
    try {
      core = await opened(signal);
    } catch (failure) {
      throw signal?.aborted ? exception(aborted(endpoint), signal.reason) : failure;
    }
    const call = makeCall(core, endpoint, signal, begin);
    if (!isWanted) return call;
    const { data, ...rest } = await call.withResponse();
    response = rest;
    return data;
  };
  const promise = later();
  promise.withResponse = () => {
    isWanted = true;
    return responseOf(promise, () => response);
  };
  return promise;
}

/** Returns a call that has failed before it was made. */
export function rejectedCall(error) {
  const promise = Promise.reject(error);
  promise.withResponse = () => promise;
  return promise;
}

/** A call that has returned its value keeps its number for this turn. */
function returnedCall(core, number, value) {
  const promise = Promise.resolve(value);
  if (returned.push(number) === 1) resolved.then(release);
  const begun = turn;
  let response;
  promise.withResponse = () => {
    if (turn === begun) response ??= describe(core.response(number));
    return responseOf(promise, () => response);
  };
  return promise;
}

function release() {
  turn += 1;
  for (const number of returned) free.push(number);
  returned.length = 0;
}

async function responseOf(promise, responseNow) {
  const data = await promise;
  const response = responseNow();
  if (!response) throw invalid('`withResponse()` must be called before the call has ended; call it on the call itself');
  return { data, ...response };
}

function describe({ headers, freshFor, staleFor, ...rest }) {
  // The limit of a Date.
  const freshUntil = new Date(Math.min(Date.now() + freshFor - staleFor, 864e13));
  return { ...rest, headers: new Headers(pairs(headers)), freshUntil };
}

async function settled(call) {
  const { core, number, signal } = call;
  try {
    return await new Promise((resolve, reject) => {
      call.resolve = resolve;
      call.reject = reject;
      pending[number] = call;
      if (!signal) return;
      const abort = () => {
        core.abort(number);
        settle(number, aborted(call.endpoint), true);
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
const aborted = (endpoint) => ({ kind: 'aborted', message: `${endpoint}: the call was aborted`, endpoint });
