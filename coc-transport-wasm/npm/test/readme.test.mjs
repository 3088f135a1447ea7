// The JavaScript examples of the README compile and run.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { PACKAGE, place, run, tool } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';

const TSC = [
  ...['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2024', '--module', 'nodenext'],
  ...['--types', 'node', '--typeRoots', tool('../@types')],
];

/** The entries for which a program of these tests stands, which adds the addresses of the simulator. */
const SIMULATED = { 'coc-api': 'simulated', 'coc-api/keys': 'simulated-keys' };

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const { exports } = JSON.parse(await readFile(`${PACKAGE}/package.json`, 'utf8'));
const exists = (entry) => `.${entry.slice('coc-api'.length)}` in exports;

/**
 * Returns the programs of the README. The first example is one together with those that have no
 * imports and use its variables; every other example is a program by itself.
 */
function programs() {
  const examples = [...readme.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, example]) => example);
  assert.equal(examples.length, readme.match(/^```(js|javascript|mjs|ts)\b/gm)?.length, 'an example was not found');
  const [first, ...more] = examples;
  const imports = (example) => /^import /m.test(example);
  const tags = 'const tags = clan.memberList.map(({ tag }) => tag);\n';
  const joined = [first, tags, ...more.filter((example) => !imports(example)).map((example) => `{\n${example}}\n`)].join('');
  return [joined, ...more.filter(imports)];
}

let simulator;
let clan;
before(async () => {
  simulator = await startSimulator();
  const headers = { authorization: `Bearer ${simulator.token}` };
  clan = (await (await fetch(`${simulator.baseUrl}/clans?minMembers=10&limit=1`, { headers })).json()).items[0];
});
after(() => simulator?.stop());

/** The program for the simulator, which has other clans. The code of a page has a location. */
function simulated(program) {
  const own = program.replaceAll('#2PP', clan.tag).replace(/from '(coc-api[^']*)'/g, (from, entry) => {
    return entry in SIMULATED ? `from './${SIMULATED[entry]}.mjs'` : from;
  });
  return own.replace(/^(import [^]*?;\n)/, "$1globalThis.location ??= new URL('https://example.org/');\n");
}

for (const [number, program] of programs().entries()) {
  const entries = [...program.matchAll(/from '(coc-api[^']*)'/g)].map(([, entry]) => entry);
  describe(`program ${number} of the README, with ${entries.join(' and ')}`, () => {
    test('it imports what the package exports', () => {
      assert(entries.length > 0);
      assert.deepEqual(entries.filter((entry) => !exists(entry)), []);
    });

    test('it compiles', async () => {
      await place(`readme-${number}.mts`, program);
      await run(tool('tsc'), [...TSC, `readme-${number}.mts`]);
    });

    test('it runs', async () => {
      await place(`readme-${number}.mjs`, simulated(program));
      const { baseUrl, token, portalUrl, email, password } = simulator;
      const env = { BASE_URL: baseUrl, COC_TOKEN: token, COC_EMAIL: email, COC_PASSWORD: password, PORTAL_URL: portalUrl };
      const printed = await run(process.execPath, [`readme-${number}.mjs`], { env });
      assert.doesNotMatch(printed, /undefined|Not found/);
      // One line for every member of the list, and one for every result of the batch.
      const lines = number === 0 ? 2 * clan.members : 1;
      assert(printed.split('\n').length > lines, printed);
    });
  });
}
