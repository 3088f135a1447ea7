// Names that a package declares, read from its `.d.ts` files. A regular expression is enough for
// files that compilers and generators wrote.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Returns the texts of all declarations in a folder, by path and without comments. */
export async function declarations(folder) {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.d.ts'));
  return Object.fromEntries(
    await Promise.all(files.map(async (name) => [name, (await readFile(join(folder, name), 'utf8')).replace(/\/\*[^]*?\*\//g, '')])),
  );
}

const DECLARED = /^export (?:declare )?(?:abstract )?(class|interface|const|function|type) (\w+)([^]*?)(?=^(?:export|declare|interface) |(?![^]))/gm;
const MEMBER = /^ {2,4}(private |protected )?(?:static )?(?:readonly )?(?:get )?(\w+)\??[(:<]/gm;

/** Returns the exported names of a text, each with its kind and the names of its public members. */
export function exported(text) {
  return [...text.matchAll(DECLARED)].map(([, kind, name, body]) => ({
    kind,
    name,
    members:
      kind === 'class' || kind === 'interface'
        ? [...body.matchAll(MEMBER)].filter(([, hidden, member]) => !hidden && member !== 'constructor').map(([, , member]) => member)
        : [],
  }));
}
