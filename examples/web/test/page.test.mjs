// The page in Chromium, served by `proxy --demo` in front of a simulator with faults.
//
// PROXY is the path of the proxy. If SCREENSHOT is set, a screenshot of a clan is written there.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

import { launch } from '../../../coc-transport-wasm/npm/test/support/browser.mjs';

/** The source of axe, which checks pages for accessibility. */
const AXE = createRequire(new URL('../../../coc-transport-wasm/npm/test/', import.meta.url)).resolve('axe-core');

let demo, where, browser, page, messages;

before(async () => {
  demo = spawn(process.env.PROXY, ['--demo', '--listen', '127.0.0.1:0', '--log', 'warn'], { stdio: ['ignore', 'pipe', 'inherit'] });
  where = {};
  for await (const line of createInterface({ input: demo.stdout })) {
    const [name, ...value] = line.split('=');
    where[name] = value.join('=');
    if (name === 'simulator') break;
  }
  assert.ok(where.page, `the demo serves a page: ${JSON.stringify(where)}`);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  demo?.kill();
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1100, height: 1400 } });
  page.setDefaultTimeout(15_000);
  messages = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(String(error)));
  // Badges are on Supercell's servers, which tests do not call.
  await page.route(/api-assets\.clashofclans\.com/, (route) => route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }));
});

afterEach(async () => {
  await faults([]);
  await page.close();
});

/** Replaces the simulator's faults. */
async function faults(list) {
  const response = await fetch(`${where.simulator}/admin/faults`, { method: 'POST', body: JSON.stringify(list) });
  assert.equal(response.status, 200, await response.text());
}

/** Calls the API without the page. */
async function get(path) {
  const response = await fetch(`${where['base-url']}${path}`);
  assert.equal(response.status, 200);
  return response.json();
}

/** Returns a clan with more than 20 members. */
async function aClan() {
  const { items } = await get('/clans?minMembers=21&limit=1');
  return items[0];
}

const row = '#members tr';

test('a clan is found by its tag, with its members page by page and its war', async () => {
  const clan = await aClan();
  const pages = [];
  page.on('response', (response) => response.url().includes('/members?') && pages.push(new URL(response.url()).searchParams));
  await page.goto(where.page);
  await page.fill('#query', clan.tag.toLowerCase());
  await page.waitForSelector(`h2:has-text("${clan.name}")`);
  await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length === count, [row, clan.members]);
  assert.equal(pages.length, Math.ceil(clan.members / 10), 'one request for every ten members');
  assert.ok(pages.slice(1).every((query) => query.has('after')), 'each page has the cursor of the one before');
  const { items } = await get(`/clans/${encodeURIComponent(clan.tag)}/members`);
  const shown = await page.$$eval(`${row} .who a`, (links) => links.map((link) => link.textContent));
  assert.deepEqual(shown, items.map((member) => member.name));
  await page.waitForSelector('#war > :not(.quiet)');
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  assert.deepEqual(messages, []);
});

test('the map of a war shows every base of both sides with its stars', async () => {
  const { items } = await get('/clans?minMembers=10&limit=60');
  const wars = await Promise.all(items.map(async ({ tag, isWarLogPublic }) => {
    if (!isWarLogPublic) return undefined;
    const war = await get(`/clans/${encodeURIComponent(tag)}/currentwar`);
    return ['inWar', 'warEnded'].includes(war.state) ? war : undefined;
  }));
  const war = wars.find(Boolean);
  assert.ok(war, 'some clan of the world is at war');
  await page.goto(`${where.page}#/clan/${encodeURIComponent(war.clan.tag)}`);
  await page.waitForSelector('#war-map');
  assert.equal(await page.locator('#war-map .base').count(), 2 * war.teamSize);
  const stars = (which) => page.$$eval(`#war-map .${which} .stars`, (all) => all.reduce((sum, one) => sum + one.textContent.replaceAll('☆', '').length, 0));
  assert.equal(await stars('theirs'), war.clan.stars, 'the stars of the clan');
  assert.equal(await stars('ours'), war.opponent.stars, 'the stars of the opponent');
  assert.deepEqual(messages, []);
});

test('a name finds clans, and a click opens one of them', async () => {
  const clan = await aClan();
  await page.goto(where.page);
  await page.fill('#query', clan.name);
  await page.click(`#found a:has-text("${clan.tag}")`);
  await page.waitForSelector(row);
  assert.match(page.url(), new RegExp(`#/clan/${encodeURIComponent(clan.tag)}$`));
  await page.click(`${row} .who a >> nth=0`);
  await page.waitForSelector('.units');
  assert.deepEqual(messages, []);
});

