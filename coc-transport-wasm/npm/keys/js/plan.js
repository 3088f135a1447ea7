// A plan: plain data for the caller, and the plan in Rust that can be carried out.

import { invalid } from '../../js/errors.js';

let read;

/** The steps to a goal, by account. */
export class Plan {
  #core;

  constructor(core) {
    this.#core = core;
    const { goal, accounts } = JSON.parse(core.json());
    Object.assign(this, { goal, accounts, isDone: core.isDone() });
  }

  /** The plan for people. */
  toString() {
    return this.#core.text();
  }

  static {
    read = (plan) => (typeof plan === 'object' && plan !== null && #core in plan ? plan.#core : undefined);
  }
}

/** Returns the plan in Rust. */
export function coreOf(plan) {
  const core = read(plan);
  if (!core) throw invalid('only a plan of `keys.plan()` can be carried out');
  return core;
}
