// `game.currentWars()` as installed: against all wars of the simulator on every day of a league season,
// and in the situations that the simulator does not have.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ROOT } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';

const { load } = await import(`${ROOT}/node_modules/coc-api/dist/game/node.js`);
const { Client } = await import(`${ROOT}/node_modules/coc-api/dist/node.js`);
const game = await load();

const DAY = 24 * 3_600_000;
const ROUNDS = ['previous', 'current', 'next'];

let simulator;
before(async () => (simulator = await startSimulator('--speed', '0')));
after(() => simulator?.stop());

const connect = (options) => new Client({ baseUrl: simulator.baseUrl, token: simulator.token, rateLimit: false, ...options });

/** A client, and the paths of the calls that are not in its cache. */
function counted(options) {
  const paths = [];
  const coc = connect(options);
  coc.use({ onRequest: ({ url }) => void paths.push(new URL(url).pathname) });
  return { coc, paths };
}

const sides = (war) => [war.clan?.tag, war.opponent?.tag];

/** The last war of the clan in each state among all wars of its group, with the number of the round. */
async function allWars(coc, clan) {
  const group = await coc.clanWarLeagueGroup(clan).catch((error) => assert.equal(error.kind, 'notFound'));
  if (!group) return undefined;
  const last = {};
  for (const [at, { warTags }] of group.rounds.entries()) {
    for (const tag of warTags.filter((warTag) => warTag !== '#0')) {
      const war = await coc.clanWarLeagueWar(tag);
      if (sides(war).includes(clan)) last[war.state] = { number: at + 1, tag, war };
    }
  }
  return last;
}

function assertOwn(found, clan) {
  assert(sides(found.war).includes(clan));
  assert.equal(found.side.tag, clan);
  assert.deepEqual(found.side, game.warSide(found.war, clan));
  assert.equal(found.phase, game.warPhase(found.war));
}

test('the wars found are those of the clan among all wars of the season, in eight requests', async (context) => {
  const seen = {};
  const count = (what) => (seen[what] = (seen[what] ?? 0) + 1);
  const { unixMillis: start } = (await simulator.state()).clock;
  const { items } = await connect().searchClans({ minMembers: 1 });
  // The wars of a clan with a private log are in the league alone.
  const ofLog = (isPublic, limit) => items.filter(({ isWarLogPublic }) => isWarLogPublic === isPublic).slice(0, limit);
  const clans = [...ofLog(true, 2), ...ofLog(false, 1)].map(({ tag }) => tag);
  assert.equal(clans.length, 3);
  for (let day = 0; day < 32; day += 1) {
    await simulator.admin('POST', 'clock', { unixMillis: start + day * DAY });
    // Everything that the simulator says, from a client of its own.
    const all = connect();
    for (const clan of clans) {
      const expected = await allWars(all, clan);
      const { coc, paths } = counted({ cache: false });
      const { war, league } = await game.currentWars(coc, clan);
      assert(paths.length <= 8, `${paths.length} requests`);
      assert.equal(new Set(paths).size, paths.length);

      count(`war ${war.kind}`);
      const regular = await all.currentWar(clan).catch((error) => error.kind);
      if (war.kind === 'war') {
        assert.deepEqual(war.war, regular);
        assertOwn(war, clan);
      } else {
        assert.equal(war.kind, regular === 'privateWarLog' ? 'private' : regular.state);
      }

      count(`league ${league.kind}`);
      if (!expected) {
        assert.deepEqual(league, { kind: 'noGroup' });
        continue;
      }
      if (league.kind === 'notDrawn') {
        assert.deepEqual(expected, {});
        continue;
      }
      const states = { previous: 'warEnded', current: 'inWar', next: 'preparation' };
      for (const name of ROUNDS) {
        const [round, own] = [league[name], expected[states[name]]];
        assert.equal(round?.number, own?.number, `${name} of ${clan} on day ${day}`);
        if (!round) continue;
        count(`${name} ${round.kind}`);
        assert(name !== 'current' || round.kind === 'war', 'the war in battle is always found');
        if (round.kind === 'war') {
          assert.deepEqual([round.warTag, round.war], [own.tag, own.war]);
          assertOwn(round, clan);
        } else {
          assert.deepEqual(round, { kind: 'notFound', number: own.number });
        }
      }
    }
  }
  context.diagnostic(JSON.stringify(seen));
  for (const what of ['war war', 'war private', 'league noGroup', 'current war', 'next war', 'next notFound', 'previous notFound']) {
    assert(seen[what] > 0, `${what}: ${JSON.stringify(seen)}`);
  }
});

/** A war of a round: one of the clan if `isOwn`, in every second round as the opponent. */
function leagueWar(round, place, state, isOwn) {
  const [clan, opponent] = isOwn ? ['#2PP', `#9P${round}`] : [`#8P${place}`, `#8Q${place}`];
  const sidesOf = round % 2 ? { clan: { tag: clan }, opponent: { tag: opponent } } : { clan: { tag: opponent }, opponent: { tag: clan } };
  return { state, warStartTime: '20260903T080000.000Z', ...sidesOf };
}

