// Calls as React state: loads, refreshes when the API may have something new, and cancels.

import { useEffect, useState } from 'react';
import type { CallResponse } from 'coc-api';

/** The state of a call. A failed refresh has both: the last data, and the error. */
export interface Loaded<T> {
  readonly data?: T;
  readonly error?: unknown;
}

/** The part of a response that the hook uses. */
export type Fresh<T> = Pick<CallResponse<T>, 'data' | 'freshUntil'>;

/** The delays until a refresh, in milliseconds. */
const SHORTEST = 1_000;
const LONGEST = 5 * 60_000;
const AFTER_FAILURE = 60_000;

/**
 * Makes a call when `key` changes, and again each time its response is not fresh any more.
 *
 * @param key identifies the call, such as its method and its arguments
 * @param call makes the call, and returns its result with the time until which it is fresh
 */
export function useCall<T>(key: string, call: (signal: AbortSignal) => Promise<Fresh<T>>): Loaded<T> {
  const [state, setState] = useState<{ key: string; loaded: Loaded<T> }>({ key, loaded: {} });
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async () => {
      let delay = AFTER_FAILURE;
      try {
        const { data, freshUntil } = await call(signal);
        delay = Math.min(Math.max(freshUntil.getTime() - Date.now(), SHORTEST), LONGEST);
        if (!signal.aborted) setState({ key, loaded: { data } });
      } catch (error) {
        if (!signal.aborted) setState((before) => ({ key, loaded: before.key === key ? { ...before.loaded, error } : { error } }));
      }
      if (!signal.aborted) timer = setTimeout(load, delay);
    };
    void load();
    return () => {
      // Another page, or another clan: the requests in flight are of no use.
      controller.abort();
      clearTimeout(timer);
    };
    // `call` is a new function in each rendering; the key says whether it is another call.
  }, [key]);
  // Until the effect runs, the state is that of the previous call.
  return state.key === key ? state.loaded : {};
}
