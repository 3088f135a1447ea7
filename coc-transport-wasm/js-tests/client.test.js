// The client for JavaScript against a simulated API.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:net';
import { after, afterEach, before, test } from 'node:test';

import { METHODS } from '../js/routes.js';
import { send } from '../npm/entry/node-send.js';
import { client } from './support/module.js';
import { simulator } from './support/programs.js';

let api;
let coc;
let options;
let samples;
before(async () => {
  [api, coc] = await Promise.all([simulator('--speed', '0'), client()]);
  options = { baseUrl: api.baseUrl, token: api.token, rateLimit: false };
  const own = new coc.Client(options);
  const [clan] = (await own.searchClans({ minMembers: 20 }, { limit: 1 })).items;
  const [group] = await findGroups(own);
  samples = { clan: clan.tag, player: (await own.clan(clan.tag)).memberList[0].tag, ...group };
});
after(() => api?.stop());
afterEach(async () => {
  await api.faults();
  await api.admin('POST', 'settings', { latency_ms: 0 });
  await api.admin('DELETE', 'counters');
});

const make = (more) => new coc.Client({ ...options, ...more });
const requests = async () => (await api.state()).counters.requests;

/** The tag of a war of the leagues and of a group that a player is ranked in, wherever there are some. */
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
  return [found];
}

test('every route of the core is a method, in the same order, and nothing else is', () => {
  const { routes } = coc.Core;
  const named = Object.values(METHODS).map(({ route }) => route);
  assert.deepEqual(named, routes().filter((route) => route !== 'custom'));
});

test('every method is answered', async (t) => {
  const legend = 29000022;
  const own = make();
  const [season] = (await own.leagueSeasons(legend)).items;
  const location = 32000006;
  const args = {
    searchClans: [{ name: 'the', minMembers: 2, labels: [] }],
    clanWarLeagueWar: [samples.war],
    player: [samples.player], battleLog: [samples.player], leagueHistory: [samples.player],
    verifyPlayerToken: [samples.player, 'a-token'],
    leagueGroup: samples.leagueGroup,
    leagueTier: [(await own.leagueTiers({ limit: 1 })).items[0].id],
    league: [legend], leagueSeasons: [legend], leagueSeasonRankings: [legend, season.id],
    builderBaseLeague: [(await own.builderBaseLeagues({ limit: 1 })).items[0].id],
    capitalLeague: [(await own.capitalLeagues({ limit: 1 })).items[0].id],
    warLeague: [(await own.warLeagues({ limit: 1 })).items[0].id],
    location: [location],
    clanRankings: [location], playerRankings: ['global'], clanBuilderBaseRankings: ['global'],
    playerBuilderBaseRankings: [location], capitalRankings: [location],
  };
  // The API has removed them, and nobody but it says so.
  const gone = new Set(['clanVersusRankings', 'playerVersusRankings']);
  for (const [name, { arity, paged }] of Object.entries(METHODS)) {
    await t.test(name, async () => {
      const path = args[name] ?? (arity === 0 ? [] : gone.has(name) ? [location] : [samples.clan]);
      const call = () => own[name](...path, paged ? { limit: 2 } : {});
      if (gone.has(name)) return assert.rejects(async () => call(), coc.CocError);
      const answer = await call().catch((error) => {
        // A clan may have no such war; that is an answer, too.
        if (!(error instanceof coc.NotFound || error instanceof coc.PrivateWarLog)) throw error;
        return {};
      });
      assert.equal(Object.getPrototypeOf(answer), Object.prototype);
    });
  }
});

test('an answer is a plain object that nobody can change, because others may have the same', async () => {
  const own = make();
  const [one, two] = await Promise.all([own.clan(samples.clan), own.clan(samples.clan)]);
  assert.equal(one, two);
  assert.equal(await own.clan(samples.clan), one);
  assert.throws(() => (one.memberList[0].name = 'x'), TypeError);
});

test('an answer that nobody else has is its caller\'s own, and one that two waited for is neither\'s', async () => {
  const own = make({ cache: false });
  const alone = await own.clan(samples.clan);
  alone.memberList[0].note = 'mine';
  const [one, other] = await Promise.all([own.clan(samples.clan), own.clan(samples.clan)]);
  assert.equal(one, other);
  assert.equal(one.memberList[0].note, undefined);
  assert.ok(Object.isFrozen(one) && Object.isFrozen(one.memberList) && Object.isFrozen(one.memberList[0]));
});

