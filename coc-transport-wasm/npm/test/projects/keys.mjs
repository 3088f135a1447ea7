// Keys in a runtime: `keys.mjs JSON`. 200 calls at once, an address that changes under them, and a
// key file. Prints what happened as JSON.

import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';

import { Client, CocError, InvalidRequestError } from 'coc-api';
import { connect, Keys, KeysError } from 'coc-api/keys';

const CALLS = 200;
const { account, baseUrl, origin, file, link } = JSON.parse(process.argv[2]);

const setAddress = async (ip) => {
  const response = await fetch(`${origin}/admin/caller-ip`, { method: 'POST', body: JSON.stringify({ ip }) });
  await response.text();
};
const call = async (token) => {
  const response = await fetch(`${baseUrl}/locations?limit=1`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: await response.json() };
};
const at = (count, action) => Promise.all(Array.from({ length: count }, action));
const thrown = (action) => {
  try {
    action();
  } catch (error) {
    return error;
  }
};

const keys = new Keys({ ...account, keyName: 'coc-rs-runtime', file });
const first = await at(CALLS, () => keys.token());
await setAddress('198.51.100.33');
const rejected = await call(first[0][0]);
const renewed = await at(CALLS, () =>
  keys.token({ token: first[0][0], tokens: first[0], accepted: first[0], kind: 'invalidIp', message: rejected.body.message, official: false }),
);
const accepted = await call(renewed[0][0]);

const client = new Client({ baseUrl, token: keys.token, rateLimit: false, cache: false });
const calls = () => at(CALLS, (_, index) => client.locations({ limit: index + 1 }));
await calls();
await setAddress('198.51.100.34');
await calls();
const connected = await connect({ ...account, baseUrl, keyName: 'coc-rs-runtime', file });
await connected.locations();

const wrong = await new Keys({ ...account, password: 'wrong', keyName: 'x' }).token().catch((error) => error);

// Two with the same file use the same keys, and one of them creates them.
const pair = [0, 1].map(() => new Keys({ ...account, keyName: 'coc-rs-pair', file }));
const both = await Promise.all(pair.map((keys) => keys.token()));
const left = readdirSync(dirname(file));

const useOf = (file) => new Keys({ ...account, keyName: 'x', file }).known().catch(({ message }) => message);
chmodSync(file, 0o644);
const exposed = await useOf(file);
chmodSync(file, 0o600);
const linked = await useOf(link);
const unnamed = thrown(() => new Keys(account));

console.log(
  JSON.stringify({
    tokens: [new Set(first.flat()).size, new Set(renewed.flat()).size],
    statuses: [rejected.status, accepted.status],
    mode: (lstatSync(file).mode & 0o777).toString(8),
    known: (await new Keys({ ...account, keyName: 'coc-rs-runtime', file }).known()).map(({ ranges, status }) => ({ ranges, status })),
    pair: new Set(both.flat()).size,
    left,
    problems: [exposed, linked, unnamed?.message ?? 'none'],
    wrong: [wrong instanceof KeysError, wrong instanceof CocError, wrong.kind, wrong.reason],
    invalid: thrown(() => new Keys({})) instanceof InvalidRequestError,
    connected: connected instanceof Client,
  }),
);
