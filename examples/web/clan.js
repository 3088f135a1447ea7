// A clan: its summary, its war, and its members page by page as they arrive.

import { facts, h, image, number, words } from './dom.js';
import { showTrouble } from './trouble.js';
import { showWar } from './war.js';

/** Members per page: few, so that the first ones are shown early. */
const PAGE = 10;

export async function showClan(tag, page) {
  const { coc, stage, signal, report } = page;
  const clan = await coc.clan(tag, { signal });
  const war = h('section', { class: 'card war', id: 'war', 'aria-label': 'Current war' }, h('p', { class: 'quiet' }, 'Loading the war …'));
  const rows = h('tbody', { id: 'members' });
  stage.replaceChildren(head(clan), war, membersTable(rows, clan.members));

  // Either may fail independently: a private war log does not concern the members.
  const showing = async (part, within) => {
    try {
      await part;
    } catch (error) {
      if (signal.aborted) throw error;
      showTrouble(within, error, { kind: 'clan', text: clan.tag, retry: () => page.open('clan', clan.tag) });
    }
  };
  await Promise.all([
    showing(showWar(clan, war, page), war),
    showing(streamMembers(clan, rows, page), rows.closest('section')),
  ]);
  signal.aborted || report('');
}

async function streamMembers(clan, rows, { coc, signal, report, open }) {
  let shown = 0;
  for await (const { items } of coc.clanMembers(clan.tag, { limit: PAGE, signal }).pages()) {
    rows.append(...items.map((member) => row(member, open)));
    shown += items.length;
    report(`${shown} of ${clan.members} members`);
  }
}

function head(clan) {
  return h('section', { class: 'card head' }, [
    image(clan.badgeUrls?.medium, 96),
    h('div', { class: 'title' }, [
      h('h2', {}, clan.name),
      h('p', { class: 'quiet' }, [clan.tag, clan.location?.name, words(clan.type)].filter(Boolean).join(' · ')),
      clan.description ? h('p', { class: 'description' }, clan.description) : undefined,
    ]),
    facts([
      ['Level', number(clan.clanLevel)],
      ['Members', `${clan.members} / 50`],
      ['Trophies', number(clan.clanPoints)],
      ['War league', clan.warLeague?.name],
      ['Wars won', number(clan.warWins)],
      ['Win streak', number(clan.warWinStreak)],
    ]),
  ]);
}

function membersTable(rows, count) {
  const columns = ['#', 'Member', 'Role', 'Town hall', 'Trophies', 'Donated', 'Received'];
  return h('section', { class: 'card members', 'aria-label': 'Members' }, [
    h('h3', {}, 'Members'),
    h('div', { class: 'scroll' }, [
      h('table', { 'aria-rowcount': count }, [h('thead', {}, h('tr', {}, columns.map((name) => h('th', { scope: 'col' }, name)))), rows]),
    ]),
  ]);
}

function row(member, open) {
  const { clanRank, name, tag, role, townHallLevel, trophies, donations, donationsReceived, leagueTier, league } = member;
  const icons = (leagueTier ?? league)?.iconUrls;
  const link = h('a', { href: `#/player/${encodeURIComponent(tag)}`, title: tag }, name);
  link.addEventListener('click', (event) => (event.preventDefault(), open('player', tag)));
  return h('tr', {}, [
    h('td', { class: 'number' }, number(clanRank)),
    h('td', { class: 'who' }, [image(icons?.small ?? icons?.tiny, 28), link]),
    h('td', {}, words(role)),
    h('td', { class: 'number' }, number(townHallLevel)),
    h('td', { class: 'number' }, number(trophies)),
    h('td', { class: 'number' }, number(donations)),
    h('td', { class: 'number' }, number(donationsReceived)),
  ]);
}

/** Shows the clans whose names contain the text. */
export async function showFoundClans(name, { coc, stage, signal, open }) {
  const { items } = await coc.searchClans({ name }, { limit: 20, signal });
  const list = items.map((clan) =>
    h('li', {}, [
      h('button', { type: 'button', class: 'found', onclick: () => open('clan', clan.tag) }, [
        image(clan.badgeUrls?.small, 48),
        h('span', { class: 'name' }, clan.name),
        h('span', { class: 'quiet' }, `${clan.tag} · level ${clan.clanLevel} · ${clan.members} members`),
      ]),
    ]),
  );
  stage.replaceChildren(
    h('section', { class: 'card' }, [
      h('h2', {}, list.length === 0 ? `No clan is called “${name}”` : `Clans called “${name}”`),
      h('ul', { class: 'list', id: 'found' }, list),
    ]),
  );
}
