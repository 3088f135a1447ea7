// The current war of a clan, in the clan war league as well.

import { NotFoundError, PrivateWarLogError, type Client, type ClanTag, type ClanWar, type WarClan } from 'coc-api';
import { drawnWarTags } from 'coc-api/helpers';

/** A war as one of its clans sees it. */
export interface CurrentWar {
  readonly war: ClanWar;
  readonly own: WarClan;
  readonly opponent: WarClan;
}

/** The result of a look at the wars of a clan. */
export interface Look {
  /** The war; `undefined` if the clan is in none. */
  readonly current: CurrentWar | undefined;
  /** The time from which a new look may return something else. */
  readonly freshUntil: Date;
}

/**
 * Looks for the war of a clan: the one in progress, or else the one in preparation, or else the last
 * one.
 *
 * @throws `PrivateWarLogError` if the war log is private, and the clan is not in the clan war league.
 */
export async function findWar(coc: Client, clan: ClanTag, signal?: AbortSignal): Promise<Look> {
  try {
    const { data, freshUntil } = await coc.currentWar(clan, { signal }).withResponse();
    const current = sides(data, clan);
    if (current) return { current, freshUntil };
    return (await findLeagueWar(coc, clan, signal)) ?? { current: undefined, freshUntil };
  } catch (error) {
    if (!(error instanceof PrivateWarLogError)) throw error;
    // The wars of the league are public.
    const look = await findLeagueWar(coc, clan, signal);
    if (!look) throw error;
    return look;
  }
}

/** Looks for the war of the clan war league. */
async function findLeagueWar(coc: Client, clan: ClanTag, signal?: AbortSignal): Promise<Look | undefined> {
  const group = await coc.clanWarLeagueGroup(clan, { signal }).catch((error: unknown) => {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  });
  if (!group) return undefined;
  // While the war of one round is fought, that of the next one is prepared.
  const tags = (group.rounds ?? []).map(drawnWarTags).filter(({ length }) => length > 0).slice(-2).flat();
  const responses = await Promise.all(tags.map((tag) => coc.clanWarLeagueWar(tag, { signal }).withResponse()));
  const looks = responses.flatMap(({ data, freshUntil }) => {
    const current = sides(data, clan);
    return current ? [{ current, freshUntil }] : [];
  });
  const inState = (state: string) => looks.find(({ current }) => current.war.state === state);
  return inState('inWar') ?? inState('preparation') ?? looks.at(-1);
}

/** The war as the clan sees it: in the clan war league it may be either of the two. */
function sides(war: ClanWar, clan: ClanTag): CurrentWar | undefined {
  if (war.state === 'notInWar' || !war.clan || !war.opponent) return undefined;
  if (war.clan.tag === clan) return { war, own: war.clan, opponent: war.opponent };
  if (war.opponent.tag === clan) return { war, own: war.opponent, opponent: war.clan };
  return undefined;
}
