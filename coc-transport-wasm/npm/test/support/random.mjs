// Numbers that are random and come again with their seed.

/** Gives `next(n)`, a whole number from 0 up to but not including `n`, and `next.pick(list)`. */
export function random(seed) {
  let state = seed >>> 0;
  // Mulberry32, which is more than good enough to make tests of.
  const next = (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * n);
  };
  next.pick = (list) => list[next(list.length)];
  return next;
}