test('a new query cancels the previous one, whose result is never shown', async () => {
  const { items: [first, second] } = await get('/clans?minMembers=21&limit=2');
  await page.goto(where.page);
  await page.waitForSelector('#suggestions a');
  await faults([{ fault: { latency: { ms: 1500 } }, routes: ['clan'], times: 1 }]);
  const cancelled = page.waitForEvent('requestfailed', (request) => request.url().includes(encodeURIComponent(first.tag)));
  const sent = page.waitForRequest((request) => request.url().includes(encodeURIComponent(first.tag)));
  await page.fill('#query', first.tag);
  await sent;
  await page.fill('#query', second.tag);
  assert.match((await cancelled).failure().errorText, /ABORTED/);
  await page.waitForSelector(`h2:has-text("${second.name}")`);
  await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length === count, [row, second.members]);
  assert.equal(await page.locator(`h2:has-text("${first.name}")`).count(), 0);
  assert.deepEqual(messages.filter((text) => !text.includes('Failed to load resource')), []);
});

for (const [cause, tag, fault, kind, words] of [
  ['an unknown tag', '#2PPPPPPPP', [], 'NotFoundError', 'There is no clan'],
  ['an invalid tag', '#NOTATAG', [], 'InvalidTagError', 'is not a tag'],
  ['maintenance', '#2PPPPPPPJ', [{ fault: 'maintenance' }], 'MaintenanceError', 'in maintenance'],
  ['an HTML page instead of JSON', '#2PPPPPPPQ', [{ fault: 'maintenanceHtml' }], 'MaintenanceError', 'in maintenance'],
]) {
  test(`${cause} is explained in plain words`, async () => {
    await page.goto(where.page);
    await page.waitForSelector('#suggestions a');
    await faults(fault);
    await page.fill('#query', tag);
    const trouble = page.locator(`.trouble[data-kind="${kind}"]`);
    await trouble.waitFor();
    assert.match(await trouble.innerText(), new RegExp(words));
    // The browser itself logs every failed request; the page must log nothing else.
    assert.deepEqual(messages.filter((text) => !text.includes('Failed to load resource')), []);
  });
}

test('after maintenance, the button to retry shows the clan', async () => {
  // A clan that the proxy has not cached.
  const { items } = await get('/clans?minMembers=2&limit=90');
  const clan = items.at(-1);
  await faults([{ fault: 'maintenance' }]);
  await page.goto(`${where.page}#/clan/${encodeURIComponent(clan.tag)}`);
  const retry = page.locator('main > .trouble button');
  await retry.waitFor();
  await faults([]);
  await retry.click();
  await page.waitForSelector(row);
});

test('a private war log is explained beside the members, not instead of them', async () => {
  const { items } = await get('/clans?minMembers=2&limit=200');
  const clan = items.find(({ isWarLogPublic }) => !isWarLogPublic);
  assert.ok(clan, 'some clan of the world hides its wars');
  await page.goto(`${where.page}#/clan/${encodeURIComponent(clan.tag)}`);
  await page.waitForSelector('#war .trouble[data-kind="PrivateWarLogError"]');
  await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length === count, [row, clan.members]);
});

test('a tag without # opens the clan, however it is written', async () => {
  const clan = await aClan();
  const bare = clan.tag.slice(1);
  for (const [number, text] of [bare, bare.toLowerCase(), bare.replaceAll('0', 'O')].entries()) {
    await page.goto(`${where.page}?${number}`);
    await page.fill('#query', text);
    await page.waitForSelector(`h2:has-text("${clan.name}")`);
  }
  assert.deepEqual(messages, []);
});

test('a pasted link of the game opens its clan or player, whatever is selected', async () => {
  const clan = await aClan();
  const { items: [member] } = await get(`/clans/${encodeURIComponent(clan.tag)}/members?limit=1`);
  const [clanTag, memberTag] = [clan, member].map(({ tag }) => encodeURIComponent(tag));
  const links = [
    [`https://link.clashofclans.com/en?action=OpenClanProfile&tag=${clanTag}`, 'clan', clan],
    [` link.clashofclans.com/de?action=OpenPlayerProfile&tag=${memberTag.slice(3)}\n`, 'player', member],
    [`clashofclans://action=OpenClanProfile&tag=${clan.tag}`, 'clan', clan],
    [`https://link.clashofclans.com/?action=OpenPlayerProfile&amp;tag=${memberTag}`, 'player', member],
  ];
  const searches = [];
  page.on('request', (request) => request.url().includes('/v1/clans?') && searches.push(request.url()));
  for (const selected of ['clan', 'player']) {
    for (const [number, [text, kind, { name, tag }]] of links.entries()) {
      await page.goto(`${where.page}?${selected}${number}`);
      await page.check(`input[name=kind][value=${selected}]`);
      await page.fill('#query', text);
      await page.waitForSelector(`h2:has-text("${name}")`);
      assert.equal(new URL(page.url()).hash, `#/${kind}/${encodeURIComponent(tag)}`);
      assert.ok(await page.isChecked(`input[name=kind][value=${kind}]`), text);
    }
  }
  assert.deepEqual(searches, [], 'a link is not a name to search for');
  assert.deepEqual(messages, []);
});

