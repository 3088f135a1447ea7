// Calls every method and prints each answer as a constant of the type that is declared for it.

import { Client } from 'coc-api';

import { calls } from './calls.mjs';

const [baseUrl, token] = process.argv.slice(2);
const client = new Client({ baseUrl, token });
console.log(`import type { Client } from 'coc-api';\n`);
for (const [method, args] of Object.entries(await calls(client))) {
  const answer = await client[method](...args);
  console.log(`export const ${method}: Awaited<ReturnType<Client['${method}']>> = ${JSON.stringify(answer)};`);
}
