// The guide's Discord bot, compiled and started as its README says, between a fake Discord and the
// simulator.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

import { startDiscord } from './support/discord.mjs';
import { ROOT, run, tool } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';

const FOLDER = `${ROOT}/guides/discord-bot`;
const STATE = `${FOLDER}/test-state.json`;
const KEYS = `${FOLDER}/test-keys.json`;
const TOKEN = 'MTAwMQ.secret.token';
const CHANNEL = '4000';

let simulator;
let discord;
let bot;
/** Everything that the bot has printed. */
let printed = '';

const api = async (path) => {
  const response = await fetch(simulator.baseUrl + path, { headers: { authorization: `Bearer ${simulator.token}` } });
  assert.equal(response.status, 200, path);
  return response.json();
};
const currentWar = (clan) => api(`/clans/${encodeURIComponent(clan)}/currentwar`);
const attacksOf = ({ clan, opponent }) =>
  [...clan.members, ...opponent.members].flatMap(({ attacks }) => attacks ?? []).sort((a, b) => a.order - b.order);

/** The text of a message without the escapes of Markdown. */
const plain = (text) => text.replaceAll('\\', '');

/** Replaces the faults. Wars are fresh for a second, so that the tests do not wait for two minutes. */
const setFaults = (...faults) =>
  simulator.faults({ fault: { header: { name: 'cache-control', value: 'max-age=1' } }, routes: ['clan.currentwar'] }, ...faults);

/** The environment of the bot; an account, because it is the usual way. */
const environment = () => ({
  PATH: process.env.PATH,
  DISCORD_TOKEN: TOKEN,
  DISCORD_API: discord.api,
  COC_EMAIL: simulator.email,
  COC_PASSWORD: simulator.password,
  COC_BASE_URL: simulator.baseUrl,
  COC_PORTAL_URL: simulator.portalUrl,
  KEY_FILE: KEYS,
  STATE_FILE: STATE,
});

