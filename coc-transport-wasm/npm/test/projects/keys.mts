// The declarations of `coc-api/keys` in use.

import { Client, type CocError } from 'coc-api';
import { connect, Keys, KeysError, type Key, type KeysOptions, type Plan } from 'coc-api/keys';
import { Agent } from 'node:https';

const options: KeysOptions = { email: 'me@example.com', password: 'hush', keyCount: 2, file: true, ip: '203.0.113.7', agent: new Agent() };
const keys = new Keys({ accounts: [{ email: 'me@example.com', password: 'hush' }], file: '/data/keys.json', fetch });

export async function program(): Promise<string> {
  const coc: Client = await connect({ ...options, baseUrl: 'https://coc.example/v1', client: { cache: false, timeout: 5_000 } });
  const plan: Plan = await keys.plan('rotate');
  const used: Key[] = plan.isDone ? await keys.ensure() : await keys.apply(plan);
  for (const { steps } of plan.accounts) {
    for (const step of steps) console.log(step.action === 'create' ? step.ip : step.name);
  }
  const known: Key[] | undefined = await keys.known();
  const tokens: string[] = await keys.token();
  try {
    await keys.rotate();
  } catch (error) {
    if (!(error instanceof KeysError)) throw error;
    const same: CocError = error;
    console.log(error.reason === 'wrongCredentials', error.kind === 'credentialsUnavailable', error.account, same.retryAfter);
  }
  return `${plan} ${used.length} ${known?.length} ${tokens.length} ${coc.baseUrl}`;
}

// @ts-expect-error: an option of `connect`.
new Keys({ ...options, baseUrl: 'https://coc.example/v1' });
// @ts-expect-error: the keys provide the token.
connect({ ...options, client: { token: 'x' } });
// @ts-expect-error: a key has no token.
export const token = (key: Key) => key.token;
