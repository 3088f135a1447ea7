// The page in Chromium, served by `proxy --demo` in front of a simulator with faults.
//
// PROXY is the path of the proxy. If SCREENSHOT is set, a screenshot of a clan is written there.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { createInterface } from 'node:readline';

import { launch } from '../../../coc-transport-wasm/npm/test/support/browser.mjs';

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
  await page.click(`#found button:has-text("${clan.tag}")`);
  await page.waitForSelector(row);
  assert.match(page.url(), new RegExp(`#/clan/${encodeURIComponent(clan.tag)}$`));
  await page.click(`${row} .who a >> nth=0`);
  await page.waitForSelector('.units');
  assert.deepEqual(messages, []);
});

test('a new query cancels the previous one, whose result is never shown', async () => {
  const { items: [first, second] } = await get('/clans?minMembers=21&limit=2');
  await page.goto(where.page);
  await page.waitForSelector('#suggestions button');
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
    await page.waitForSelector('#suggestions button');
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