test('a list is a page when it is awaited, and all entries when it is gone over', async () => {
  const own = make();
  const { members } = await own.clan(samples.clan);
  const page = await own.clanMembers(samples.clan, { limit: 7 });
  assert.equal(page.items.length, 7);
  const tags = new Set();
  for await (const member of own.clanMembers(samples.clan, { limit: 7 })) tags.add(member.tag);
  assert.equal(tags.size, members);
  const sizes = [];
  for await (const { items } of own.clanMembers(samples.clan, { limit: 7 }).pages()) sizes.push(items.length);
  assert.deepEqual([sizes.length, sizes[0]], [Math.ceil(members / 7), 7]);
  const rest = await own.clanMembers(samples.clan, { limit: 50, after: page.paging.cursors.after });
  assert.equal(rest.items.length, members - 7);
  await api.admin('DELETE', 'counters');
  const few = [];
  for await (const member of make().clanMembers(samples.clan, { limit: 7, max: 7 })) few.push(member);
  assert.deepEqual([few.length, await requests()], [7, 1]);
});

test('a list that is not used sends nothing', async () => {
  make().clanMembers(samples.clan);
  assert.equal(await requests(), 0);
});

test('a page that names itself as the one after it ends the list with an error', async () => {
  const own = make({ fetch: async () => new Response('{"items":[1],"paging":{"cursors":{"after":"x"}}}') });
  const items = [];
  await assert.rejects(async () => {
    for await (const item of own.locations()) items.push(item);
  }, coc.Decode);
  assert.deepEqual(items, [1, 1]);
});

test('a batch gives every input its result, a few calls at a time', async () => {
  const own = make();
  const tags = (await own.clan(samples.clan)).memberList.map(({ tag }) => tag);
  await api.admin('POST', 'settings', { latency_ms: 100 });
  await api.admin('DELETE', 'counters');
  const inputs = [...tags.slice(0, 12), 'nonsense!', '#QQQQ'];
  const results = [];
  for await (const result of own.batch('player', inputs, { concurrency: 3, ordered: true })) results.push(result);
  assert.deepEqual(results.map(({ input }) => input), inputs);
  assert.deepEqual(results.map(({ ok }) => ok), [...Array(12).fill(true), false, false]);
  assert.ok(results[12].error instanceof coc.InvalidTag && results[13].error instanceof coc.NotFound);
  assert.ok(results[0].value.name);
  assert.equal((await api.state()).counters.peak_in_flight, 3);
});

test('a batch asks an endless input for no more than it calls, and ends its calls when it is left', async () => {
  const own = make({ cache: false });
  let asked = 0;
  let closed = false;
  async function* endless() {
    try {
      for (;;) {
        asked += 1;
        yield samples.player;
      }
    } finally {
      closed = true;
    }
  }
  let done = 0;
  for await (const { ok } of own.batch('player', endless(), { concurrency: 4 })) {
    assert.ok(ok);
    if (++done === 20) break;
  }
  assert.ok(closed);
  assert.ok(asked <= 24, `${asked} inputs for 20 results`);
});

test('a call that is slow holds up only the results that must come after it', async () => {
  const slow = '#QQQQ';
  const fetchSlowly = async (url, init) => {
    if (url.includes('QQQQ')) await once(release, 'now');
    return fetch(url, init);
  };
  const release = new EventEmitter();
  const client = make({ cache: false, fetch: fetchSlowly });
  const inputs = [slow, ...Array(100).fill(samples.player)];
  const order = [];
  for await (const { input } of client.batch('player', inputs, { concurrency: 3 })) {
    order.push(input);
    if (order.length === 100) release.emit('now');
  }
  assert.deepEqual([order.length, order[100]], [101, slow]);
  setTimeout(() => release.emit('now'), 20);
  const ordered = [];
  for await (const { input } of client.batch('player', inputs.slice(0, 5), { concurrency: 3, ordered: true })) ordered.push(input);
  assert.deepEqual(ordered, inputs.slice(0, 5));
});

