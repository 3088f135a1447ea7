// A folder in Chromium, whose page runs the scenario against a simulator behind the same address.

import assert from 'node:assert/strict';

import { visit } from './browser.mjs';
import { assertWell } from './expected.mjs';
import { startSite } from './site.mjs';

export async function assertRuns(folder, simulator) {
  const site = await startSite(folder, simulator);
  try {
    const { result, said } = await visit(`${site.origin}/`);
    assert.equal(result.failed, undefined);
    assertWell(result);
    // A browser reports every 404 by itself, and the scenario asks for one.
    const other = said.filter((line) => !/status of 404/.test(line) && !/^failed: .*currentwar/.test(line));
    assert.deepEqual(other, []);
  } finally {
    await site.stop();
  }
}
