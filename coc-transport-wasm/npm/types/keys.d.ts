// `coc-api/keys`: API keys from an account of the developer portal.

import type { Client, ClientOptions } from './client.js';
import type { CocError, CocFailure } from './errors.js';
import type { Fetch, HttpAgent } from './fetch.js';
import type { RejectedToken } from './tokens.js';

/** An account of the developer portal, https://developer.clashofclans.com. */
export interface Account {
  /** The email. */
  email: string;
  /** The password. It is sent to the portal only, and appears in no error. */
  password: string;
}

/** The options of {@link Keys}. */
export interface KeysOptions {
  /** The email of the account. Default: none; `accounts` may have it instead. */
  email?: string | undefined;
  /** The password of the account. Default: none. */
  password?: string | undefined;
  /**
   * Further accounts. The keys of all accounts form one pool, and their rate limits add up. Default:
   * none.
   */
  accounts?: readonly Account[] | undefined;
  /**
   * The name of our keys. Keys with exactly this name are managed, all others are never touched. In
   * a container whose host name changes with each start, set it: keys of former names stay in the
   * account. Default: `coc-rs-` and the machine's name, such as `coc-rs-laptop`.
   */
  keyName?: string | undefined;
  /** The number of keys per account, 1 to 10. Each has its own rate limit. Default: 1. */
  keyCount?: number | undefined;
  /** The description of new keys, which the portal's page shows. Default: `Made by coc-keys`. */
  description?: string | undefined;
  /** The scopes of new keys. Default: `['clash']`. */
  scopes?: readonly string[] | undefined;
  /**
   * Whether keys that the API rejects are replaced. Without that a call whose key is rejected fails
   * with the API's error. Default: true.
   */
  autoRefresh?: boolean | undefined;
  /**
   * The file that stores keys between runs, or true for the default path: `coc/keys.json` in
   * `$XDG_DATA_HOME` or `~/.local/share`, on macOS in `~/Library/Application Support`, on Windows in
   * `%APPDATA%`. Only its owner may read it. A run that finds valid keys there does not log in.
   *
   * The processes of Node, Deno and Bun that share it lock it, so that one of them renews the keys
   * and the others use these. A program in Rust that shares it reads and writes the same format, but
   * has another lock: if both renew keys at the same time, the later one is stored. Processes on
   * several machines or in several containers take the lock of one over that has not run for 30
   * seconds. Default: false.
   */
  file?: boolean | string | undefined;
  /**
   * The address that the API sees. Needed for an address in a private network, and if requests to
   * the API go through a proxy that the portal does not see. Default: as the portal sees it, or as
   * the official API names it when it rejects a key.
   */
  ip?: string | undefined;
  /**
   * Whether any API is believed about the address that it sees, and not only the official one: for a
   * proxy that forwards the official API's errors unchanged. Default: false.
   */
  trustReportedIp?: boolean | undefined;
  /**
   * The URLs of services that respond with the caller's address as plain text, requested in this
   * order if the portal does not report it. Default: three public services.
   */
  ipProviders?: readonly string[] | undefined;
  /**
   * The URL of the portal. Passwords are sent to it, so it must be `https`, or on this machine.
   * Default: `https://developer.clashofclans.com/api`.
   */
  portalUrl?: string | undefined;
  /** The time limit of one request to the portal, in milliseconds. Default: 10,000. */
  portalTimeout?: number | undefined;
  /**
   * Sends the requests to the portal. Default: `node:http` and `node:https` in Node, the global
   * `fetch` in Deno and Bun.
   */
  fetch?: Fetch | undefined;
  /**
   * Node only: the agent for the requests to the portal, as that of a client. Excludes `fetch`.
   * Default: the global agents of `node:http` and `node:https`.
   */
  agent?: HttpAgent | { http?: HttpAgent; https?: HttpAgent } | ((url: URL) => HttpAgent | undefined) | undefined;
}

/** The options of {@link connect}. The client uses `fetch` or `agent` too, unless it has its own. */
export interface ConnectOptions extends KeysOptions {
  /** The base URL of the client. Default: the official API. */
  baseUrl?: string | undefined;
  /** The client's other options. Default: those of a client. */
  client?: Omit<ClientOptions, 'token'> | undefined;
}

/** A key of an account, without its token. */
export interface Key {
  /** The email of its account. */
  readonly account: string;
  /** The portal's id for it. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** Its description. */
  readonly description: string | null;
  /** The addresses it is valid from, each an IP address or a network in CIDR notation. */
  readonly ranges: readonly string[];
  /** Its scopes. */
  readonly scopes: readonly string[];
  /**
   * `valid`: it has our name and is valid from our address. `stale`: it has our name and is not.
   * `foreign`: it has another name and is never touched.
   */
  readonly status: 'valid' | 'stale' | 'foreign';
}

/**
 * The goal of a plan. `ensure`: as many valid keys of ours as are wanted. `rotate`: the same, all of
 * them new. `revokeStale`: no stale keys of ours.
 */
export type Goal = 'ensure' | 'rotate' | 'revokeStale';