test('a kind that is selected before the program has arrived stays selected', async () => {
  let arrive;
  const arrived = new Promise((resolve) => (arrive = resolve));
  await page.route('**/app.js', async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto(`${where.page}?early`, { waitUntil: 'commit' });
  await page.check('input[name=kind][value=player]');
  arrive();
  await page.waitForSelector('h2:has-text("Look up a clan or a player")');
  await page.unroute('**/app.js');
  assert.ok(await page.isChecked('input[name=kind][value=player]'));
  assert.equal(await page.getAttribute('#query', 'placeholder'), "A player's tag");
});

test('a link of another site is no tag and no name', async () => {
  for (const [number, text] of ['https://clans.example/2PP', 'https://link.clashofclans.com/en?action=OpenLayout&id=1'].entries()) {
    await page.goto(`${where.page}?${number}`);
    await page.fill('#query', text);
    await page.waitForSelector('.trouble[data-kind="InvalidTagError"] :text("Copy the link of a profile")');
  }
});

test('a tag of the other kind leads there', async () => {
  const clan = await aClan();
  const { items: [member] } = await get(`/clans/${encodeURIComponent(clan.tag)}/members?limit=1`);
  await page.goto(`${where.page}#/clan/${encodeURIComponent(member.tag)}`);
  await page.click('.trouble a');
  await page.waitForSelector(`h2:has-text("${member.name}")`);
});

test('typing a query leaves one entry in the history, and Back leads to the page before', async () => {
  const clan = await aClan();
  await page.goto(where.page);
  await page.waitForSelector('#suggestions a');
  const before = await page.evaluate(() => history.length);
  for (const length of [4, 6, clan.tag.length]) {
    const sent = page.waitForFunction((text) => decodeURIComponent(location.hash).endsWith(text), clan.tag.slice(0, length));
    await page.fill('#query', clan.tag.slice(0, length));
    await sent;
  }
  await page.waitForSelector(row);
  assert.equal(await page.evaluate(() => history.length), before + 1);
  await page.goBack();
  await page.waitForSelector('#suggestions a');
  assert.equal(await page.inputValue('#query'), '');
});

test('a player opens at the top with the focus on the name, and Back returns to the place', async () => {
  const clan = await aClan();
  await page.setViewportSize({ width: 1100, height: 500 });
  await page.goto(`${where.page}#/clan/${encodeURIComponent(clan.tag)}`);
  await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length === count, [row, clan.members]);
  await page.locator(`${row} .who a`).last().scrollIntoViewIfNeeded();
  await page.waitForFunction(() => history.state?.scroll > 0);
  const left = await page.evaluate(() => history.state.scroll);
  const name = await page.locator(`${row} .who a`).last().textContent();
  await page.locator(`${row} .who a`).last().click();
  await page.waitForSelector('.units');
  assert.equal(await page.evaluate(() => scrollY), 0);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), name);
  assert.match(await page.title(), new RegExp(`^${RegExp.escape?.(name) ?? name.replace(/[^\\w ]/g, '.')} #`));
  await page.goBack();
  await page.waitForFunction((y) => Math.abs(scrollY - y) < 2, left);
  assert.match(await page.title(), new RegExp(clan.tag));
});

