// The guide's dashboard: built by Vite, and served by Vite while it is developed. A visitor in
// Chromium, the proxy and the simulator.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';

import { createServer } from 'vite';

import { launch, withoutChromium } from './support/browser.mjs';
import { ROOT, run, tool } from './support/installed.mjs';
import { startSimulator } from './support/programs.mjs';
import { startSite } from './support/site.mjs';

const FOLDER = `${ROOT}/guides/dashboard`;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

test('it compiles in strict mode', async () => {
  await run(tool('tsc'), ['-p', '.'], { cwd: FOLDER });
});

describe('in Chromium', { skip: withoutChromium }, () => {
  let simulator;
  let site;
  let browser;
  before(async () => {
    await run(tool('vite'), ['build'], { cwd: FOLDER });
    // The clock stands, and the tests move it.
    simulator = await startSimulator('--speed', '0');
    await setFaults();
    site = await startSite(`${FOLDER}/dist`, simulator);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
    await simulator?.stop();
  });

  /** Replaces the faults. Wars are fresh for a second, so that the tests do not wait for two minutes. */
  const setFaults = (...faults) =>
    simulator.faults({ fault: { header: { name: 'cache-control', value: 'max-age=1' } }, routes: ['clan.currentwar'] }, ...faults);

  const api = async (path) => {
    const response = await fetch(simulator.baseUrl + path, { headers: { authorization: `Bearer ${simulator.token}` } });
    return response.ok ? response.json() : undefined;
  };
  const currentWar = (tag) => api(`/clans/${encodeURIComponent(tag)}/currentwar`);

  /** A clan that is in a war of its own and in the clan war league. */
  let found;
  const findClan = async () => {
    if (found) return found;
    const { items } = await api('/clans?minMembers=10&limit=200');
    for (const clan of items) {
      const group = await api(`/clans/${encodeURIComponent(clan.tag)}/currentwar/leaguegroup`);
      const war = group && clan.isWarLogPublic && (await currentWar(clan.tag));
      if (group && war?.state) return (found = clan);
    }
    return assert.fail('no clan has a group and a war');
  };
  /** A clan with a public war log whose war is fought. */
  const findWar = async () => {
    const { items } = await api('/clans?minMembers=10&warFrequency=always&limit=200');
    for (const clan of items) {
      const war = clan.isWarLogPublic && (await currentWar(clan.tag));
      if (war?.state === 'inWar' && war.clan.attacks + war.opponent.attacks < war.teamSize * 3) return { clan, war };
    }
    return assert.fail('no war is fought');
  };

  /** Opens a page and calls `visit`. Fails if the console has an error that `isExpected` does not allow. */
  async function visiting(url, visit, isExpected = () => false) {
    const page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    const lines = [];
    page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => lines.push(`uncaught: ${error.message}`));
    try {
      await page.goto(url);
      await visit(page);
      assert.deepEqual(lines.filter((line) => /^(error|warning|uncaught)/.test(line) && !isExpected(line)), []);
    } catch (error) {
      const text = await page.innerText('body').catch(() => '');
      throw new Error(`${error.message}\nthe page:\n${text}\nits console:\n${lines.join('\n')}`, { cause: error });
    } finally {
      await page.close();
    }
  }
  const clanUrl = (tag, origin = site.origin) => `${origin}/#/clans/${tag.slice(1)}`;

  test('a visitor searches by name, and opens a clan with its members', async () => {
    const { tag, name } = await findClan();
    const clan = await api(`/clans/${encodeURIComponent(tag)}`);
    await visiting(`${site.origin}/`, async (page) => {
      await page.getByRole('textbox').fill(name);
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('region', { name: 'Results' }).getByRole('listitem').filter({ hasText: tag }).getByRole('link').click();
      await page.getByRole('heading', { name, exact: true }).waitFor();
      const members = page.getByRole('table', { name: 'Members' });
      await members.getByRole('row').nth(1).waitFor();
      assert.equal(await members.getByRole('row').count(), clan.members + 1);
      assert.deepEqual(await members.getByRole('rowheader').allInnerTexts(), clan.memberList.map((member) => member.name));
      assert.equal(await page.title(), `${name} – Clan dashboard`);
    });
  });

  test('a visitor enters a tag in small letters, and a wrong one is explained', async () => {
    const { tag, name } = await findClan();
    await visiting(`${site.origin}/`, async (page) => {
      await page.getByRole('textbox').fill('#abc');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByText("'a' at position 2").waitFor();
      await page.getByRole('textbox').fill(tag.toLowerCase());
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('heading', { name, exact: true }).waitFor();
    });
  });

  test('the score of the war follows the attacks without a reload', async () => {
    const { clan, war } = await findWar();
    // The clan may be in no clan war league.
    const expected = (line) => /status of 404/.test(line);
    const follow = async (page) => {
      const panel = page.getByRole('region', { name: 'War' });
      await panel.getByText(`${war.clan.attacks} of ${war.teamSize * 2} attacks used.`).waitFor();
      assert.deepEqual(await panel.locator('strong').allInnerTexts(), [war.clan.stars, war.opponent.stars].map(String));

      let later = war;
      while (later.clan.attacks === war.clan.attacks && later.state === 'inWar') {
        await simulator.admin('POST', 'clock', { advanceSeconds: 600 });
        later = await currentWar(clan.tag);
      }
      assert.notEqual(later.clan.attacks, war.clan.attacks);
      await panel.getByText(`${later.clan.attacks} of ${war.teamSize * 2} attacks used.`).waitFor();
      assert.deepEqual(await panel.locator('strong').allInnerTexts(), [later.clan.stars, later.opponent.stars].map(String));
    };
    await visiting(clanUrl(clan.tag), follow, expected);
  });

  test('the standings of the clan war league are those of its wars', async () => {
    const { tag } = await findClan();
    const season = async () => {
      const { clans, rounds } = await api(`/clans/${encodeURIComponent(tag)}/currentwar/leaguegroup`);
      const tags = rounds.flatMap(({ warTags }) => warTags).filter((war) => war !== '#0');
      const wars = await Promise.all(tags.map((war) => api(`/clanwarleagues/wars/${encodeURIComponent(war)}`)));
      const has = (wanted) => wars.some(({ state }) => state === wanted);
      return { clans, wars, isMixed: has('warEnded') && has('inWar') };
    };
    // Only ended wars count as won, so that there must be both.
    while (!(await season()).isMixed) await simulator.admin('POST', 'clock', { advanceSeconds: 6 * 3600 });
    const { clans, wars } = await season();
    const expected = new Map(clans.map((clan) => [clan.tag, { name: clan.name, won: 0, stars: 0 }]));
    const isBetter = (a, b) => a.stars > b.stars || (a.stars === b.stars && a.destructionPercentage > b.destructionPercentage);
    for (const { state, clan, opponent } of wars) {
      for (const [own, other] of [[clan, opponent], [opponent, clan]]) {
        const row = expected.get(own.tag);
        row.stars += own.stars;
        if (state !== 'warEnded' || !isBetter(own, other)) continue;
        row.won += 1;
        row.stars += 10;
      }
    }
    await visiting(clanUrl(tag), async (page) => {
      const table = page.getByRole('table', { name: /^Standings of the season/ });
      await table.getByRole('row').nth(1).waitFor();
      const rows = await table.locator('tbody tr').evaluateAll((all) => all.map(({ cells }) => [...cells].map((cell) => cell.innerText)));
      const stars = rows.map((cells) => Number(cells[3]));
      assert.deepEqual(stars, stars.toSorted((a, b) => b - a));
      assert.deepEqual(rows.map(([rank]) => rank), clans.map((_, index) => String(index + 1)));
      const shown = rows.map(([, name, won, count]) => ({ name, won: Number(won), stars: Number(count) }));
      const byName = (a, b) => (a.name < b.name ? -1 : 1);
      assert.deepEqual(shown.sort(byName), [...expected.values()].sort(byName));
    });
  });

  test('a private war log hides the war, and nothing else', async () => {
    const { items } = await api('/clans?minMembers=10&limit=200');
    const clan = items.find(({ isWarLogPublic }) => !isWarLogPublic);
    const expected = (line) => /status of (403|404)/.test(line);
    await visiting(
      clanUrl(clan.tag),
      async (page) => {
        await page.getByText('The war log of this clan is private.').waitFor();
        await page.getByRole('table', { name: 'Members' }).waitFor();
      },
      expected,
    );
  });

  test('an unknown clan and maintenance are explained', async () => {
    const expected = (line) => /status of (404|503)/.test(line);
    await visiting(clanUrl('#VVVVVVVVVVVV'), (page) => page.getByText('There is no such clan.').waitFor(), expected);
    await setFaults({ fault: 'maintenance' });
    try {
      await visiting(clanUrl(simulator.clan), (page) => page.getByText('The game is in maintenance.').waitFor(), expected);
    } finally {
      await setFaults();
    }
  });

  test('axe finds no violation', async () => {
    const { tag, name } = await findClan();
    await visiting(clanUrl(tag), async (page) => {
      await page.getByRole('heading', { name, exact: true }).waitFor();
      await page.addScriptTag({ content: await readFile(AXE, 'utf8') });
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
    });
  });

  test("Vite's server for development loads the module and forwards to the proxy", async () => {
    process.env.COC_PROXY = site.origin;
    // Users have the package in the folder of the project, which Vite serves by default.
    const settings = { port: 0, host: '127.0.0.1', fs: { allow: [ROOT] } };
    const server = await createServer({ root: FOLDER, server: settings, optimizeDeps: { force: true }, logLevel: 'error' });
    try {
      await server.listen();
      const { port } = server.httpServer.address();
      const { tag, name } = await findClan();
      await visiting(clanUrl(tag, `http://127.0.0.1:${port}`), (page) => page.getByRole('heading', { name, exact: true }).waitFor());
    } finally {
      delete process.env.COC_PROXY;
      await server.close();
    }
  });
});
