// "Coming from clashofclans.js": it maps every public name of that package, and names nothing of
// `coc-api` that does not exist. Both are read from the packages as installed.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { test } from 'node:test';

import { declarations, exported } from './support/declarations.mjs';
import { ROOT, run, tool } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';

const GUIDE = await readFile(new URL('../guides/coming-from-clashofclans.md', import.meta.url), 'utf8');
const PACKAGE = `${ROOT}/node_modules/coc-api`;
const MANIFEST = JSON.parse(await readFile(`${PACKAGE}/package.json`, 'utf8'));

const require = createRequire(import.meta.url);
const OTHER = require('clashofclans.js');
const OTHER_TYPES = await declarations(dirname(require.resolve('clashofclans.js')));

/** Whether the package has this entry, such as `./game`. */
const hasEntry = (entry) => Object.hasOwn(MANIFEST.exports, entry);

/** The tokens in backticks. */
const tokens = (text) => [...text.matchAll(/`([^`]+)`/g)].map(([, token]) => token);

/** The rows of the tables below a heading, as the tokens of their two columns. */
function rows(section) {
  const lines = section.split('\n').filter((line) => /^\| `/.test(line));
  return lines.map((line) => {
    const [, left, right] = line.split(' | ').length === 2 ? /^\| (.*) \| (.*) \|$/.exec(line) : assert.fail(`not two columns: ${line}`);
    return { left: tokens(left), right: /^the same\b/.test(right) ? [...tokens(left), ...tokens(right)] : tokens(right) };
  });
}

