// A folder in Chromium, whose page runs the scenario against a simulator at the same origin.

import assert from 'node:assert/strict';

import { visit } from './browser.mjs';
import { assertExpected } from './expected.mjs';
import { startSite } from './site.mjs';

export async function assertRuns(folder, simulator) {
  const site = await startSite(folder, simulator);
  try {
    const { result, lines } = await visit(`${site.origin}/`);
    assert.equal(result.failed, undefined);
    assertExpected(result);
    // A browser reports every 404 and every aborted request, of which the scenario has one each.
    const other = lines.filter((line) => !/status of 404/.test(line) && !/^failed: .*currentwar/.test(line));
    assert.deepEqual(other, []);
  } finally {
    await site.stop();
  }
}
