// The functions of `coc-api/game`, as installed, against the same functions as native Rust: on every
// recorded body, on the bodies of the simulator, and on values that they reject.
//
// The recordings are not part of the project. They are in the folder `COC_CORPUS`, or in
// `../shared/corpus` beside the workspace; without them, the test says so.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { ROOT, run, tool } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';

const { load, InvalidArgumentError } = await import(`${ROOT}/node_modules/coc-api/dist/game/node.js`);
const { FUNCTIONS } = await import(`${ROOT}/node_modules/coc-api/dist/game/js/functions.js`);
const { Client, InvalidRequestError } = await import(`${ROOT}/node_modules/coc-api/dist/node.js`);
const game = await load();

const TIMES = [new Date(Date.UTC(2026, 7, 10, 5)), '20251006T045959.000Z', 1_700_000_000_000, 0];
const SEASONS = ['2025-08', '2025-10-06', 'v2-2026-08-03T05:00:00Z', 1_780_290_000, 'soon'];
const LINKS = [
  'https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP',
  'https://link.clashofclans.com/de?action=CopyArmy&army=h0p1e0_1-1m1u10x0-2x0s1x9-what',
  'clashofclans://action=OpenLayout&id=TH16%3AHV%3AAAAA',
  'https://example.com',
  '',
];

let simulator;
before(async () => (simulator = await startSimulator()));
after(() => simulator?.stop());

/** The arguments of a call as the module receives them. */
const texts = (args) => args.map((value) => (value === undefined ? '' : JSON.stringify(value))).join('\n');

