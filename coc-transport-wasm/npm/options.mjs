// Writes the tables of options in README.md from the declarations: `node options.mjs`. With
// `--check` it only compares, and fails if they differ.

import { readFileSync, writeFileSync } from 'node:fs';

const file = (name) => new URL(name, import.meta.url);

/** Returns the members of an interface: its own, and those that it inherits. */
export function optionsOf(name, declarations) {
  const head = new RegExp(`^export interface ${name}(?: extends (\\w+))? \\{\\n([^]*?)^\\}`, 'm').exec(declarations);
  if (!head) throw new Error(`there is no interface ${name}`);
  const [, parent, body] = head;
  const members = [...body.matchAll(/^ {2}\/\*\*([^]*?)\*\/\n {2}(\w+)\??: /gm)].map(([, comment, option]) => read(option, comment));
  const count = [...body.matchAll(/^ {2}(\w+)\??: /gm)].length;
  if (count !== members.length) throw new Error(`an option of ${name} has no comment`);
  return { own: members, inherited: parent ? optionsOf(parent, declarations).own : [] };
}

/** The units by the words of the comments. */
const UNITS = [
  [/in milliseconds/, 'ms'],
  [/in bytes/, 'bytes'],
  [/requests per second/, 'requests/s'],
  [/^(?:The|A) (?:maximum |minimum )?number of/, 'count'],
];

function read(option, comment) {
  const text = comment.replace(/\s*\n\s*\*/g, ' ').trim().replace(/\s+/g, ' ').replace(/\{@link (?:\w+\.)?(\w+)\}/g, '`$1`');
  // The end of a sentence, not the point in a number.
  const [sentence, fallback] = /Default: (.*?)\.(?= |$)/.exec(text) ?? [];
  // A hook may only be absent.
  const isHook = /^on[A-Z]/.test(option);
  if (!sentence && !isHook) throw new Error(`the comment of ${option} names no default`);
  const meaning = text.replace(sentence ?? '', '').replace(/\s+/g, ' ').trim();
  const unit = UNITS.find(([words]) => words.test(meaning))?.[1] ?? '';
  return { option, meaning, unit, fallback: fallback ?? 'none' };
}

function table(options) {
  const cell = (text) => text.replaceAll('|', '\\|');
  const rows = options.map(({ option, meaning, unit, fallback }) => `| \`${option}\` | ${cell(meaning)} | ${unit} | ${cell(fallback)} |\n`);
  return `| option | meaning | unit | default |\n|---|---|---|---|\n${rows.join('')}`;
}

/** Returns the README with its tables as the declarations have them. */
export function withTables(readme) {
  return readme.replace(/(<!-- options: (\w+) of (\w+)( without inherited)? -->\n)[^]*?(<!-- end -->)/g, (_, begin, name, source, isOwn, end) => {
    const { own, inherited } = optionsOf(name, readFileSync(file(`types/${source}.d.ts`), 'utf8'));
    return `${begin}${table(isOwn ? own : [...own, ...inherited])}${end}`;
  });
}

if (process.argv[1] === file('options.mjs').pathname) {
  const readme = readFileSync(file('README.md'), 'utf8');
  const expected = withTables(readme);
  if (!process.argv.includes('--check')) {
    writeFileSync(file('README.md'), expected);
  } else if (readme !== expected) {
    console.error('the tables of options differ from the declarations; run `node coc-transport-wasm/npm/options.mjs`');
    process.exitCode = 1;
  }
}
