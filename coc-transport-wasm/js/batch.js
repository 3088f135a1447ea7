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
  // In the air, in the order of the inputs; each promise gives its own place, so that the one that has ended can be taken out.
  const air = new Set();
  let exhausted = false;
  const start = (input) => {
    const flight = { result: undefined };
    flight.landed = Promise.resolve()
      .then(() => call(input, controller.signal))
      .then((value) => ({ input, ok: true, value }), (error) => ({ input, ok: false, error }))
      .then((result) => {
        flight.result = result;
        return flight;
      });
    air.add(flight);
  };
  try {
    for (;;) {
      while (!exhausted && air.size < concurrency) {
        const { done, value } = await iterator.next();
        if (done) exhausted = true;
        else start(value);
      }
      if (air.size === 0) return;
      const [first] = air;
      const flight = ordered ? await first.landed : await Promise.race([...air].map(({ landed }) => landed));
      air.delete(flight);
      yield flight.result;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    controller.abort();
    if (!exhausted) await iterator.return?.();
  }
}
