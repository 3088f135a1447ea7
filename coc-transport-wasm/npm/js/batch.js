// Many calls, a few at a time, in constant memory.

/**
 * Calls `call` with each input and gives `{ input, ok, value | error }` for each, as they end or in order. The input is asked for the
 * next when a call has ended, so it may be endless, and asynchronous. Whoever stops going over it ends the calls in the air.
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
  let inTheAir = 0;
  // Results that nobody has taken yet, by their place: that of the input, or in which they have ended.
  const results = new Map();
  let [started, ended, taken] = [0, 0, 0];
  // There is one waiter; to race all calls anew for each result would leave a trace of each race in a call that is slow.
  let wake;
  const start = (input) => {
    const place = started++;
    inTheAir += 1;
    const land = (result) => {
      inTheAir -= 1;
      results.set(ordered ? place : ended++, { input, ...result });
      wake?.();
    };
    Promise.resolve()
      .then(() => call(input, controller.signal))
      .then((value) => land({ ok: true, value }), (error) => land({ ok: false, error }));
  };
  try {
    for (;;) {
      while (!exhausted && inTheAir + results.size < concurrency) {
        const { done, value } = await iterator.next();
        if (done) exhausted = true;
        else start(value);
      }
      while (!results.has(taken)) {
        if (inTheAir === 0) return;
        await new Promise((resolve) => (wake = resolve));
      }
      const result = results.get(taken);
      results.delete(taken++);
      yield result;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    controller.abort();
    if (!exhausted) await iterator.return?.();
  }
}
