// Timers by number. A closure for each would have to be registered for finalisation.

const timers = [];

/** Calls `fire` with the number after the delay, unless the timer is stopped before. */
export function start(number, millis, fire) {
  timers[number] = setTimeout(fire, millis, number);
}

/** Stops a timer, which may have fired already. Rust reuses the number. */
export function stop(number) {
  clearTimeout(timers[number]);
}
