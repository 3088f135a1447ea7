// A process that trusts what NODE_EXTRA_CA_CERTS names: it is given addresses in rows, calls those of a row at once and the rows in
// turn, prints what became of each, and ends by itself.

import { call } from './call.mjs';
import { name } from './names.mjs';

const { rows, addresses } = JSON.parse(process.argv[2]);
name(addresses);

const told = [];
for (const row of rows) {
  const results = await Promise.allSettled(row.map(({ url, ...options }) => call(url, options)));
  told.push(
    results.map(({ value, reason }) =>
      value ? { status: value.status, body: value.body.toString('latin1') } : { code: reason.code, connected: reason.connected },
    ),
  );
}
console.log(JSON.stringify(told));