test('a batch is ended by its signal, call by call', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  const controller = new AbortController();
  const results = [];
  setTimeout(() => controller.abort(new Error('enough')), 50);
  for await (const result of make().batch('player', ['#2PP', '#2PY'], { signal: controller.signal })) results.push(result);
  assert.ok(results.every(({ error }) => error instanceof coc.Aborted && error.cause.message === 'enough'));
  assert.equal(results.length, 2);
});

test('an error has class, cause and a stack that leads to the caller', async () => {
  const own = make({ retry: false });
  async function theCaller(call) {
    return await call();
  }
  const failure = (call) => theCaller(call).then(() => assert.fail('it had to fail'), (error) => error);
  for (const [type, kind, status, call] of [
    [coc.NotFound, 'notFound', 404, () => own.player('#QQQQ')],
    [coc.NotFound, 'notFound', 404, () => own.clanMembers('#QQQQ')],
    [coc.InvalidTag, 'invalidTag', undefined, () => own.player('not a tag')],
    [coc.InvalidTag, 'invalidTag', undefined, () => own.clanWarLeagueWar('#0')],
    [coc.InvalidRequest, 'invalidRequest', undefined, () => own.searchClans({})],
    [coc.InvalidRequest, 'invalidRequest', undefined, () => own.location('x')],
    [coc.InvalidRequest, 'invalidRequest', undefined, () => own.player(undefined)],
    [coc.InvalidKey, 'invalidKey', 403, () => make({ token: 'wrong', retry: false }).player(samples.player)],
  ]) {
    const error = await failure(call);
    assert.ok(error instanceof type && error instanceof coc.CocError && error instanceof Error, `${error.stack}`);
    assert.deepEqual([error.kind, error.status, error.name], [kind, status, type.name]);
    assert.match(error.stack, /theCaller|client\.test\.js/);
    assert.ok(error.endpoint, error.message);
  }
  for (const [type, kind, fault] of [
    [coc.Maintenance, 'maintenance', 'maintenance'],
    [coc.Maintenance, 'maintenance', 'maintenance_html'],
    [coc.Server, 'server', { html: { status: 502 } }],
    [coc.InvalidIp, 'invalidIp', 'invalid_ip'],
    [coc.Network, 'truncated', { content: { body: '{"tag":"#2PP"', content_type: 'application/json' } }],
    [coc.Network, 'interrupted', { reset: { after: 'half_body' } }],
    [coc.Decode, 'notJson', { content: { body: '<p>', content_type: 'text/html' } }],
    [coc.Decode, 'notJson', { content: { body: '{"a": nonsense}', content_type: 'application/json' } }],
    [coc.Decode, 'decode', { content: { body: '[]', content_type: 'application/json' } }],
    [coc.CocError, 'unexpectedStatus', { error: { status: 418, reason: 'r' } }],
    [coc.CocError, 'unexpectedStatus', { redirect: { location: 'http://127.0.0.1:9/', status: 302 } }],
  ]) {
    await api.faults({ fault });
    const error = await failure(() => own.player(samples.player, { fresh: true }));
    assert.ok(error instanceof type, `${JSON.stringify(fault)}: ${error.stack}`);
    assert.equal(error.kind, kind);
    assert.equal(error.attempts, 1);
  }
  await api.faults({ fault: { throttled: { retry_after: 90 } } });
  const throttled = await failure(() => own.player(samples.player, { fresh: true }));
  assert.ok(throttled instanceof coc.Throttled);
  assert.equal(throttled.retryAfter, 90_000);
});

test('a refused connection is a network error with the cause that the platform gives', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const error = await make({ baseUrl: `http://127.0.0.1:${port}`, retry: false }).player('#2PP').catch((error) => error);
  assert.ok(error instanceof coc.Network);
  assert.equal(error.kind, 'connect');
  assert.equal(error.cause.cause.code, 'ECONNREFUSED');
});

test('what passes is tried again, within the attempts that are allowed', async () => {
  const own = make({ retry: { attempts: 3, baseDelay: 1 } });
  await api.faults({ fault: { html: { status: 502 } }, times: 2 });
  assert.ok(await own.player(samples.player));
  await api.faults({ fault: { content: { body: '{"tag":', content_type: 'application/json' } }, times: 1 });
  assert.ok(await own.player(samples.player, { fresh: true }), 'a body that was cut off');
  await api.faults({ fault: { html: { status: 502 } }, times: 1 });
  await assert.rejects(own.player(samples.player, { fresh: true, attempts: 1 }), coc.Server);
});

