// The current war of a clan, in the clan war league as well.

import { NotFoundError, PrivateWarLogError, type Client, type ClanTag, type ClanWar } from 'coc-api';
import { drawnWarTags } from 'coc-api/helpers';

/** The result of a look at the wars of a clan. */
export interface Look {
  /** The war; `undefined` if the clan is in none. It may be either of the war's two clans. */
  readonly war: ClanWar | undefined;
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
    if (data.state !== 'notInWar') return { war: data, freshUntil };
    return (await findLeagueWar(coc, clan, signal)) ?? { war: undefined, freshUntil };
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
  const looks = responses
    .map(({ data: war, freshUntil }) => ({ war, freshUntil }))
    .filter(({ war }) => war.clan?.tag === clan || war.opponent?.tag === clan);
  const inState = (state: string) => looks.find(({ war }) => war.state === state);
  return inState('inWar') ?? inState('preparation') ?? looks.at(-1);
}
