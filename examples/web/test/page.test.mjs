// The page as a person uses it: in Chromium, served by the proxy, over a simulator whose faults the tests switch on.
//
// The program under test is `proxy --demo`; PROXY says where it is. A screenshot of a clan is left where SCREENSHOT says.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let demo, where, browser, page, complaints;

before(async () => {
  demo = spawn(process.env.PROXY, ['--demo', '--listen', '127.0.0.1:0', '--log', 'warn'], { stdio: ['ignore', 'pipe', 'inherit'] });
  where = {};
  for await (const line of createInterface({ input: demo.stdout })) {
    const [name, ...value] = line.split('=');
    where[name] = value.join('=');
    if (name === 'simulator') break;
  }
  assert.ok(where.page, `the demo serves a page: ${JSON.stringify(where)}`);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
});

after(async () => {
  await browser?.close();
  demo?.kill();
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1100, height: 1400 } });
  page.setDefaultTimeout(15_000);
  complaints = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  // Badges are on Supercell's servers, which a test does not ask.
  await page.route(/api-assets\.clashofclans\.com/, (route) => route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }));
});

afterEach(async () => {
  await faults([]);
  await page.close();
});

/** Replaces the simulator's faults. */
async function faults(list) {
  const answer = await fetch(`${where.simulator}/admin/faults`, { method: 'POST', body: JSON.stringify(list) });
  assert.equal(answer.status, 200, await answer.text());
}

/** What the API says, past the page. */
async function ask(path) {
  const answer = await fetch(`${where['base-url']}${path}`);
  assert.equal(answer.status, 200);
  return answer.json();
}

/** A clan of the simulated world with the most members there are. */
async function aClan() {
  const { items } = await ask('/clans?minMembers=21&limit=1');
  return items[0];
}

const row = '#members tr';

test('a clan is found by its tag, its members arrive page by page, and its war is mapped', async () => {
  const clan = await aClan();
  const pages = [];
  page.on('response', (response) => response.url().includes('/members?') && pages.push(new URL(response.url()).searchParams));
  await page.goto(where.page);
  await page.fill('#query', clan.tag.toLowerCase());
  await page.waitForSelector(`h2:has-text("${clan.name}")`);
  await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length === count, [row, clan.members]);
  assert.equal(pages.length, Math.ceil(clan.members / 10), 'one request for every ten members');
  assert.ok(pages.slice(1).every((query) => query.has('after')), 'each page goes on from the one before');
  const { items } = await ask(`/clans/${encodeURIComponent(clan.tag)}/members`);
  const shown = await page.$$eval(`${row} .who a`, (links) => links.map((link) => link.textContent));
  assert.deepEqual(shown, items.map((member) => member.name));
  await page.waitForSelector('#war > :not(.quiet)');
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  assert.deepEqual(complaints, []);
});

test('the map of a war shows every base of both sides with the stars that were taken', async () => {
  const { items } = await ask('/clans?minMembers=10&limit=60');
  const wars = await Promise.all(items.map(async ({ tag, isWarLogPublic }) => {
    if (!isWarLogPublic) return undefined;
    const war = await ask(`/clans/${encodeURIComponent(tag)}/currentwar`);
    return ['inWar', 'warEnded'].includes(war.state) ? war : undefined;
  }));
  const war = wars.find(Boolean);
  assert.ok(war, 'some clan of the world is at war');
  await page.goto(`${where.page}#/clan/${encodeURIComponent(war.clan.tag)}`);
  await page.waitForSelector('#war-map');
  assert.equal(await page.locator('#war-map .base').count(), 2 * war.teamSize);
  const stars = (which) => page.$$eval(`#war-map .${which} .stars`, (all) => all.reduce((sum, one) => sum + one.textContent.replaceAll('☆', '').length, 0));
  assert.equal(await stars('theirs'), war.clan.stars, 'what the clan took');
  assert.equal(await stars('ours'), war.opponent.stars, 'what the other side took');
  assert.deepEqual(complaints, []);
});

test('a name finds clans, and a click goes to one of them', async () => {
  const clan = await aClan();
  await page.goto(where.page);
  await page.fill('#query', clan.name);
  await page.click(`#found button:has-text("${clan.tag}")`);
  await page.waitForSelector(row);
  assert.match(page.url(), new RegExp(`#/clan/${encodeURIComponent(clan.tag)}$`));
  await page.click(`${row} .who a >> nth=0`);
  await page.waitForSelector('.units');
  assert.deepEqual(complaints, []);
});

test('what is typed next cancels what was asked, and the older answer never shows', async () => {
  const { items: [first, second] } = await ask('/clans?minMembers=21&limit=2');
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
  assert.deepEqual(complaints.filter((text) => !text.includes('Failed to load resource')), []);
});

for (const [what, tag, fault, kind, words] of [
  ['a tag that nobody has', '#2PPPPPPPP', [], 'NotFound', 'There is no clan'],
  ['what cannot be a tag', '#NOTATAG', [], 'InvalidTag', 'is not a tag'],
  ['maintenance', '#2PPPPPPPJ', [{ fault: 'maintenance' }], 'Maintenance', 'in maintenance'],
  ['a page in place of an answer', '#2PPPPPPPQ', [{ fault: 'maintenance_html' }], 'Maintenance', 'in maintenance'],
]) {
  test(`${what} is said for people`, async () => {
    await page.goto(where.page);
    await page.waitForSelector('#suggestions button');
    await faults(fault);
    await page.fill('#query', tag);
    const trouble = page.locator(`.trouble[data-kind="${kind}"]`);
    await trouble.waitFor();
    assert.match(await trouble.innerText(), new RegExp(words));
    // The browser itself writes down every refusal of a server; the page must add nothing to that.
    assert.deepEqual(complaints.filter((text) => !text.includes('Failed to load resource')), []);
  });
}

test('after maintenance, trying again shows the clan', async () => {
  // One that the proxy has not kept.
  const { items } = await ask('/clans?minMembers=2&limit=90');
  const clan = items.at(-1);
  await faults([{ fault: 'maintenance' }]);
  await page.goto(`${where.page}#/clan/${encodeURIComponent(clan.tag)}`);
  const again = page.locator('main > .trouble button');
  await again.waitFor();
  await faults([]);
  await again.click();
  await page.waitForSelector(row);
});

test('a private war log is told beside the members, not instead of them', async () => {
  const { items } = await ask('/clans?minMembers=2&limit=200');
  const clan = items.find(({ isWarLogPublic }) => !isWarLogPublic);
  assert.ok(clan, 'some clan of the world hides its wars');
  await page.goto(`${where.page}#/clan/${encodeURIComponent(clan.tag)}`);
  await page.waitForSelector('#war .trouble[data-kind="PrivateWarLog"]');
  await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length === count, [row, clan.members]);
});