test('a link opens in a new tab if a key is held, and the page stays', async () => {
  const clan = await aClan();
  await page.goto(`${where.page}#/clan/${encodeURIComponent(clan.tag)}`);
  await page.waitForSelector(row);
  const url = page.url();
  const opened = page.context().waitForEvent('page');
  await page.click(`${row} .who a >> nth=0`, { modifiers: ['Control'] });
  const tab = await opened;
  await tab.waitForURL(/#\/player\//);
  await tab.close();
  assert.equal(page.url(), url);
});

test('while a clan is loading, the page says so', async () => {
  const { items } = await get('/clans?minMembers=2&limit=150');
  const clan = items.at(-1);
  await faults([{ fault: { latency: { ms: 1000 } }, routes: ['clan'] }]);
  await page.goto(`${where.page}#/clan/${encodeURIComponent(clan.tag)}`);
  await page.waitForSelector('.loading [role=progressbar]');
  assert.equal(await page.getAttribute('#stage', 'aria-busy'), 'true');
  await page.waitForSelector(row);
  assert.equal(await page.getAttribute('#stage', 'aria-busy'), 'false');
  assert.equal(await page.locator('.loading').count(), 0);
});

test('a time to wait is shown in seconds or minutes', async () => {
  for (const [seconds, words] of [['75', 'Try again in 75 seconds.'], ['230', 'Try again in 4 minutes.']]) {
    await page.route(/\/v1\/clans\//, (route) =>
      route.fulfill({ status: 429, headers: { 'retry-after': seconds }, json: { reason: 'requestThrottled' } }));
    await page.goto(`${where.page}?${seconds}#/clan/%232PP`);
    const text = await page.locator('.trouble[data-kind="ThrottledError"]').innerText();
    assert.ok(text.includes(words), text);
    await page.unroute(/\/v1\/clans\//);
  }
});

test('units are shown as what they are', async () => {
  const unit = (name, more) => ({ name, level: 1, maxLevel: 5, village: 'home', ...more });
  await page.route(/\/v1\/players\//, (route) => route.fulfill({ json: {
    tag: '#2PP', name: 'Example', townHallLevel: 17,
    heroes: [unit('Barbarian King', { equipment: [unit('Rage Vial')] }), unit('Battle Machine', { village: 'builderBase' })],
    heroEquipment: [unit('Rage Vial')],
    troops: [
      unit('Barbarian'), unit('Unicorn'), unit('L.A.S.S.I'), unit('Wall Wrecker'), unit('Sneaky Goblin'),
      unit('Super Archer', { superTroopIsActive: true }), unit('Brand New'), unit('Boxer Giant', { village: 'builderBase' }),
    ],
    spells: [unit('Rage Spell')],
  } }));
  await page.goto(`${where.page}#/player/%232PP`);
  await page.waitForSelector('.units');
  const shown = await page.$$eval('section[aria-label]', (sections) =>
    Object.fromEntries(sections.map((section) => [section.ariaLabel, [...section.querySelectorAll('.name')].map((name) => name.textContent)])));
  assert.deepEqual(shown, {
    Heroes: ['Barbarian King'],
    'Hero equipment': ['Rage Vial'],
    Pets: ['Unicorn', 'L.A.S.S.I'],
    Troops: ['Barbarian', 'Brand New'],
    'Super troops': ['Sneaky Goblin', 'Super Archer'],
    'Siege machines': ['Wall Wrecker'],
    Spells: ['Rage Spell'],
    'Builder base': ['Battle Machine', 'Boxer Giant'],
  });
  assert.match(await page.locator('section[aria-label="Super troops"]').innerText(), /Sneaky Goblin\s+not boosted\s+Super Archer\s+boosted/);
  assert.match(await page.locator('section[aria-label="Heroes"]').innerText(), /with Rage Vial/);
});

/** Returns a clan at war, with its war. */
async function aWar() {
  const { items } = await get('/clans?minMembers=10&limit=60');
  const wars = await Promise.all(items.map(async ({ tag, isWarLogPublic }) => {
    const war = isWarLogPublic && await get(`/clans/${encodeURIComponent(tag)}/currentwar`);
    return ['inWar', 'warEnded'].includes(war?.state) ? war : undefined;
  }));
  return wars.find(Boolean);
}

test('on a phone, a war fits the screen and every name can be read', async () => {
  const war = await aWar();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${where.page}#/clan/${encodeURIComponent(war.clan.tag)}`);
  await page.waitForSelector('#war-map');
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  const widths = await page.$$eval('#war-map .base .name', (names) => names.map((name) => name.getBoundingClientRect().width));
  assert.ok(Math.min(...widths) >= 100, `${Math.min(...widths)} px for a name`);
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing to object to in ${colorScheme}`, async () => {
    const war = await aWar();
    const clan = encodeURIComponent(war.clan.tag);
    const { items: [member] } = await get(`/clans/${clan}/members?limit=1`);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [hash, ready] of [
      ['', '#suggestions a'],
      [`#/clan/${clan}`, '#war-map'],
      [`#/player/${encodeURIComponent(member.tag)}`, '.units'],
      ['#/clan/%232PPPPPPPP', '.trouble'],
      ['#/clan/an', '.trouble'],
      ['#/clan/the', 'main h2'],
    ]) {
      await page.goto(`${where.page}?${colorScheme}${hash.length}${hash}`);
      await page.waitForSelector(ready);
      await page.waitForFunction(() => document.querySelector('#stage').ariaBusy === 'false' && document.querySelector('#progress').textContent === '');
      await page.addScriptTag({ path: AXE });
      const { violations } = await page.evaluate(() => axe.run());
      const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
      assert.deepEqual(found, [], hash);
    }
  });
}
