// A folder in Chromium, whose page runs the scenario against a simulator at the same origin.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { visit } from './browser.mjs';
import { assertExpected } from './expected.mjs';
import { ROOT, place } from './installed.mjs';
import { startSite } from './site.mjs';

/**
 * Runs the page of a folder.
 *
 * @param page the name of the page
 * @param files files that replace those of the folder, by their paths
 * @param expected the result beside that of the scenario
 */
export async function assertRuns(folder, simulator, { page = 'index.html', files, expected } = {}) {
  const site = await startSite(folder, simulator, files);
  try {
    await assertRunsAt(`${site.origin}/${page}`, expected);
  } finally {
    await site.stop();
  }
}

/** Runs the page at a URL. */
export async function assertRunsAt(url, expected = {}) {
  const { result, lines } = await visit(url);
  assert.equal(result.failed, undefined);
  const rest = { ...result };
  for (const [name, value] of Object.entries(expected)) {
    assert.equal(rest[name], value, name);
    delete rest[name];
  }
  assertExpected(rest);
  // A browser reports every 404 and every aborted request, of which the scenario has one each.
  const ordinary = /status of 404|^failed: .*currentwar|^debug: \[vite\]/;
  const other = lines.filter((line) => !ordinary.test(line));
  assert.deepEqual(other, []);
}

/** Writes a page with another program beside the one of the projects. Returns its name. */
export async function pageOf(program) {
  const name = `page.${program.replace(/\.js$/, '')}.html`;
  const text = await readFile(`${ROOT}index.html`, 'utf8');
  await place(name, text.replace('browser.js', program));
  return name;
}
