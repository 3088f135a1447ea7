// The expected outcome of the scenario.

import assert from 'node:assert/strict';

export function assertExpected(outcome) {
  const { clan, ...rest } = outcome;
  assert.match(clan.tag, /^#[0289PYLQGRJCUV]{3,12}$/);
  assert(clan.members >= 10);
  assert.deepEqual(rest, {
    found: 3,
    allMembers: true,
    player: true,
    isPlainObject: true,
    isCached: true,
    notFound: [true, true, true, 404],
    invalidTag: true,
    aborted: true,
  });
}
