// The keys of accounts, and a client that uses them. The policy is in Rust.

import os from 'node:os';

import { Client } from 'coc-api';

import { invalid } from '../../js/errors.js';
import { Core } from '../coc_keys.js';
import { exception } from './errors.js';
import { keyFile } from './file/key-file.js';
import { connectOptions, keysOptions } from './options.js';
import { coreOf, Plan } from './plan.js';
import { load } from './runtime.js';
import { sender, transport } from './sender.js';

/** The keys of one or more accounts. */
export class Keys {
  #core;

  constructor(options) {
    const { file = false, fetch, agent, ...rest } = keysOptions(options);
    const settings = { ...rest, machine: machine(rest.keyName), file: keyFile(file), send: transport(sender({ fetch, agent })) };
    load();
    try {
      this.#core = new Core(settings);
    } catch (failure) {
      throw exception(failure);
    }
  }

  /** The option `token` of a client. Bound, so that it can be passed on. */
  token = (rejected) => settled(() => this.#core.token(rejected));

  /** Returns all keys of all accounts. */
  async list() {
    return JSON.parse(await settled(() => this.#core.list()));
  }

  /** Returns the keys in use without a request, or `undefined` if there are too few. */
  async known() {
    return JSON.parse(await settled(() => this.#core.known())) ?? undefined;
  }

  /** Returns the keys in use, after creating those that lack. */
  async ensure() {
    return JSON.parse(await settled(() => this.#core.ensure()));
  }

  /** Returns the plan for a goal. Changes nothing. */
  async plan(goal = 'ensure') {
    return new Plan(await settled(() => this.#core.plan(String(goal))));
  }

  /** Carries out a plan. Returns the keys in use. */
  async apply(plan) {
    return JSON.parse(await settled(() => this.#core.apply(coreOf(plan))));
  }

  /** Replaces all of our keys. Returns the new ones. */
  async rotate() {
    return JSON.parse(await settled(() => this.#core.rotate()));
  }

  /** Revokes our keys that are not valid from our address. Returns the plan. */
  async revokeStale() {
    return new Plan(await settled(() => this.#core.revokeStale()));
  }

  /** Sets an account's new password. */
  async setPassword(email, password) {
    if (typeof email !== 'string' || typeof password !== 'string') throw invalid('email and password must be strings');
    await settled(() => this.#core.setPassword(email, password));
  }
}

/** Returns a client with keys of these accounts, after a call to test it. */
export async function connect(options) {
  const { client = {}, baseUrl, ...rest } = connectOptions(options);
  if (client.token !== undefined) throw invalid('`client` must have no `token`, which the keys provide');
  const { token } = new Keys(rest);
  const hasSender = client.fetch !== undefined || client.agent !== undefined;
  const sender = hasSender ? undefined : { fetch: rest.fetch, agent: rest.agent };
  const coc = new Client({ baseUrl, ...sender, ...client, token });
  // First by itself, so that a failure has the words of the keys.
  await token();
  await coc.test();
  return coc;
}

/** Converts what Rust throws into an exception with the stack of the caller. */
async function settled(begin) {
  try {
    return await begin();
  } catch (failure) {
    throw exception(failure);
  }
}

/** The machine's name, for the default name of the keys. */
function machine(keyName) {
  if (keyName !== undefined) return undefined;
  try {
    return os.hostname();
  } catch (cause) {
    // Deno without the permission. Another name than usual would leave the usual keys behind.
    throw Object.assign(invalid('the name of this machine cannot be read; set `keyName`, or allow it (--allow-sys=hostname)'), { cause });
  }
}
