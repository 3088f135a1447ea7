// The calls that Rust makes, by number, and what their responses tell.
//
// A call is a native promise with one more method, because an `await` of a subclass, or of a promise with
// another prototype, takes longer. The method is one function for all: a function for each promise would
// keep the values of ended calls alive. What the response tells stays in Rust unless it is requested in
// time.

import { exception, invalid } from './errors.js';
import { parse } from './hooks.js';
import { listen } from './signal.js';

const DETAILS = Symbol('details');

/** The method of every call. */
function withResponse() {
  const details = this[DETAILS];
  details.isWanted = true;
  // A call that has returned its value at once still has its number.
  if (details.begun === releases) details.response ??= describe(details.core.response(details.number));
  return responseOf(this, details);
}

/** Makes a promise a call. It must refer to nothing of the call but its details. */
function callOf(promise, details) {
  promise[DETAILS] = details;
  promise.withResponse = withResponse;
  return promise;
}

const newDetails = (core, number, begun) => ({ isWanted: false, response: undefined, core, number, begun });

/** The pending calls by number, and the numbers that are free. */
const pending = [];
const free = [];

/**
 * The numbers of calls that have returned their value at once. They are freed together, because a
 * microtask for each takes longer than the rest of this; and not in the turn of such a call, in which
 * `withResponse` may follow.
 */
const returned = [];
const MAX_RETURNED = 64;
let releases = 0;

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
  const details = newDetails();
  return callOf(settled(core, number, endpoint, signal, details), details);
}

/** Makes a call as soon as `opened(signal)` has returned the Rust client. */
export function makeCallLater(opened, endpoint, signal, begin) {
  const details = newDetails();
  const later = async () => {
    let core;
    try {
      core = await opened(signal);
    } catch (failure) {
      throw signal?.aborted ? exception(aborted(endpoint), signal.reason) : failure;
    }
    const call = makeCall(core, endpoint, signal, begin);
    if (!details.isWanted) return call;
    const { data, ...response } = await call.withResponse();
    details.response = response;
    return data;
  };
  return callOf(later(), details);
}

/** Returns a call that has failed before it was made. */
export function rejectedCall(error) {
  return callOf(Promise.reject(error), newDetails());
}

/** A call that has returned its value keeps its number at least for this turn. */
function returnedCall(core, number, value) {
  if (returned.push(number) === MAX_RETURNED) queueMicrotask(release);
  return callOf(Promise.resolve(value), newDetails(core, number, releases));
}

function release() {
  releases += 1;
  for (const number of returned) free.push(number);
  returned.length = 0;
}

async function responseOf(promise, details) {
  const data = await promise;
  const { response } = details;
  if (!response) throw invalid('call `withResponse()` before the call has ended');
  return { data, ...response };
}

function describe({ headers, freshFor, staleFor, ...rest }) {
  const all = new Headers();
  parse(headers, (name, value) => all.append(name, value));
  // The limit of a Date.
  const freshUntil = new Date(Math.min(Date.now() + freshFor - staleFor, 864e13));
  return { ...rest, headers: all, freshUntil };
}

async function settled(core, number, endpoint, signal, details) {
  try {
    return await new Promise((resolve, reject) => {
      const call = (pending[number] = { core, details, resolve, reject, unlisten: undefined });
      if (!signal) return;
      const abort = () => {
        core.abort(number);
        settle(number, aborted(endpoint), true);
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
  if (call.details.isWanted && !failed) call.details.response = describe(call.core.response());
  free.push(number);
  if (failed) call.reject(value);
  else call.resolve(value);
  // Last, because the method of a signal that is none may throw.
  call.unlisten?.();
}

/** The failure of a call whose signal has aborted. */
const aborted = (endpoint) => ({ kind: 'aborted', message: `${endpoint}: the call was aborted`, endpoint });
