// What the scenario tells where all is well.

import assert from 'node:assert/strict';

export function assertWell(told) {
  const { clan, ...rest } = told;
  assert.match(clan.tag, /^#[0289PYLQGRJCUV]{3,12}$/);
  assert(clan.members >= 10);
  assert.deepEqual(rest, {
    found: 3,
    everyMember: true,
    player: true,
    plain: true,
    again: true,
    noSuch: [true, true, true, 404],
    noTag: true,
    aborted: true,
  });
}