test('a thousand that want the same make one request', async () => {
  await api.admin('POST', 'settings', { latency_ms: 20 });
  const own = make();
  const answers = await Promise.all(Array.from({ length: 1000 }, () => own.player(samples.player)));
  assert.equal(new Set(answers).size, 1);
  assert.equal(await requests(), 1);
  assert.deepEqual([own.metrics().shared, own.metrics().requests], [999, 1]);
});

test('the cache answers, tells how it has done, and can be passed or cleared', async () => {
  const own = make();
  for (let call = 0; call < 3; call += 1) await own.player(samples.player);
  await own.player(samples.player, { fresh: true });
  await own.player(samples.player, { noStore: true });
  assert.equal(await requests(), 3);
  const stats = own.cacheStats();
  assert.deepEqual([stats.hits, stats.misses, stats.entries, stats.hitRate], [2, 1, 1, 2 / 3]);
  assert.equal(own.clearCache(), 1);
  assert.equal(own.cacheStats().entries, 0);
  const none = make({ cache: false });
  await none.player(samples.player);
  await none.player(samples.player);
  assert.equal(await requests(), 5);
});

test('while the API fails, a stale answer does if that is wanted', async () => {
  const own = make({ cache: { lifetime: 1, staleIfError: 60_000 }, retry: false });
  const player = await own.player(samples.player);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await api.faults({ fault: 'maintenance' });
  assert.equal(await own.player(samples.player), player);
});

test('a call ends with its signal, and leaves nobody who listens to it', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  const own = make();
  const controller = new AbortController();
  const call = own.player(samples.player, { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await assert.rejects(call, (error) => error instanceof coc.Aborted && error.cause.name === 'AbortError' && error.endpoint === 'player');
  await assert.rejects(own.player(samples.player, { signal: AbortSignal.abort() }), coc.Aborted);
  await api.faults();
  let listeners = 0;
  const signal = {
    aborted: false,
    addEventListener: () => (listeners += 1),
    removeEventListener: () => (listeners -= 1),
  };
  await own.player(samples.player, { signal });
  assert.equal(listeners, 0);
});

test('a signal ends its own call only, whenever it comes', async () => {
  const body = (tag) => new TextEncoder().encode(JSON.stringify({ tag })).buffer;
  // In every turn between the end of a call and its caller's hearing of it.
  for (let turns = 0; turns < 40; turns += 1) {
    const late = new AbortController();
    let other;
    const race = async () => {
      for (let turn = 0; turn < turns; turn += 1) await null;
      other = own.player(samples.player);
      late.abort();
    };
    const own = make({
      cache: false,
      retry: false,
      fetch: async (url) => ({
        status: 200,
        headers: [],
        arrayBuffer: async () => {
          if (!url.includes('/clans/')) return body(samples.player);
          race();
          return body(samples.clan);
        },
      }),
    });
    const first = await own.clan(samples.clan, { signal: late.signal }).catch((error) => error);
    assert.ok(first.tag === samples.clan || first instanceof coc.Aborted, String(first));
    while (!other) await null;
    assert.equal((await other).tag, samples.player, `after ${turns} turns`);
  }
});

test('one signal may end a thousand calls, and nobody warns of a leak', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  const warnings = [];
  const hear = (warning) => warnings.push(warning.name);
  process.on('warning', hear);
  const own = make({ rateLimit: { perSecond: 0, concurrency: 5 } });
  const controller = new AbortController();
  const calls = Array.from({ length: 1000 }, () => own.player(samples.player, { signal: controller.signal, noStore: true }));
  controller.abort();
  const settled = await Promise.allSettled(calls);
  assert.ok(settled.every(({ reason }) => reason instanceof coc.Aborted));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', hear);
  assert.deepEqual(warnings, []);
});

test('an attempt and a call have their limits of time', async () => {
  await api.faults({ fault: { stalled: { after: 'headers' } } });
  const own = make({ retry: false });
  await assert.rejects(own.player(samples.player, { timeout: 30 }), (error) => error instanceof coc.Timeout && error.attempts === 1);
  await assert.rejects(own.player(samples.player, { deadline: 30 }), coc.Timeout);
  await assert.rejects(make({ timeout: 30, retry: false }).player(samples.player), coc.Timeout);
});

