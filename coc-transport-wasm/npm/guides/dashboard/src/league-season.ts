// The clan war league of a clan: its group, all drawn wars, and the standings.

import type { ClanTag, ClanWar, WarTag } from 'coc-api';
import { load } from 'coc-api/game';
import { drawnWarTags } from 'coc-api/helpers';

import { coc } from './api.js';

/** Requests a season and computes its standings. It is as fresh as its group. */
export async function leagueSeason(clan: ClanTag, signal: AbortSignal) {
  // The rules of the game are a module of their own, which the browser fetches with the first season.
  const [game, { data: group, freshUntil }] = await Promise.all([load(), coc.clanWarLeagueGroup(clan, { signal }).withResponse()]);
  const wars = new Map<WarTag, ClanWar>();
  const tags = (group.rounds ?? []).flatMap(drawnWarTags);
  for await (const { input, ok, value, error } of coc.batch('clanWarLeagueWar', tags, { signal })) {
    // Standings without one of the wars would be wrong.
    if (!ok) throw error;
    wars.set(input, value);
  }
  return { data: { season: group.season, standings: game.leagueStandings(group, wars) }, freshUntil };
}
