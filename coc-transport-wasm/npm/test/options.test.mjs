// The options: those of the declarations, of the README and of the program are the same.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { optionsOf, withTables } from '../options.mjs';
import { PACKAGE, run } from './support/installed.mjs';

const { Client } = await import(`${PACKAGE}/dist/node.js`);
const declarations = await readFile(new URL('../types/client.d.ts', import.meta.url), 'utf8');
const client = new Client({ baseUrl: 'https://example.org/v1', fetch: () => Promise.reject(new Error('no call is sent')) });
const unknown = { unknown: 1 };

/** A use of an unknown option, by the interface of the options. Its error names those that exist. */
const USES = {
  ClientOptions: async () => new Client(unknown),
  CacheOptions: async () => new Client({ cache: unknown }),
  RetryOptions: async () => new Client({ retry: unknown }),
  RateLimitOptions: async () => new Client({ rateLimit: unknown }),
  CallOptions: () => client.player('#2PP', unknown),
  ListOptions: async () => client.clanMembers('#2PP', unknown),
  BatchOptions: async () => client.batch('player', [], unknown),
  CustomOptions: () => client.custom('/x', unknown),
};

for (const [name, use] of Object.entries(USES)) {
  test(`the declared ${name} are those that the program accepts`, async () => {
    const { message } = await use().then(() => assert.fail('it was accepted'), (error) => error);
    const [, accepted] = /has no option `unknown`; its options are (.*)$/.exec(message);
    const { own, inherited } = optionsOf(name, declarations);
    assert.deepEqual([...own, ...inherited].map(({ option }) => option).sort(), accepted.split(', ').sort());
  });

  test(`each of the ${name} has a meaning, a default and, as a number, a unit`, () => {
    const { own } = optionsOf(name, declarations);
    assert(own.length > 0);
    for (const { option, meaning, unit, fallback } of own) {
      assert(meaning.length > 10 && fallback.length > 0, option);
      assert(!/^[\d,]+\b/.test(fallback) || unit !== '', `${option} has no unit`);
    }
  });
}

test('the tables of the README are those of the declarations', async () => {
  const script = fileURLToPath(new URL('../options.mjs', import.meta.url));
  await run(process.execPath, [script, '--check']);
});

test('an option that changes in the declarations changes its table', () => {
  const [begin, end] = ['<!-- options: RetryOptions of client -->\n', '<!-- end -->'];
  const written = withTables(`${begin}| outdated |\n${end}`);
  assert.match(written, /^<!-- options.* -->\n\| option [^]*\n\| `attempts` \| The maximum number of attempts, including the first\. \| count \| 3 \|\n/);
  assert.doesNotMatch(written, /outdated/);
});

test('an option without a default or a comment is an error', () => {
  const declared = (comment) => `export interface X {\n  ${comment}\n  a?: number;\n}`;
  assert.throws(() => optionsOf('X', declared('/** Nothing. */')), /the comment of a names no default/);
  assert.throws(() => optionsOf('X', declared('')), /an option of X has no comment/);
  assert.deepEqual(optionsOf('X', declared('/** The rate, in milliseconds. Default: 0.5 of all. */')).own[0].fallback, '0.5 of all');
});
