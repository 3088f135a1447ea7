// Batches: many calls, a few at a time, in constant memory.

/**
 * Calls `call` with each input and yields `{ input, ok, value | error }`, as the calls complete or
 * in input order. The next input is read only when a call may start, so the inputs may be endless
 * and asynchronous. Leaving the loop early aborts the calls in flight.
 *
 * @param {(input: unknown, signal: AbortSignal) => Promise<unknown>} call
 */
export async function* batch(inputs, call, { concurrency = 10, ordered = false, signal } = {}) {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  const iterator = inputs[Symbol.asyncIterator]?.() ?? inputs[Symbol.iterator]();
  let exhausted = false;
  let inFlight = 0;
  // Results that have not been yielded, by the position of their input or by completion order.
  const results = new Map();
  let [started, completed, yielded] = [0, 0, 0];
  // One waiter instead of `Promise.race`, which would add a reaction to a slow call for each
  // result.
  let wake;
  const start = (input) => {
    const position = started++;
    inFlight += 1;
    const complete = (result) => {
      inFlight -= 1;
      results.set(ordered ? position : completed++, { input, ...result });
      wake?.();
    };
    Promise.resolve()
      .then(() => call(input, controller.signal))
      .then((value) => complete({ ok: true, value }), (error) => complete({ ok: false, error }));
  };
  try {
    for (;;) {
      while (!exhausted && inFlight + results.size < concurrency) {
        const { done, value } = await iterator.next();
        if (done) exhausted = true;
        else start(value);
      }
      while (!results.has(yielded)) {
        if (inFlight === 0) return;
        await new Promise((resolve) => (wake = resolve));
      }
      const result = results.get(yielded);
      results.delete(yielded++);
      yield result;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    controller.abort();
    if (!exhausted) await iterator.return?.();
  }
}
