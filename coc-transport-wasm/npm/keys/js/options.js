// Validation of options: an unknown name or a value of the wrong type is an error, which never
// repeats the value.

import { invalid } from '../../js/errors.js';

const of = (type) => (value) => typeof value === type;
const string = of('string');
const flag = of('boolean');
const callable = of('function');
const object = (value) => typeof value === 'object' && value !== null;
const strings = (value) => Array.isArray(value) && value.every(string);
const whole = (value) => Number.isInteger(value) && value >= 0;
const millis = (value) => Number.isFinite(value) && value >= 0;
const file = (value) => flag(value) || string(value);
const agent = (value) => callable(value) || object(value);

/** The description of each check for error messages. */
const EXPECTED = new Map([
  [string, 'a string'],
  [flag, 'true or false'],
  [callable, 'a function'],
  [object, 'an object'],
  [strings, 'an array of strings'],
  [whole, 'a non-negative integer'],
  [millis, 'a non-negative, finite number of milliseconds'],
  [file, 'true, false or a path'],
  [agent, 'an agent, `{ http, https }` or a function'],
  [Array.isArray, 'an array of accounts'],
]);

const KEYS = {
  email: string, password: string, accounts: Array.isArray, keyName: string, keyCount: whole, description: string, scopes: strings,
  autoRefresh: flag, file, ip: string, trustReportedIp: flag, ipProviders: strings, portalUrl: string, portalTimeout: millis,
  fetch: callable, agent,
};
const CONNECT = { ...KEYS, baseUrl: string, client: object };
const ACCOUNT = { email: string, password: string };

/** Returns a copy of the options if they match the table. A value of `undefined` counts as absent. */
function check(options, table, what) {
  if (!object(options)) throw invalid(`${what} must be an object`);
  const copy = {};
  for (const name in options) {
    const value = options[name];
    const isValid = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!isValid) throw invalid(`there is no option \`${name}\` in ${what}; the options are ${Object.keys(table).join(', ')}`);
    if (value === undefined) continue;
    if (!isValid(value)) throw invalid(`the option \`${name}\` must be ${EXPECTED.get(isValid)}`);
    copy[name] = value;
  }
  return copy;
}

export const connectOptions = (options) => check(options, CONNECT, 'the options of connect');

/** Returns the options of keys with `accounts` flat: an email and a password in turn. */
export function keysOptions(options) {
  const { email, password, accounts = [], ...rest } = check(options, KEYS, 'the options of Keys');
  const isOne = email !== undefined || password !== undefined;
  const all = isOne ? [{ email, password }, ...accounts] : accounts;
  const flat = all.flatMap((account) => {
    const { email, password } = check(account, ACCOUNT, 'an account');
    if (email === undefined || password === undefined) throw invalid('an account needs both `email` and `password`');
    return [email, password];
  });
  return { ...rest, accounts: flat };
}