async function startBot(env = environment()) {
  const child = spawn(process.execPath, ['dist/main.js'], { cwd: FOLDER, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  child.stderr.on('data', (data) => (printed += data));
  await new Promise((resolve, reject) => {
    exited.then(([code]) => reject(new Error(`the bot exited (${code}):\n${printed}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      printed += `${line}\n`;
      if (line.startsWith('ready')) resolve();
    });
  });
  return {
    kill: () => child.kill('SIGKILL'),
    async stop() {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}

/** Waits until the file of the bot's state satisfies a condition, and returns the value of the condition. */
async function state(condition) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const value = condition(JSON.parse(await readFile(STATE, 'utf8')));
    if (value) return value;
    assert(Date.now() < deadline, `not within 30 s: ${condition}; the bot has printed:\n${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A clan in a war of its own, in which attacks are still to come. */
async function findClanAtWar() {
  const { items } = await api('/clans?minMembers=10&warFrequency=always&limit=200');
  for (const { tag, isWarLogPublic } of items) {
    if (!isWarLogPublic) continue;
    const war = await currentWar(tag);
    if (war.state === 'inWar' && attacksOf(war).length > 0 && attacksOf(war).length < war.teamSize * 2) return tag;
  }
  throw new Error('no clan is at war');
}

before(async () => {
  await Promise.all([STATE, KEYS].map((file) => rm(file, { force: true })));
  await run(tool('tsc'), ['-p', '.'], { cwd: FOLDER });
  // The clock stands, and the test moves it.
  [simulator, discord] = await Promise.all([startSimulator('--speed', '0'), startDiscord(TOKEN)]);
  await setFaults();
  discord.createChannel(CHANNEL);
  bot = await startBot();
});
after(async () => {
  bot?.kill();
  await simulator?.stop();
});

test('it registers its commands', async () => {
  const commands = await discord.commands();
  assert.deepEqual(commands.map(({ name }) => name).sort(), ['clan', 'follow', 'link', 'player', 'unfollow', 'war']);
  // Only who may manage a channel decides what is reported there.
  assert.equal(commands.find(({ name }) => name === 'follow').default_member_permissions, String(1 << 4));
});

test('/clan shows a clan, by its tag as people enter it', async () => {
  const clan = await api(`/clans/${encodeURIComponent(simulator.clan)}`);
  const { embeds, isEphemeral } = await discord.command('clan', { tag: simulator.clan.slice(1).toLowerCase() });
  assert.equal(embeds[0].title, `${clan.name} (${clan.tag})`);
  assert.deepEqual(embeds[0].fields.slice(0, 2), [
    { name: 'Level', value: String(clan.clanLevel), inline: true },
    { name: 'Members', value: `${clan.members} of 50`, inline: true },
  ]);
  assert.equal(isEphemeral, false);
});

test('a wrong tag, an unknown clan and maintenance are explained', async () => {
  assert.match((await discord.command('clan', { tag: 'abc' })).content, /'a' at position/);
  assert.equal((await discord.command('clan', { tag: '#VVVVVVVVVVVV' })).content, 'There is no such clan or player.');
  await setFaults({ fault: 'maintenance' });
  try {
    // Not a clan that is in the cache.
    assert.match((await discord.command('clan', { tag: '#2PP' })).content, /in maintenance/);
  } finally {
    await setFaults();
  }
});

test('/link links a player with the token of the game only, and only the caller sees it', async () => {
  assert.match((await discord.command('player')).content, /link your player/);

  const wrong = await discord.command('link', { player: simulator.player, token: 'wrong' });
  assert.match(wrong.content, /token is wrong/);
  assert.equal(wrong.isEphemeral, true);
  assert.match((await discord.command('player')).content, /link your player/);

  const player = await api(`/players/${encodeURIComponent(simulator.player)}`);
  const linked = await discord.command('link', { player: simulator.player, token: simulator.playerToken });
  assert.equal(linked.content, `You are ${player.name} (${player.tag}).`);
  assert.equal(linked.isEphemeral, true);

  const { embeds } = await discord.command('player');
  assert.equal(embeds[0].title, `${player.name} (${player.tag})`);
  assert.equal(embeds[0].fields.find(({ name }) => name === 'Town Hall').value, String(player.townHallLevel));
  assert.match(embeds[0].fields.find(({ name }) => name === 'Rushed').value, /^\d+\.\d %$/);
});

test('/war shows the score and the members with attacks left', async () => {
  const tag = await findClanAtWar();
  const war = await currentWar(tag);
  const { embeds } = await discord.command('war', { clan: tag });
  const { clan, opponent } = war;
  const side = ({ stars, destructionPercentage }) => `${stars} ★ (${destructionPercentage.toFixed(1)} %)`;
  assert.equal(plain(embeds[0].description), `${side(clan)} : ${side(opponent)} against ${opponent.name}`);
  const left = embeds[0].fields.find(({ name }) => name === 'Attacks left').value.split('\n');
  const members = clan.members.toSorted((a, b) => a.mapPosition - b.mapPosition);
  const expected = members.map(({ name, attacks = [] }) => [name, 2 - attacks.length]).filter(([, count]) => count > 0);
  assert(expected.length > 0);
  // The list is cut at Discord's limit.
  const shown = left.filter((line) => !line.startsWith('…')).map(plain);
  assert.deepEqual(shown, expected.slice(0, shown.length).map(([name, count]) => `${name} · ${count}`));
  assert(shown.length === expected.length || left.at(-1) === `… and ${expected.length - shown.length} more`);
});

test('/war finds the war of the clan war league', async () => {
  // At this time every clan of a league is in a round that is fought.
  const { items } = await api('/clans?minMembers=10&limit=200');
  for (const { tag } of items) {
    const response = await fetch(`${simulator.baseUrl}/clans/${encodeURIComponent(tag)}/currentwar/leaguegroup`, {
      headers: { authorization: `Bearer ${simulator.token}` },
    });
    if (response.status !== 200) continue;
    const { rounds } = await response.json();
    const tags = rounds.flatMap(({ warTags }) => warTags).filter((war) => war !== '#0');
    const wars = await Promise.all(tags.map((war) => api(`/clanwarleagues/wars/${encodeURIComponent(war)}`)));
    const war = wars.find(({ state, clan, opponent }) => state === 'inWar' && [clan.tag, opponent.tag].includes(tag));
    if (!war) continue;
    const [own, other] = war.clan.tag === tag ? [war.clan, war.opponent] : [war.opponent, war.clan];
    const { embeds } = await discord.command('war', { clan: tag });
    assert.equal(embeds[0].title, own.name);
    const description = plain(embeds[0].description);
    assert.match(description, new RegExp(`^${own.stars} ★ .* : ${other.stars} ★ `));
    assert(description.endsWith(` against ${other.name}`), description);
    return;
  }
  assert.fail('no clan is in the clan war league');
});

test('/follow reports each attack once, also after a restart, and the end of the war', async () => {
  const tag = await findClanAtWar();
  assert.match((await discord.command('follow', { clan: tag })).content, /^This channel follows /);

  /** Moves the clock to the next attack, and returns the war then. */
  const nextAttack = async () => {
    const { length } = attacksOf(await currentWar(tag));
    for (let hour = 0; hour < 48; hour += 1) {
      await simulator.admin('POST', 'clock', { advanceSeconds: 600 });
      const war = await currentWar(tag);
      if (attacksOf(war).length > length) return war;
    }
    return assert.fail('no further attack');
  };
  /** Whether a message reports an attack. */
  const reports = ({ content }, war, { attackerTag, defenderTag, destructionPercentage, stars }) => {
    const nameOf = (player) => [...war.clan.members, ...war.opponent.members].find((member) => member.tag === player).name;
    const line = plain(content);
    return (
      line.startsWith(`${'★'.repeat(stars)}${'☆'.repeat(3 - stars)} ${destructionPercentage} % (+`) &&
      line.endsWith(`) · ${nameOf(attackerTag)} → ${nameOf(defenderTag)}`)
    );
  };

  // The first look decides what is past. It was taken when the state has it.
  const seen = await state(({ follows }) => follows[CHANNEL]?.seen);
  const past = attacksOf(await currentWar(tag)).at(-1);
  assert.equal(seen.order, past.order);
  assert.deepEqual(discord.messages(CHANNEL), []);

  const first = await nextAttack();
  await discord.message(CHANNEL, (message) => reports(message, first, attacksOf(first).at(-1)));
  const reported = discord.messages(CHANNEL).length;
  assert.equal(reported, attacksOf(first).at(-1).order - past.order);

  assert.equal(await bot.stop(), 0);
  const missed = await nextAttack();
  bot = await startBot();
  await discord.message(CHANNEL, (message) => reports(message, missed, attacksOf(missed).at(-1)));
  const lines = discord.messages(CHANNEL).map(({ content }) => content);
  assert.equal(new Set(lines).size, lines.length, lines.join('\n'));
  assert.equal(lines.length, attacksOf(missed).at(-1).order - past.order);

  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/.exec(missed.endTime);
  await simulator.admin('POST', 'clock', { unixMillis: Date.UTC(year, month - 1, day, hour, minute, Number(second) + 30) });
  const ended = await currentWar(tag);
  assert.equal(ended.state, 'warEnded');
  const { content } = await discord.message(CHANNEL, (message) => message.content.startsWith('The war is over'));
  const margin = ended.clan.stars - ended.opponent.stars || ended.clan.destructionPercentage - ended.opponent.destructionPercentage;
  assert.match(content, new RegExp(`^The war is over, and ${margin > 0 ? 'won' : margin < 0 ? 'lost' : 'drawn'}\\.`));
  assert.match(content, new RegExp(`${ended.clan.stars} ★ .* : ${ended.opponent.stars} ★ `));
  assert.equal(discord.messages(CHANNEL).length, attacksOf(ended).length - past.order + 1);

  assert.match((await discord.command('unfollow')).content, /follows no clan any more/);
  assert.match((await discord.command('unfollow')).content, /follows no clan\.$/);
});

test('a channel that was deleted is followed no more', async () => {
  discord.createChannel('4001');
  const tag = await findClanAtWar();
  await discord.command('follow', { clan: tag }, { channel: '4001' });
  await state(({ follows }) => follows['4001']?.seen);
  discord.deleteChannel('4001');
  const { length } = attacksOf(await currentWar(tag));
  while (attacksOf(await currentWar(tag)).length === length) await simulator.admin('POST', 'clock', { advanceSeconds: 600 });
  await state(({ follows }) => !follows['4001']);
});

test('its keys follow the address with one login, and a restart needs none', async () => {
  const { items } = await api('/clans?minMembers=10&limit=200');
  const logins = async () => (await simulator.state()).counters.logins;
  const before = await logins();
  await simulator.admin('POST', 'caller-ip', { ip: '203.0.113.99' });
  const replies = await Promise.all(items.slice(100, 105).map(({ tag }) => discord.command('clan', { tag })));
  assert.deepEqual(replies.map(({ embeds }) => embeds?.length), [1, 1, 1, 1, 1]);
  assert.equal(await logins(), before + 1);
  assert.equal(await bot.stop(), 0);
  bot = await startBot();
  assert.equal(await logins(), before + 1);
});

test('it starts with a key in place of an account, and without any it says what is missing', async () => {
  assert.equal(await bot.stop(), 0);
  const { COC_EMAIL, COC_PASSWORD, ...rest } = environment();
  // The printed key is valid for the first address.
  await simulator.admin('POST', 'caller-ip', { ip: '203.0.113.7' });
  bot = await startBot({ ...rest, COC_TOKEN: simulator.token });
  assert.equal((await discord.command('clan', { tag: simulator.clan })).embeds.length, 1);
  const { COC_BASE_URL, ...nothing } = rest;
  await assert.rejects(startBot(nothing), /exited \(1\)[^]*set COC_EMAIL and COC_PASSWORD, or COC_TOKEN, or COC_BASE_URL/);
});

test('it ends while Discord cannot be reached', async () => {
  await discord.stop();
  assert.equal(await bot.stop(), 0);
});

test('its output has no secret', async () => {
  const keys = (await readFile(KEYS, 'utf8')).match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g);
  assert(keys.length > 0);
  for (const secret of [TOKEN, simulator.token, simulator.playerToken, simulator.password, ...keys]) {
    assert(!printed.includes(secret), 'a secret was printed');
  }
});