/** A client of an API with this current war, and rounds as pairs of a state and the place of the clan's war. */
function clientOf({ war, rounds, state = 'inWar', ...options }) {
  const paths = [];
  const digits = '0289PYLQ';
  const body = (path) => {
    if (path.endsWith('/currentwar')) return war ?? [403, { reason: 'accessDenied' }];
    if (!rounds) return [404, { reason: 'notFound' }];
    if (path.endsWith('/leaguegroup')) {
      const drawn = rounds.map((_, at) => ({ warTags: [0, 1, 2, 3].map((place) => `#2${digits[at]}${digits[place]}`) }));
      return { state, clans: [{ tag: '#2PP' }], rounds: [...drawn, { warTags: ['#0', '#0', '#0', '#0'] }] };
    }
    const [at, place] = [...path.split('%232')[1]].map((digit) => digits.indexOf(digit));
    return leagueWar(at + 1, place, rounds[at][0], rounds[at][1] === place);
  };
  const fetch = async (url) => {
    const { pathname } = new URL(url);
    paths.push(pathname);
    const found = body(pathname);
    const [status, json] = Array.isArray(found) ? found : [200, found];
    return new Response(JSON.stringify(json), { status, headers: { 'content-type': 'application/json', 'cache-control': 'max-age=600' } });
  };
  const coc = new Client({ baseUrl: 'http://127.0.0.1:9/v1', token: 'token', fetch, rateLimit: false, ...options });
  return { coc, paths };
}

test('a private war log does not hide the league, in which the clan may be the opponent', async () => {
  const { coc, paths } = clientOf({ rounds: [['warEnded', 0], ['inWar', 3]] });
  const { war, league } = await game.currentWars(coc, '2pp');
  assert.deepEqual(war, { kind: 'private' });
  assert.equal(league.kind, 'drawn');
  assert.deepEqual([league.previous.number, league.current.number, league.next], [1, 2, undefined]);
  assert.equal(league.current.war.opponent.tag, '#2PP');
  assert.equal(league.current.side.tag, '#2PP');
  assert.equal(league.current.phase, 'battle');
  assert(paths.length <= 8);
});

test('the reasons for which there are no wars are results', async () => {
  const kinds = async (api) => {
    const { coc, paths } = clientOf(api);
    const { war, league } = await game.currentWars(coc, '#2PP');
    return [war.kind, war.state, league.kind, paths.length];
  };
  assert.deepEqual(await kinds({}), ['private', undefined, 'noGroup', 2]);
  assert.deepEqual(await kinds({ war: { state: 'accessDenied' }, rounds: [] }), ['private', undefined, 'notDrawn', 2]);
  assert.deepEqual(await kinds({ war: { state: 'notInWar' } }), ['notInWar', undefined, 'noGroup', 2]);
  assert.deepEqual(await kinds({ war: { state: 'inMatchmaking' } }), ['searching', undefined, 'noGroup', 2]);
  assert.deepEqual(await kinds({ war: { state: 'truce' } }), ['unrecognized', 'truce', 'noGroup', 2]);
  const { coc } = clientOf({ war: { state: 'notInWar' }, rounds: [['inWar', undefined]] });
  assert.deepEqual((await game.currentWars(coc, '#2PP')).league.current, { kind: 'noWar', number: 1 });
});

test('the next call finds in the cache what the limit of requests left out', async () => {
  const { coc, paths } = clientOf({ war: { state: 'notInWar' }, rounds: [['warEnded', 3], ['inWar', 3], ['preparation', 3]] });
  const kinds = ({ league }) => ROUNDS.map((name) => league[name].kind);
  assert.deepEqual(kinds(await game.currentWars(coc, '#2PP')), ['notFound', 'war', 'notFound']);
  assert.equal(paths.length, 8);
  assert.deepEqual(kinds(await game.currentWars(coc, '#2PP')), ['war', 'war', 'war']);
  assert.equal(paths.length, 14);
  assert.equal(new Set(paths).size, 14);
});

test('any other failure rejects, and options are those of every call', async () => {
  const { coc } = clientOf({ war: [500, {}], rounds: [['inWar', 0]], retry: false });
  await assert.rejects(game.currentWars(coc, '#2PP'), { kind: 'server' });
  // Not found is a result for the group alone.
  await assert.rejects(game.currentWars(clientOf({ war: [404, { reason: 'notFound' }] }).coc, '#2PP'), { kind: 'notFound' });
  await assert.rejects(game.currentWars(clientOf({}).coc, 'x'), { kind: 'invalidTag' });
  const { coc: other, paths } = clientOf({ war: { state: 'notInWar' }, rounds: [['inWar', 0]] });
  await assert.rejects(game.currentWars(other, '#2PP', { signal: AbortSignal.abort() }), { name: 'AbortedError' });
  assert.deepEqual(paths, []);
  for (let time = 0; time < 2; time += 1) await game.currentWars(other, '#2PP', { fresh: true });
  assert.equal(paths.length, 2 * new Set(paths).size);
});
