// The routes of this API. Each returns what a page needs, and the time until which it is fresh.

import type { Client, WarClan } from 'coc-api';

/** A result with the time until which it may be cached. */
export interface Result {
  readonly body: unknown;
  readonly freshUntil: Date;
}

export type Route = (coc: Client, tag: string) => Promise<Result>;

export const clan: Route = async (coc, tag) => {
  const { data, freshUntil } = await coc.clan(tag).withResponse();
  const { name, clanLevel: level, members, warLeague, warWins, memberList } = data;
  const top = memberList.slice(0, 5).map((member) => ({ name: member.name, trophies: member.trophies }));
  return { body: { tag: data.tag, name, level, members, warLeague: warLeague?.name ?? null, warWins, top }, freshUntil };
};

export const war: Route = async (coc, tag) => {
  const { data, freshUntil } = await coc.currentWar(tag).withResponse();
  const { state, clan, opponent, startTime, endTime } = data;
  if (state === 'notInWar' || !clan || !opponent) return { body: { state: 'notInWar' }, freshUntil };
  return { body: { state, startTime, endTime, clan: side(clan), opponent: side(opponent) }, freshUntil };
};

const side = ({ name, stars, destructionPercentage: destruction, attacks }: WarClan) => ({ name, stars, destruction, attacks });