/** The sections of the list of names, by their headings. */
const SECTIONS = Object.fromEntries(
  GUIDE.split(/^## Every name$/m)[1]
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')).replaceAll('`', ''), section]),
);

/** The exported names of the declarations, with their members: a class and an interface may share one. */
const EXPORTED = Object.entries(OTHER_TYPES)
  .filter(([path]) => /^(client|rest|struct|types|util)\//.test(path) && !path.endsWith('index.d.ts'))
  .flatMap(([, text]) => exported(text))
  // Not exported by the package itself; the guide lists the members that its objects have.
  .filter(({ name }) => !['Enumerable', 'ChatLanguage', 'Label', 'LeagueTier', 'WarLeague'].includes(name));

test('the declarations of clashofclans.js were read', () => {
  const classes = EXPORTED.filter(({ kind }) => kind === 'class').map(({ name }) => name);
  const functions = Object.keys(OTHER).filter((name) => typeof OTHER[name] === 'function' && /^[A-Z]/.test(name));
  assert.deepEqual(functions.filter((name) => !classes.includes(name)), []);
  assert(EXPORTED.length > 150, `${EXPORTED.length} names`);
});

test('every exported name is in the guide', () => {
  const named = new Set([...Object.keys(SECTIONS), ...Object.values(SECTIONS).flatMap((section) => rows(section).flatMap(({ left }) => left))]);
  const names = [...Object.keys(OTHER), ...EXPORTED.map(({ name }) => name)];
  assert.deepEqual([...new Set(names)].filter((name) => name !== 'default' && !named.has(name)), []);
});

test('every public member of an exported class, and every option, is in its section', () => {
  const missing = [];
  for (const { kind, name, members } of EXPORTED) {
    if (kind === 'interface' && (name.startsWith('API') || name === 'IRestEvents')) continue;
    // A name that reflection finds is public, unless the declarations say otherwise.
    const type = kind === 'class' ? OTHER[name] : undefined;
    const isPrivate = (member) => new RegExp(`^ +private (?:readonly |get )*${member}\\b`, 'm').test(Object.values(OTHER_TYPES).join('\n'));
    const own = (object) => (object ? Object.getOwnPropertyNames(object).filter((member) => !/^(_|constructor$)/.test(member)) : []);
    const reflected = [...own(type?.prototype), ...own(type)].filter(
      (member) => !['length', 'name', 'prototype'].includes(member) && !isPrivate(member),
    );
    const all = new Set([...members, ...reflected]);
    if (all.size === 0) continue;
    const listed = new Set(rows(SECTIONS[name] ?? '').flatMap(({ left }) => left));
    missing.push(...[...all].filter((member) => !listed.has(member)).map((member) => `${name}.${member}`));
  }
  assert.deepEqual(missing, []);
});

test('every row names something of clashofclans.js', () => {
  const known = new Set([...Object.keys(OTHER), ...EXPORTED.flatMap(({ name, members }) => [name, ...members]), 'icon', 'position', 'code']);
  for (const [heading, section] of Object.entries(SECTIONS)) {
    for (const { left } of rows(section)) {
      for (const token of left) assert(known.has(/^new (\w+)\(/.exec(token)?.[1] ?? token), `${heading}: ${token}`);
    }
  }
});

/** Expressions of the platform, and values that are not names. */
const PLATFORM = [
  'AbortSignal.timeout', 'Promise.allSettled', 'node:timers/promises', 'Cache-Control', 'unknown', '#', '#0', 'perSecond: 10', 'perSecond: 30', 'burst: 1',
  'https://proxy.example.com/v1',
];

test('every name of coc-api in the guide exists', async () => {
  const types = await declarations(`${PACKAGE}/dist`);
  const text = Object.values(types).join('\n');
  const { Client } = await import(`${PACKAGE}/dist/node.js`);
  const helpers = Object.keys(await import(`${PACKAGE}/dist/js/helpers.js`));
  /** The functions that the declarations of an entry have, by themselves or in an interface. */
  const functions = (pattern) =>
    Object.entries(types)
      .filter(([path]) => pattern.test(path))
      .flatMap(([, text]) => [...text.matchAll(/^(?:export (?:declare )?function| ) (\w+)[(<]/gm)].map(([, name]) => name));
  const [game, keys] = [functions(/^types\/game.*\.d\.ts$/), functions(/^types\/keys\.d\.ts$/)];
  const exists = (token) => {
    let match;
    if (PLATFORM.includes(token)) return true;
    if ((match = /^coc-api(\/[\w.]+)?$/.exec(token))) return hasEntry(`.${match[1] ?? ''}`);
    if ((match = /^coc\.(\w+)\(\)$/.exec(token))) return match[1] in Client.prototype;
    if ((match = /^game\.(\w+)\(\)$/.exec(token))) return game.includes(match[1]);
    if (token === '.withResponse()') return /\bwithResponse\(\)/.test(text);
    if ((match = /^(\w+)\(\)$/.exec(token))) {
      return [...helpers, ...game, ...keys].includes(match[1]);
    }
    return /^\w+$/.test(token) && new RegExp(`\\b${token}\\b`).test(text);
  };
  const right = Object.values(SECTIONS).flatMap((section) => [
    ...rows(section).flatMap(({ right }) => right),
    // The paragraphs between a heading and its table.
    ...tokens(section.slice(section.indexOf('\n')).split('\n|')[0]),
  ]);
  const other = new Set([...EXPORTED.map(({ name }) => name), 'ChatLanguage', 'Label', 'LeagueTier', 'WarLeague']);
  assert.deepEqual([...new Set(right)].filter((token) => !exists(token) && !other.has(token)), []);
});

/** The tasks: their titles, and two code blocks, one of clashofclans.js and one of `coc-api`. */
const TASKS = GUIDE.split(/^## Differences of behaviour$/m)[0]
  .split(/^### /m)
  .slice(1)
  .map((task) => {
    const [before, after, ...more] = [...task.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, block]) => block);
    assert.deepEqual(more, []);
    return { title: task.slice(0, task.indexOf('\n')), before, after };
  });

/** Joins blocks into one program: their imports, then a preamble, then each block with a line before it. */
function program(blocks, preamble) {
  const isImport = /^import .*\n/gm;
  const names = new Map();
  for (const line of blocks.flatMap((block) => block.match(isImport) ?? [])) {
    const [, list, from] = /^import \{ (.*) \} from '(.*)';/.exec(line);
    names.set(from, new Set([...(names.get(from) ?? []), ...list.split(', ')]));
  }
  const head = [...names].map(([from, list]) => `import { ${[...list].join(', ')} } from '${from}';\n`);
  return [...head, preamble, ...blocks.map((block) => `console.log('---');\n{\n${block.replace(isImport, '')}}\n`)].join('');
}

const TSC = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2024', '--module', 'nodenext', '--types', 'node'];
const BEFORE = "const client = new Client({ keys: ['token'] });\nconst clan = await client.getClan('#2PP');\n";
const AFTER = "const coc = new Client({ token: 'token' });\nconst clan = await coc.clan('#2PP');\n";

test('there are ten tasks with two blocks each', () => {
  assert.equal(TASKS.filter(({ before, after }) => before && after).length, 10);
});

test('the blocks of clashofclans.js compile', async () => {
  await writeFile(`${ROOT}/guides/before.mts`, program(TASKS.map(({ before }) => before), BEFORE));
  await run(tool('tsc'), [...TSC, 'before.mts'], { cwd: `${ROOT}/guides` });
});

test('the blocks of coc-api compile', async () => {
  await writeFile(`${ROOT}/guides/after.mts`, program(TASKS.map(({ after }) => after), AFTER));
  await run(tool('tsc'), [...TSC, 'after.mts'], { cwd: `${ROOT}/guides` });
});

test('both blocks of a task print the same', async () => {
  // A stopped clock starts at a time at which the clan is in the clan war league.
  const simulator = await startSimulator('--speed', '0');
  try {
    const { clan, player, token, baseUrl, portalUrl, origin, email, password } = simulator;
    const api = async (path) => (await fetch(baseUrl + path, { headers: { authorization: `Bearer ${token}` } })).json();
    // The clans of the league are in no other war meanwhile.
    let warring;
    for (const { tag } of (await api('/clans?minMembers=10&warFrequency=always&limit=100')).items) {
      if ((await api(`/clans/${encodeURIComponent(tag)}/currentwar`)).state !== 'inWar') continue;
      warring = tag;
      break;
    }
    const outputs = async (name, tasks, preamble) => {
      const blocks = tasks.map((task) =>
        task.title === 'Read the current war' ? task[name].replaceAll("'#2PP'", `'${warring}'`) : task[name],
      );
      const text = program(blocks, preamble)
        .replaceAll("verifyPlayerToken('#2PP'", `verifyPlayerToken('${player}'`)
        .replaceAll("'#2PP'", `'${clan}'`)
        .replaceAll("'2pp'", `'${clan.slice(1).toLowerCase()}'`)
        .replaceAll("keys: ['token']", `baseURL: '${origin}', keys: ['${token}']`)
        .replaceAll("token: 'token'", `baseUrl: '${baseUrl}', token: '${token}'`)
        .replace("email: 'a@example.com', password: 'secret'", `email: '${email}', password: '${password}', baseUrl: '${baseUrl}', portalUrl: '${portalUrl}'`);
      await writeFile(`${ROOT}/guides/${name}.mjs`, `${text}process.exit();\n`);
      const printed = await run(process.execPath, [`${name}.mjs`], { cwd: `${ROOT}/guides` });
      return printed.split('---\n').slice(1);
    };
    // The other package logs in at the official portal only.
    const others = TASKS.filter(({ title }) => !title.startsWith('Log in'));
    const before = await outputs('before', others, BEFORE);
    const after = await outputs('after', TASKS, AFTER);
    assert.equal(after.length, 10);
    for (const title of ['Read a clan and a player', 'Read the current war', 'Read the clan war league', 'Handle errors']) {
      const [theirs, ours] = [before[others.findIndex((task) => task.title === title)], after[TASKS.findIndex((task) => task.title === title)]];
      assert.equal(ours, theirs, title);
      assert(ours || title === 'Handle errors', title);
    }
    // One line for each member.
    const members = after[TASKS.findIndex(({ title }) => title.startsWith('Read all members'))];
    assert(members.split('\n').length > 10, members);
  } finally {
    await simulator.stop();
  }
});