/** Runs calls in native Rust. */
async function native(calls) {
  const program = spawn(fileURLToPath(new URL('../../../target/debug/codegen', import.meta.url)), ['--game'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const chunks = [];
  program.stdout.on('data', (chunk) => chunks.push(chunk));
  const ended = new Promise((resolve, reject) => program.once('error', reject).once('close', resolve));
  const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  program.stdin.end(calls.map(([name, ...args]) => `${JSON.stringify([snake(name), texts(args)])}\n`).join(''));
  assert.equal(await ended, 0);
  return Buffer.concat(chunks).toString().trim().split('\n').map((line) => JSON.parse(line));
}

function installed([name, ...args]) {
  try {
    return { ok: game[name](...args) ?? null };
  } catch (error) {
    assert(error instanceof InvalidArgumentError, error.stack);
    const { argument, path, message } = error;
    return { failure: path === undefined ? { argument, message } : { argument, path, message } };
  }
}

async function assertEqual(calls) {
  const expected = await native(calls);
  assert.equal(expected.length, calls.length);
  calls.forEach((call, at) => assert.deepEqual(installed(call), expected[at], `${call[0]} (call ${at})`));
  return expected;
}

/** The calls with bodies, by kind. */
function callsOf({ wars = [], groups = [], leagueWars = [], players = [], clans = [], raids = [], logs = [], battles = [] }) {
  const calls = [];
  for (const war of [...wars, ...leagueWars]) {
    calls.push(['warType', war], ['warId', war], ['warPhase', war], ['warSides', war], ['warAttacks', war]);
    calls.push(...TIMES.map((time) => ['warPhase', war, time]));
    const [clan, player] = [war.clan?.tag, war.opponent?.members?.[0]?.tag];
    if (clan) calls.push(['warSide', war, clan], ['warAttacks', war, clan], ['regularWarKind', war, clan]);
    if (player) calls.push(['warMember', war, player]);
  }
  for (const { group, wars: pairs } of groups) {
    calls.push(['leagueRounds', group], ['leagueStandings', group, pairs], ['missingWarTags', group, pairs]);
    for (const { tag } of group.clans ?? []) {
      calls.push(['leagueMembers', group, pairs, tag], ['leagueSchedule', group, pairs, tag], ['leagueWars', group, pairs, tag]);
      calls.push(['leagueSchedule', group, Object.fromEntries(pairs), tag, TIMES[0]]);
      for (const known of [[], pairs.slice(-6, -2), pairs]) calls.push(['searchLeagueWars', group, known, tag], ['searchLeagueWars', group, known, tag, 3]);
    }
  }
  calls.push(...players.map((player) => ['playerProgress', player]));
  clans.forEach((clan, at) => calls.push(['clanChanges', clans.at(at - 1), clan]));
  raids.forEach((season, at) => {
    calls.push(['raidTotals', season], ['raidAttacks', season], ['raidMembers', season]);
    const player = season.members?.[0]?.tag;
    if (player) calls.push(['raidAttacks', season, player]);
    if (clans.length > 0) calls.push(['raidMembersWithoutAttacks', season, clans[at % clans.length]]);
  });
  calls.push(...logs.flat().map((entry) => ['seasonOutcome', entry]));
  for (const log of battles) {
    calls.push(['battleStats', log], ['battleStatsByLegendDay', log], ['newBattles', log.slice(0, -3), log], ['newBattles', log, []]);
    calls.push(...log.map((entry) => ['battleFacts', entry]), ...log.map((entry) => ['parseArmy', entry.armyShareCode ?? '']));
  }
  return calls;
}

/** The calls without bodies. */
function otherCalls() {
  const calls = [['gameData'], ['units'], ['leagueTiers'], ['leagues'], ['capitalLeagues'], ['builderBaseLeagues'], ['warLeagues']];
  for (const name of ['trophySeason', 'rankedWeek', 'legendDay', 'legendDayOfBattle', 'raidWeekend', 'nextRaidWeekend', 'clanGames', 'nextClanGames']) {
    calls.push(...TIMES.map((time) => [name, time]));
  }
  for (const id of SEASONS) {
    calls.push(['trophySeasonById', id], ['nextTrophySeason', id], ['previousTrophySeason', id]);
    calls.push(['rankedWeekById', id], ['nextRankedWeek', id], ['previousRankedWeek', id]);
    calls.push(...SEASONS.map((other) => ['compareSeasonIds', id, other]));
  }
  for (const link of LINKS) {
    calls.push(['parseLink', link], ['parseArmy', link], ['parseLayout', link], ['armyLink', link], ['layoutLink', link], ['supportCreatorLink', link]);
    calls.push(['clanLink', link], ['playerLink', link]);
  }
  calls.push(['clanLink', '2pp'], ['playerLink', '#2PP'], ['compareRoles', 'leader', 'admin'], ['compareRoles', 'leader', 'captain']);
  calls.push(['buildArmy', { heroes: [{ id: 28000000, mode: 1, pet: 73000001, equipment: [90000000, 90000001] }], troops: [{ quantity: 3, id: 4000000 }] }]);
  calls.push(['buildArmy', { spells: [{ quantity: 1, id: 7 }] }], ['buildArmy', {}], ['buildArmy', { troops: 'many' }]);
  for (const { id, name, village, maxLevel } of game.units()) {
    calls.push(['unit', id], ['unitNamed', name, village], ['unitUpgrades', id], ['unitUpgrades', id, 1, maxLevel], ['unitCap', id, 12]);
  }
  for (const { id } of game.leagueTiers()) calls.push(['leagueTier', id]);
  for (const { id } of game.warLeagues()) {
    calls.push(['warLeague', id], ['warLeagueBonuses', id, 15, 3], ['warLeagueBonuses', id, 30, 7]);
    for (let rank = 0; rank < 10; rank += 1) calls.push(['warLeagueOutcome', id, rank], ['warLeagueMedals', id, rank]);
  }
  for (const [ours, theirs] of [[90.2, 90.25], [50, 50], [50, 49.99]]) {
    for (const stars of [1, 2]) calls.push(['warResult', { stars: 2, destructionPercentage: ours }, { stars, destructionPercentage: theirs }]);
  }
  for (let hall = 0; hall < 20; hall += 1) calls.push(['townHallFloor', hall]);
  for (let at = 0; at < 9000; at += 333) calls.push(['capitalLeagueAt', at], ['builderBaseLeagueAt', at]);
  for (let stars = -1; stars <= 4; stars += 1) {
    for (const destruction of [0, 12.5, 49, 50, 99, 99.99, 100, 101, NaN]) {
      for (const name of ['attackTrophies', 'rankedDefenseTrophies', 'legendDefenseTrophies']) calls.push([name, stars, destruction]);
    }
  }
  return calls;
}

test('functions without bodies have the results of native Rust, and every function is called', async () => {
  const calls = otherCalls();
  await assertEqual(calls);
  const war = { state: 'notInWar' };
  const called = new Set([...calls, ...callsOf({
    wars: [{ ...war, clan: { tag: '#2PP' }, opponent: { members: [{ tag: '#2PP' }] } }],
    groups: [{ group: { state: 'inWar', clans: [{ tag: '#2PP' }] }, wars: [] }],
    players: [{ tag: '#2PP' }],
    clans: [{ tag: '#2PP' }],
    raids: [{ state: 'ended', startTime: TIMES[1], endTime: TIMES[1] }],
    logs: [[{ endTime: TIMES[1] }]],
    battles: [[{ opponentPlayerTag: '#2PP' }]],
  })].map(([name]) => name));
  assert.deepEqual([...called].sort(), Object.keys(FUNCTIONS).sort());
});

test('recorded bodies have the results of native Rust', async (context) => {
  const corpus = process.env.COC_CORPUS ?? fileURLToPath(new URL('../../../../shared/corpus', import.meta.url));
  if (!existsSync(`${corpus}/INDEX.tsv`)) return context.skip('no recorded bodies here (set COC_CORPUS to a folder of them)');
  const paths = readFileSync(`${corpus}/INDEX.tsv`, 'utf8').trim().split('\n').slice(1).map((line) => line.split('\t')[0]);
  const bodies = (folder) =>
    paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => JSON.parse(readFileSync(`${corpus}/${path}`, 'utf8')));
  const leagueWars = bodies('cwl-war');
  const pairs = leagueWars.map((war, at) => [`#2PP${'0289PYLQGRJCUV'[at % 14]}${'0289PYLQGRJCUV'[Math.floor(at / 14)]}`, war]);
  const groups = bodies('cwl-leaguegroup').map((group) => {
    // The recordings do not say which war is which, so that every group has all.
    const tags = (group.rounds ?? []).flatMap(({ warTags }) => warTags).filter((tag) => tag !== '#0');
    return { group, wars: pairs.map(([tag, war], at) => [tags[at] ?? tag, war]) };
  });
  const items = (folder) => bodies(folder).map(({ items }) => items ?? []);
  const results = await assertEqual(
    callsOf({
      wars: bodies('currentwar'),
      leagueWars,
      groups,
      players: bodies('players'),
      clans: bodies('clans'),
      raids: items('capitalraidseasons').flat(),
      logs: items('warlog'),
      battles: bodies('battlelog').map((body) => body.items ?? body),
    }),
  );
  const succeeded = results.filter(({ failure }) => !failure).length;
  context.diagnostic(`${results.length} calls, ${succeeded} of which succeed`);
  assert(succeeded > results.length * 0.9);
});

test('simulated bodies have the results of native Rust', async () => {
  const coc = new Client({ baseUrl: simulator.baseUrl, token: simulator.token, rateLimit: false });
  const { items } = await coc.searchClans({ name: 'aaa', limit: 5 }).then((page) => page, () => ({ items: [] }));
  const found = items?.length ? items : (await coc.clanRankings('global', { limit: 5 })).items;
  const optional = (promise) => promise.catch(() => undefined);
  const bodies = { wars: [], groups: [], leagueWars: [], players: [], clans: [], raids: [], logs: [], battles: [] };
  for (const { tag } of found) {
    const clan = await coc.clan(tag);
    bodies.clans.push(clan);
    for (const member of clan.memberList.slice(0, 3)) {
      bodies.players.push(await coc.player(member.tag));
      const log = await optional(coc.battleLog(member.tag));
      if (log) bodies.battles.push(log.items ?? log);
    }
    const [war, group, raids, log] = await Promise.all([
      optional(coc.currentWar(tag)),
      optional(coc.clanWarLeagueGroup(tag)),
      optional(coc.capitalRaidSeasons(tag)),
      optional(coc.clanWarLog(tag)),
    ]);
    if (war) bodies.wars.push(war);
    if (group) {
      const tags = group.rounds.flatMap(({ warTags }) => warTags).filter((warTag) => warTag !== '#0');
      const wars = await Promise.all(tags.map(async (warTag) => [warTag, await coc.clanWarLeagueWar(warTag)]));
      bodies.groups.push({ group, wars });
    }
    bodies.raids.push(...(raids?.items ?? []));
    if (log) bodies.logs.push(log.items);
  }
  assert(bodies.clans.length > 0 && bodies.players.length > 0 && bodies.wars.length > 0 && bodies.raids.length > 0);
  const results = await assertEqual(callsOf(bodies));
  assert(results.every(({ failure }) => !failure));
});

test('the comparison fails if one number differs', async () => {
  const [ours] = await native([['attackTrophies', 3, 100]]);
  assert.notDeepEqual(installed(['attackTrophies', 2, 99]), ours);
  await assert.rejects(async () => {
    const [expected] = await native([['trophySeason', TIMES[0]]]);
    assert.deepEqual(installed(['trophySeason', TIMES[1]]), expected);
  }, assert.AssertionError);
});

test('an argument that cannot be used is an error with its name and path', () => {
  const thrown = (act) => {
    try {
      act();
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const error = thrown(() => game.warType({ state: 'inWar', clan: { members: [{ tag: 1 }] } }));
  assert(error instanceof InvalidArgumentError && error instanceof InvalidRequestError);
  assert.deepEqual([error.name, error.kind, error.argument, error.path], ['InvalidArgumentError', 'invalidRequest', 'war', 'clan.members[0].tag']);
  assert.match(thrown(() => game.warType(undefined)).message, /^`war`: is required/);
  assert.match(thrown(() => game.warSide({ state: 'inWar' }, 'x')).message, /^`clan`: /);
  assert.match(thrown(() => game.battleStats([1n])).message, /^`battles`: must be a plain object/);
  const circle = {};
  circle.circle = circle;
  assert.equal(thrown(() => game.warType(circle)).argument, 'war');
  assert.equal(thrown(() => game.useGameData('x')).argument, 'bytes');
  assert.match(thrown(() => game.useGameData(new Uint8Array(9))).message, /^`bytes`: not a game data file/);
  // The module works as before.
  assert.equal(game.attackTrophies(3, 100), 40);
});

test('wars may be a Map, and a newer file of game data is taken', async () => {
  const group = { state: 'inWar', clans: [{ tag: '#2PP' }], rounds: [{ warTags: ['#8PQ2'] }] };
  assert.deepEqual(game.missingWarTags(group, new Map()), ['#8PQ2']);
  assert.deepEqual(game.missingWarTags(group, new Map([['#8PQ2', { state: 'inWar' }]])), []);
  const before = game.gameData();
  game.useGameData(readFileSync(new URL('../../../coc-models/data/game-data.bin', import.meta.url)));
  assert.deepEqual(game.gameData(), before);
});

test('nothing makes the module trap', () => {
  const values = [undefined, null, true, -1, 2 ** 60, NaN, '', '#2PP', '\ud83d', [], {}, [null], [[]], { state: 'inWar' }, { tag: '#2PP' }, { state: [] }];
  const names = Object.keys(FUNCTIONS);
  for (const name of names) {
    for (const first of values) for (const second of values) installed([name, first, second, second, first]);
  }
  const deep = JSON.parse('['.repeat(3000) + ']'.repeat(3000));
  assert.equal(game.warPhase({ state: 'inWar', unknown: deep }), 'battle');
  assert.equal(game.attackTrophies(3, 100), 40);
});

for (const [what, program, ...args] of [
  ['Node imports it', process.execPath, 'game.mjs'],
  ['Node requires it', process.execPath, 'game.cjs'],
  ['Deno imports it without permissions', tool('deno'), 'run', '--quiet', '--no-prompt', 'game.mjs'],
  ['Bun imports it', tool('bun'), 'game.mjs'],
  ['Node imports it with the module inside', process.execPath, 'game-inline.mjs'],
]) {
  test(what, async () => {
    assert.deepEqual(JSON.parse(await run(program, args)), { trophies: 40, same: true, failure: 'InvalidArgumentError' });
  });
}

test('the declarations list exactly the functions', async () => {
  const declarations = readFileSync(`${ROOT}/node_modules/coc-api/dist/types/game-functions.d.ts`, 'utf8');
  const [, body] = /export interface GameFunctions \{([^]*?)\n\}/.exec(declarations);
  const declared = [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
  assert.deepEqual([...declared, 'currentWars', 'useGameData'].sort(), Object.keys(game).sort());
});
