// Programs as users write them, and errors that must not compile.

import {
  Client, CocError, InvalidTagError, NotFoundError, PrivateWarLogError, type ClanMember, type FailedAttempt, type Middleware, type OutgoingRequest,
  type Player, type Role, type TokenProvider,
} from 'coc-api';
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

export async function responses(): Promise<Date> {
  const { data, headers, maxAge = 0, source, attempts, freshUntil } = await coc.clan('#2PP').withResponse();
  const page = await coc.clanMembers('#2PP', { limit: 5 }).withResponse();
  const custom = await coc.custom<{ items: string[] }>('/new').withResponse();
  console.log(data.name, headers.get('etag'), maxAge.toFixed(), source === 'cache', attempts, page.data.items[0]?.name, custom.data.items.length);
  return freshUntil;
}

export async function control(): Promise<void> {
  const entries = new Map<string, string>();
  const store = {
    get: (key: string) => entries.get(key),
    set: async (key: string, value: string, ttl: number) => void (ttl > 0 && entries.set(key, value)),
    delete: (key: string) => entries.delete(key),
    clear: () => entries.clear(),
  };
  const provider: TokenProvider = async (rejected) => (rejected?.kind === 'invalidIp' ? [rejected.message] : 'token');
  const own = new Client({
    token: provider,
    cache: { store, lifetimes: { player: 30_000, 'clan.currentwar': 0 }, maxServerLifetime: 60_000, negative: 1_000 },
    retry: { attempts: 2, budget: 0.2 },
    onRetry: ({ endpoint, delay, error }) => console.log(endpoint, delay.toFixed(), error.kind),
    onTokenRejected: async ({ token, address }) => console.log(token, address),
  });
  class Log implements Middleware {
    onRequest({ url }: OutgoingRequest): void {
      console.log(url);
    }
    async onThrottled({ retryAfter = 0 }: FailedAttempt): Promise<void> {
      console.log(retryAfter);
    }
  }
  const remove: () => void = own.use(new Log());
  remove();
  const removed: boolean = await own.invalidate('clanMembers', '#2PP', { limit: 5 });
  const [failed] = await own.recentErrors(5);
  const { failures, enabled } = await own.cacheStats();
  console.log(removed, failed?.error.message, failed?.endedAt.getTime(), failures, enabled, (await own.metricsCsv())?.length);
  console.log((await own.metrics('clan.members'))?.calls, (await own.metrics())?.tokens[0]?.throttledFor);
  await own.setCacheEnabled(false);
  await own.player('#2PP', { background: true });
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
  // @ts-expect-error: a response has no such member
  (await coc.clan('#2PP').withResponse()).body;
  // @ts-expect-error: a store needs all four methods
  new Client({ cache: { store: { get: () => undefined } } });
  // @ts-expect-error: lifetimes are by the names of endpoints
  new Client({ cache: { lifetimes: { clanMembers: 1 } } });
  // @ts-expect-error: the method takes a tag
  await coc.invalidate('player');
  // @ts-expect-error: there is no such hook
  coc.use({ onRequets() {} });
  // @ts-expect-error: a provider returns strings
  new Client({ token: async () => 5 });
  // @ts-expect-error: the id of a league is not that of a location
  await coc.location((await coc.leagues()).items[0]!.id);
}
