// A program as users write it, and errors that must not compile.

import { Client, CocError, NotFoundError, PrivateWarLogError, type ClanMember, type Player } from 'coc-api';

const coc = new Client({ baseUrl: 'http://127.0.0.1:8080/v1', token: ['a', 'b'], retry: 3 });

export async function read(signal: AbortSignal): Promise<string> {
  const clan = await coc.clan('#2PP', { signal, timeout: 5_000 });
  const leader: ClanMember | undefined = clan.memberList.find(({ role }) => role === 'leader');
  const player: Player | undefined = leader && (await coc.player(leader.tag));
  let trophies = 0;
  for await (const member of coc.clanMembers(clan.tag, { limit: 20 })) trophies += member.trophies;
  for await (const { items } of coc.clanMembers(clan.tag, { limit: 20 }).pages()) trophies += items.length;
  for await (const result of coc.batch('player', ['#2PP'])) trophies += result.ok ? result.value.trophies : result.error.attempts;
  return `${clan.name} ${player?.townHallLevel ?? 0} ${trophies}`;
}

export async function failures(): Promise<number | undefined> {
  try {
    await coc.currentWar('#2PP');
  } catch (error) {
    if (error instanceof PrivateWarLogError || error instanceof NotFoundError) return error.status;
    if (error instanceof CocError) return error.kind === 'maintenance' ? error.retryAfter : undefined;
    throw error;
  }
  return undefined;
}

export async function mistakes(player: Player): Promise<void> {
  // @ts-expect-error: the tag of a player is not that of a clan
  await coc.clan(player.tag);
  // @ts-expect-error: there is no such option
  await coc.clan('#2PP', { timeuot: 1 });
  // @ts-expect-error: there is no such setting
  new Client({ tokens: [] });
  // @ts-expect-error: a value may be shared, so it is read-only
  player.name = '';
}
