// Calls every method and prints each value as a constant of its declared type.

import { Client } from 'coc-api';

import { calls } from './calls.mjs';

const [baseUrl, token] = process.argv.slice(2);
const client = new Client({ baseUrl, token });
console.log(`import type { Client } from 'coc-api';\n`);
for (const [method, args] of Object.entries(await calls(client))) {
  const value = await client[method](...args);
  console.log(`export const ${method}: Awaited<ReturnType<Client['${method}']>> = ${JSON.stringify(value)};`);
}