test('started and aborted calls leave no socket, no timer and no memory', async () => {
  await api.faults({ fault: { stalled: { after: 'nothing' } } });
  // Node's own fetch may keep a socket that was still connecting when its request was given up; the package sends by this.
  const own = new coc.Client({ ...options, rateLimit: { perSecond: 0, concurrency: 1000 } }, send);
  const open = async () => (await api.state()).counters.connections_open;
  const before = await open();
  const round = async () => {
    const controller = new AbortController();
    const calls = Array.from({ length: 1000 }, (_, number) =>
      own.player('#' + [...String(100_000 + number)].map((digit) => '0289PYLQGR'[digit]).join(''), { signal: controller.signal }),
    );
    setTimeout(() => controller.abort(), 10);
    const settled = await Promise.allSettled(calls);
    assert.ok(settled.every(({ reason }) => reason instanceof coc.Aborted));
  };
  // Twice, because what is allocated finds its places in the second round.
  await round();
  await round();
  const bytes = coc.memory.buffer.byteLength;
  for (let again = 0; again < 4; again += 1) await round();
  assert.equal(coc.memory.buffer.byteLength, bytes);
  // The server hears of it when the sockets close; so it is asked again, but not without end.
  let left = await open();
  for (let asked = 0; left > before && asked < 5000; asked += 1) left = await open();
  assert.ok(left <= before, `${left} connections are open, ${before} were before`);
  assert.deepEqual(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout'), []);
});

test('why what a fetch gave is no answer is the cause of the error', async () => {
  for (const [answer, words] of [[{}, /no Response/], [{ status: 0 }, /redirects/], [{ status: 200 }, /without headers/]]) {
    const error = await make({ retry: false, fetch: async () => answer }).goldPass().catch((error) => error);
    assert.ok(error instanceof coc.CocError);
    assert.match(error.cause?.message ?? 'no cause', words);
  }
});

test('requests go through a fetch of the user, with the headers that were set', async () => {
  const seen = [];
  const own = make({
    headers: { 'x-client': 'a test' },
    fetch: (url, init) => {
      seen.push([url, init.headers['x-client'], init.credentials, init.cache]);
      return fetch(url, init);
    },
  });
  await own.player(samples.player);
  assert.deepEqual(seen, [[`${api.baseUrl}/players/${encodeURIComponent(samples.player)}`, 'a test', 'omit', 'no-store']]);
});

test('onRequest and onResponse see and change every attempt, and never the token', async () => {
  const seen = [];
  const own = make({
    retry: { baseDelay: 1 },
    async onRequest(request) {
      seen.push({ ...request, headers: { ...request.headers } });
      request.url += '?realtime=true';
      request.headers['x-attempt'] = String(request.attempt);
    },
    onResponse(response) {
      seen.push(response.status);
      response.headers['cache-control'] = 'no-store';
    },
    fetch: (url, init) => {
      seen.push([new URL(url).search, init.headers['x-attempt']]);
      return fetch(url, init);
    },
  });
  await api.faults({ fault: { html: { status: 502 } }, times: 1 });
  await own.currentWar(samples.clan).catch((error) => assert.ok(error instanceof coc.AccessDenied));
  assert.deepEqual(seen.filter(Array.isArray), [['?realtime=true', '1'], ['?realtime=true', '2']]);
  assert.equal(seen[0].endpoint, 'clan.currentwar');
  assert.doesNotMatch(JSON.stringify(seen), new RegExp(api.token));
  assert.equal(own.cacheStats().entries, 0, 'what onResponse says of the cache counts');
});

test('what a hook throws is the cause of an error that names it', async () => {
  const thrown = new Error('not today');
  const own = make({ onRequest: () => { throw thrown; } });
  await assert.rejects(own.player(samples.player), (error) => {
    assert.deepEqual([error.kind, error.cause], ['middleware', thrown]);
    assert.match(error.message, /onRequest: not today/);
    return true;
  });
  await assert.rejects(make({ onRequest: (request) => (request.url = 'http://elsewhere.example/') }).player(samples.player), /token/);
  assert.equal(await requests(), 0);
});

test('custom calls any path below the base URL', async () => {
  const own = make();
  const page = await own.custom('/locations', { query: { limit: 2, none: undefined } });
  assert.equal(page.items.length, 2);
  await assert.rejects(own.custom('https://elsewhere.example/'), coc.InvalidRequest);
  await assert.rejects(own.custom('../x'), coc.InvalidRequest);
});

test('the base URL can be changed while the client is used', async () => {
  const own = new coc.Client();
  assert.equal(own.baseUrl, 'https://api.clashofclans.com/v1');
  own.setBaseUrl(`${api.baseUrl}/`);
  assert.equal(own.baseUrl, api.baseUrl);
  assert.throws(() => own.setBaseUrl('nonsense'), coc.InvalidRequest);
  assert.equal(own.baseUrl, api.baseUrl);
  own.resetBaseUrl();
  assert.equal(own.baseUrl, 'https://api.clashofclans.com/v1');
  await assert.rejects(own.player('#2PP'), (error) => error instanceof coc.InvalidKey && error.attempts === 0);
});

test('test says whether the API can be used', async () => {
  assert.equal(await make().test(), undefined);
  await assert.rejects(make({ token: 'wrong' }).test(), coc.InvalidKey);
});

test('a token does not travel in clear text to another machine', async () => {
  const far = { baseUrl: 'http://198.51.100.1', token: 'secret', retry: false, fetch: async () => new Response('{}') };
  await assert.rejects(new coc.Client(far).player('#2PP'), (error) => error instanceof coc.InvalidRequest && !error.stack.includes('secret'));
  assert.deepEqual(await new coc.Client({ ...far, allowInsecureBaseUrl: true }).player('#2PP'), {});
});

test('options that are none, or of another type, are refused by name', async () => {
  for (const [wrong, words] of [
    [{ basUrl: 'x' }, /no option `basUrl`/],
    [{ timeout: '5' }, /`timeout` .* milliseconds/],
    [{ retry: { attempts: -1 } }, /`attempts` of `retry`/],
    [{ cache: { size: 1 } }, /no option `size`/],
    [{ rateLimit: 5 }, /`rateLimit` have to be an object/],
    [{ token: 5 }, /`token`/],
    [{ baseUrl: 'nonsense' }, /base URL/],
    [{ headers: { 'x y': 'z' } }, /header/],
    [{ headers: { x: 'a\nb' } }, /line break/],
    [{ metrics: -1 }, /`metrics`/],
  ]) {
    assert.throws(() => new coc.Client(wrong), words);
  }
  const own = make();
  await assert.rejects(own.player('#2PP', { limit: 5 }), /player has no option `limit`/);
  assert.throws(() => own.clanMembers('#2PP', { limit: -1 }), coc.InvalidRequest);
  assert.throws(() => own.batch('nothing', []), coc.InvalidRequest);
  assert.throws(() => own.batch('player', 5), coc.InvalidRequest);
  assert.throws(() => own.batch('player', [], { concurrency: 0 }), coc.InvalidRequest);
  await assert.rejects(own.locations({ limit: 0 }), coc.InvalidRequest);
});

test('a token in a browser window is warned of, unless it is allowed', (t) => {
  const warnings = t.mock.method(console, 'warn', () => {});
  make();
  assert.equal(warnings.mock.callCount(), 0, 'a server is no window');
  Object.assign(globalThis, { window: globalThis, document: {} });
  try {
    make();
    assert.equal(warnings.mock.callCount(), 1);
    const [words] = warnings.mock.calls[0].arguments;
    assert.match(words, /token in a browser window/);
    assert.doesNotMatch(words, new RegExp(api.token));
    make({ allowTokenInBrowser: true });
    make({ token: undefined });
    assert.equal(warnings.mock.callCount(), 1);
  } finally {
    delete globalThis.window;
    delete globalThis.document;
  }
});

test('a cursor that is a number, as imitations of the API send it, leads to the next page', async () => {
  const asked = [];
  const client = make({
    cache: false,
    fetch: async (url) => {
      const after = new URL(url).searchParams.get('after');
      asked.push(after);
      return Response.json({ items: [{ id: Number(after) }], paging: { cursors: after === '20' ? {} : { after: 20 } } });
    },
  });
  const ids = [];
  for await (const { id } of client.clanMembers(samples.clan)) ids.push(id);
  assert.deepEqual([ids, asked], [[0, 20], [null, '20']]);
  assert.equal((await client.clanMembers(samples.clan, { after: 20 })).items[0].id, 20);
});
