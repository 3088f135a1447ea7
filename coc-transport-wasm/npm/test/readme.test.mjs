// The JavaScript examples of the README compile and run.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { ROOT, run, tool } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';

const README = new URL('../README.md', import.meta.url);
const TSC = [
  ...['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2024', '--module', 'nodenext'],
  ...['--types', 'node', '--typeRoots', tool('../@types')],
];

let simulator;
let clan;
before(async () => {
  simulator = await startSimulator();
  const headers = { authorization: `Bearer ${simulator.token}` };
  clan = (await (await fetch(`${simulator.baseUrl}/clans?minMembers=10&limit=1`, { headers })).json()).items[0];
});
after(() => simulator?.stop());

/** Joins the examples into one program. The later ones use the variables of the first. */
async function program() {
  const text = await readFile(README, 'utf8');
  const examples = [...text.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, example]) => example);
  assert.equal(examples.length, text.match(/^```(js|javascript|mjs|ts)\b/gm)?.length, 'an example was not found');
  const [first, ...more] = examples;
  const tags = 'const tags = clan.memberList.map(({ tag }) => tag);\n';
  const IMPORT = /^import .*;\n+/gm;
  const imports = more.flatMap((example) => example.match(IMPORT) ?? []);
  return [...imports, first, tags, ...more.map((example) => `{\n${example.replace(IMPORT, '')}}\n`)].join('');
}

test('the examples compile', async () => {
  await writeFile(`${ROOT}/readme.mts`, await program());
  await run(tool('tsc'), [...TSC, 'readme.mts']);
});

test('the examples run', async () => {
  const text = await program();
  // The simulator has other clans, and the code of a page has a location.
  const own = text.replaceAll('#2PP', clan.tag).replaceAll("'coc-api'", "'./simulated.mjs'").replaceAll("'coc-api/keys'", "'./simulated-keys.mjs'");
  const page = "globalThis.location ??= new URL('https://example.org/');\n";
  await writeFile(`${ROOT}/readme.mjs`, own.replace(/^(import [^]*?;\n)/, `$1${page}`));
  const { baseUrl, token, portalUrl, email, password } = simulator;
  const env = { BASE_URL: baseUrl, COC_TOKEN: token, PORTAL_URL: portalUrl, COC_EMAIL: email, COC_PASSWORD: password };
  const printed = await run(process.execPath, ['readme.mjs'], { env });
  // One line for every member of the list, and one for every result of the batch.
  assert.ok(printed.split('\n').length > 2 * clan.members, printed);
  assert.doesNotMatch(printed, /undefined|Not found/);
});
