// Programs as users write them, and errors that must not compile.

import { Client, CocError, InvalidTagError, NotFoundError, PrivateWarLogError, type ClanMember, type Player, type Role } from 'coc-api';
import { Client as SlimClient, init } from 'coc-api/slim';
import { attackLimit, correctTag, formatTimestamp, isLeagueSeason, parseSeason, parseTimestamp } from 'coc-api/helpers';

const coc = new Client({ baseUrl: 'http://127.0.0.1:8080/v1', token: ['a', 'b'], cache: { maxBytes: 1e6 }, retry: 3, rateLimit: false });

export async function read(signal: AbortSignal): Promise<string> {
  const clan = await coc.clan('#2PP', { signal, timeout: 5_000 });
  const leader: ClanMember | undefined = clan.memberList.find(({ role }) => role === 'leader');
  const role: Role = 'a role of next year';
  const player: Player | undefined = leader && (await coc.player(leader.tag));
  return `${clan.name} ${clan.location?.name ?? ''} ${player?.league?.iconUrls?.medium ?? role}`;
}

export async function lists(): Promise<number> {
  const page = await coc.clanMembers('#2PP', { limit: 10 });
  let trophies = page.items[0]?.trophies ?? 0;
  for await (const member of coc.clanMembers('#2PP', { max: 20 })) trophies += member.trophies;
  for await (const { items, paging } of coc.searchClans({ name: 'abc', labels: [56000000] }).pages()) {
    trophies += items.length + (paging?.cursors.after === undefined ? 0 : 1);
  }
  for await (const entry of coc.clanWarLog('#2PP')) {
    if (!isLeagueSeason(entry)) trophies += parseTimestamp(entry.endTime).getTime();
  }
  return trophies;
}

export async function batches(tags: AsyncIterable<string>): Promise<void> {
  for await (const result of coc.batch('player', tags, { concurrency: 20, ordered: true })) {
    if (result.ok) console.log(result.input, result.value.townHallLevel);
    else console.log(result.error.kind, result.error.retryAfter);
  }
  for await (const { value } of coc.batch('leagueSeasonRankings', [[29000022, '2025-08'] as const])) console.log(value?.items.length);
}

export async function failures(): Promise<void> {
  try {
    await coc.currentWar('#2PP');
  } catch (error) {
    if (error instanceof PrivateWarLogError) return;
    if (error instanceof InvalidTagError || error instanceof NotFoundError) console.log(error.message, error.status?.toFixed());
    else if (error instanceof CocError) console.log(error.kind === 'maintenance', error.attempts, error.cause);
    else throw error;
  }
}

export async function rest(): Promise<void> {
  await init({ module_or_path: new Uint8Array() });
  const own = new SlimClient({ fetch: (url, options) => globalThis.fetch(url, options), onRequest: ({ headers }) => void (headers.x = '1') });
  new Client({ agent: ({ protocol }) => (protocol === 'https:' ? { destroy() {} } : undefined), rateLimit: { maxInFlight: 5 } });
  const page = await own.custom<{ items: string[] }>('/new', { query: { limit: 5 } });
  console.log(page.items.length, (await own.metrics())?.latency?.p99, (await own.cacheStats()).hitRate, own.baseUrl, await new SlimClient().clearCache());
  console.log(correctTag('2pp', { expected: 'player' }), formatTimestamp(new Date()), parseSeason('2025-08')?.year);
  console.log(attackLimit(await coc.currentWar('#2PP')), (await coc.goldPass()).endTime);
}

export async function mistakes(player: Player, war: Awaited<ReturnType<Client['currentWar']>>): Promise<void> {
  // @ts-expect-error: the tag of a player is not that of a clan
  await coc.clan(player.tag);
  // @ts-expect-error: there is no such option
  await coc.clan('#2PP', { timeuot: 1 });
  // @ts-expect-error: a single clan is not paged
  await coc.clan('#2PP', { limit: 1 });
  // @ts-expect-error: there is no such setting
  new Client({ tokens: [] });
  // @ts-expect-error: a player may have no clan
  player.clan.name;
  // @ts-expect-error: a war may have no end
  parseTimestamp(war.endTime);
  // @ts-expect-error: a value may be shared, so it is read-only
  player.name = '';
  // @ts-expect-error: its lists are read-only too
  player.troops.push();
  // @ts-expect-error: there is no such method
  coc.batch('players', ['#2PP']);
  // @ts-expect-error: the method takes a group, a season and a player
  coc.batch('leagueGroup', ['#2PP']);
  // @ts-expect-error: the id of a league is not that of a location
  await coc.location((await coc.leagues()).items[0]!.id);
}
