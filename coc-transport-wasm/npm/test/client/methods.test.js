// The methods of the routes, `custom` and `test`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { METHODS } from '../../js/routes.js';
import { coc, make, samples } from './support/client.js';

/**
 * Returns the tag of a war of the leagues and the arguments for a group that a player is ranked in.
 */
async function findGroups(own) {
  const found = {};
  for await (const { tag } of own.searchClans({ minMembers: 10 }, { limit: 50, max: 200 })) {
    if (!found.war) {
      const group = await own.clanWarLeagueGroup(tag).catch(() => undefined);
      found.war = group?.rounds.flatMap(({ warTags }) => warTags).find((war) => war !== '#0');
    }
    if (!found.leagueGroup) {
      for (const member of (await own.clan(tag)).memberList.slice(0, 5)) {
        const player = await own.player(member.tag);
        if (player.currentLeagueGroupTag && player.currentLeagueGroupTag !== '#0') {
          found.leagueGroup = [player.currentLeagueGroupTag, player.currentLeagueSeasonId, player.tag];
          break;
        }
      }
    }
    if (found.war && found.leagueGroup) break;
  }
  return found;
}

test('every method returns a value', async (t) => {
  const legend = 29000022;
  const own = make();
  const { war, leagueGroup } = await findGroups(own);
  const [season] = (await own.leagueSeasons(legend)).items;
  const location = 32000006;
  const args = {
    searchClans: [{ name: 'the', minMembers: 2, labels: [] }],
    clanWarLeagueWar: [war],
    player: [samples.player], battleLog: [samples.player], leagueHistory: [samples.player],
    verifyPlayerToken: [samples.player, 'a-token'],
    leagueGroup,
    leagueTier: [(await own.leagueTiers({ limit: 1 })).items[0].id],
    league: [legend], leagueSeasons: [legend], leagueSeasonRankings: [legend, season.id],
    builderBaseLeague: [(await own.builderBaseLeagues({ limit: 1 })).items[0].id],
    capitalLeague: [(await own.capitalLeagues({ limit: 1 })).items[0].id],
    warLeague: [(await own.warLeagues({ limit: 1 })).items[0].id],
    location: [location],
    clanRankings: [location], playerRankings: ['global'], clanBuilderBaseRankings: ['global'],
    playerBuilderBaseRankings: [location], capitalRankings: [location],
  };
  // The API has removed these.
  const gone = new Set(['clanVersusRankings', 'playerVersusRankings']);
  for (const [name, { arity, paged }] of Object.entries(METHODS)) {
    await t.test(name, async () => {
      const path = args[name] ?? (arity === 0 ? [] : gone.has(name) ? [location] : [samples.clan]);
      const call = () => own[name](...path, paged ? { limit: 2 } : {});
      if (gone.has(name)) return assert.rejects(async () => call(), coc.CocError);
      const value = await call().catch((error) => {
        // A clan may have no such war.
        if (!(error instanceof coc.NotFoundError || error instanceof coc.PrivateWarLogError)) throw error;
        return {};
      });
      assert.equal(Object.getPrototypeOf(value), Object.prototype);
    });
  }
});

test('custom calls any path below the base URL', async () => {
  const own = make();
  const page = await own.custom('/locations', { query: { limit: 2, none: undefined } });
  assert.equal(page.items.length, 2);
  await assert.rejects(own.custom('https://elsewhere.example/'), coc.InvalidRequestError);
  await assert.rejects(own.custom('../x'), coc.InvalidRequestError);
});

test('test checks that the API can be reached and accepts the token', async () => {
  assert.equal(await make().test(), undefined);
  await assert.rejects(make({ token: 'wrong' }).test(), coc.InvalidKeyError);
});