/** The steps to a goal, by account. As a string it is for people. */
export interface Plan {
  /** The goal. */
  readonly goal: Goal;
  /** The accounts in the order in which they were given. */
  readonly accounts: readonly AccountPlan[];
  /** Whether nothing has to be done. */
  readonly isDone: boolean;
  toString(): string;
}

/** The steps for the keys of one account. */
export interface AccountPlan {
  /** The account's email. */
  readonly account: string;
  /** The address that keys are to be valid for. */
  readonly ip: string;
  /** The name by which keys are ours. */
  readonly keyName: string;
  /** One step for each existing and each new key, in the order in which they are carried out. */
  readonly steps: readonly PlanStep[];
  /** The number of wanted keys for which there is no slot. */
  readonly missing: number;
}

/** The step of a plan for one key. */
export type PlanStep =
  /** The key is used, is not touched, or is revoked for good. */
  | {
      readonly action: 'keep' | 'leave' | 'revoke';
      readonly id: string;
      readonly name: string;
      readonly ranges: readonly string[];
      readonly reason: string;
    }
  /** A key is created for this address. */
  | { readonly action: 'create'; readonly ip: string; readonly reason: string };

/** The reason for a lack of keys. */
export type KeysErrorReason =
  /** The portal rejected the email or the password, which is not sent a second time. */
  | 'wrongCredentials'
  /** The portal throttled a request, or too many logins were made. */
  | 'throttled'
  /** The portal failed. */
  | 'temporary'
  /** The portal returned a web page, as gateways do. */
  | 'html'
  /** The portal could not be reached. */
  | 'unreachable'
  /** The portal did not respond in time. */
  | 'timeout'
  /** The portal's response could not be read. */
  | 'unreadable'
  /** The portal does not accept its own session. */
  | 'sessionExpired'
  /** The account has no free slot, and no key in it may be revoked. */
  | 'keyLimit'
  /** The portal rejected the request. */
  | 'rejected'
  /** The portal's URL redirects. */
  | 'redirect'
  /** The address that the API sees could not be found out. */
  | 'publicIp'
  /** The API rejects a key that should be valid. */
  | 'keyRejected'
  /** The account has changed since the plan was made. */
  | 'planOutdated'
  /** The key file cannot be used. */
  | 'file'
  | (string & {});

/**
 * The lack of keys. Its `kind` is `credentialsUnavailable` if the same may succeed later, as after an
 * outage of the portal, and `credentials` if it needs a change, such as the right password.
 */
export class KeysError extends CocError {
  constructor(failure: CocFailure & { account?: string });
  readonly kind: 'credentials' | 'credentialsUnavailable';
  /** The reason for the lack of keys. */
  readonly reason: KeysErrorReason | undefined;
  /** The email of the account concerned, if there is one. */
  readonly account: string | undefined;
  /** The time until the next attempt is allowed, or that the portal requests, in milliseconds. */
  readonly retryAfter: number | undefined;
}

/**
 * The keys of one or more accounts. Nothing is sent until a key is needed.
 *
 * ```js
 * const keys = new Keys({ email, password, keyCount: 2, file: true });
 * const coc = new Client({ token: keys.token });
 * ```
 */
export class Keys {
  /** @throws `InvalidRequestError` if an option is unknown or invalid. */
  constructor(options: KeysOptions);

  /**
   * The option `token` of any number of clients: returns the tokens to use, and others after the API
   * rejected one. One login and one list of the keys are enough for any number of rejected calls.
   */
  readonly token: (rejected?: RejectedToken) => Promise<string[]>;

  /** Returns all keys of all accounts, including foreign ones. */
  list(): Promise<Key[]>;

  /**
   * Returns as many keys as are wanted, if this process or the key file has so many, and `undefined`
   * otherwise. Sends nothing.
   */
  known(): Promise<Key[] | undefined>;

  /** Returns keys to use: from this process, from the key file, or from the portal, in this order. */
  ensure(): Promise<Key[]>;

  /** Returns the plan for a goal, `ensure` by default. Changes nothing. */
  plan(goal?: Goal): Promise<Plan>;

  /**
   * Carries out a plan, and nothing else. Returns the keys in use from then on. Rejects with the
   * reason `planOutdated` if an account's keys have changed since.
   */
  apply(plan: Plan): Promise<Key[]>;

  /** Replaces all of our keys, and returns the new ones. Clients switch to them automatically. */
  rotate(): Promise<Key[]>;

  /** Revokes our keys that are not valid from our address. Returns the plan that was carried out. */
  revokeStale(): Promise<Plan>;

  /** Sets an account's new password. One that the portal rejected is never sent a second time. */
  setPassword(email: string, password: string): Promise<void>;
}

/**
 * Returns a client with keys of these accounts, for the current and any later address of this
 * machine, after one call to test it.
 *
 * ```js
 * const coc = await connect({ email, password });
 * console.log((await coc.clan('#2PP')).name);
 * ```
 */
export function connect(options: ConnectOptions): Promise<Client>;
