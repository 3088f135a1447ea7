// A clan: its summary, its war, and its members page by page as they arrive.

import { facts, h, image, link, number, words } from './dom.js';
import { tagOf } from './tag.js';
import { showTrouble } from './trouble.js';
import { showWar } from './war.js';

/** Members per page: few, so that the first ones are shown early. */
const PAGE = 10;

export async function showClan(tag, page) {
  const clan = await page.coc.clan(tag, { signal: page.signal });
  await showLoadedClan(clan, page);
}

async function showLoadedClan(clan, page) {
  const { stage, signal, report } = page;
  page.title(`${clan.name} ${clan.tag}`);
  const war = h('section', { class: 'card war', id: 'war', 'aria-label': 'Current war' }, [
    h('h3', {}, 'War'),
    h('p', { class: 'quiet', role: 'status' }, 'Loading the war …'),
  ]);
  const rows = h('tbody', { id: 'members' });
  stage.replaceChildren(head(clan), war, membersTable(rows, clan.members));
  page.arrived();

  // Either may fail independently: a private war log does not concern the members.
  const showing = async (part, within) => {
    try {
      await part;
    } catch (error) {
      if (signal.aborted) throw error;
      showTrouble(within, error, { kind: 'clan', text: clan.tag, retry: () => showLoadedClan(clan, page) });
    }
  };
  await Promise.all([
    showing(showWar(clan, war, page), war),
    showing(streamMembers(clan, rows, page), rows.closest('section')),
  ]);
  signal.aborted || report('');
}

async function streamMembers(clan, rows, { coc, signal, report }) {
  let shown = 0;
  for await (const { items } of coc.clanMembers(clan.tag, { limit: PAGE, signal }).pages()) {
    rows.append(...items.map(row));
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

function row(member) {
  const { clanRank, name, tag, role, townHallLevel, trophies, donations, donationsReceived, leagueTier, league } = member;
  const icons = (leagueTier ?? league)?.iconUrls;
  return h('tr', {}, [
    h('td', { class: 'number' }, number(clanRank)),
    h('td', { class: 'who' }, [image(icons?.small ?? icons?.tiny, 28), link('player', tag, { title: tag }, name)]),
    h('td', {}, words(role)),
    h('td', { class: 'number' }, number(townHallLevel)),
    h('td', { class: 'number' }, number(trophies)),
    h('td', { class: 'number' }, number(donations)),
    h('td', { class: 'number' }, number(donationsReceived)),
  ]);
}

/**
 * Shows the clans whose names contain the text. It may also be a tag without its `#`; if so, the
 * clan with that tag comes first, and is opened if it is the only one.
 */
export async function showFoundClans(text, page) {
  const { coc, stage, signal } = page;
  const tag = tagOf(text, 'clan');
  const [{ items }, tagged] = await Promise.all([
    coc.searchClans({ name: text }, { limit: 20, signal }),
    tag && clanIfAny(coc, tag, signal),
  ]);
  if (tagged && items.length === 0) return showLoadedClan(tagged, page);
  const found = tagged ? [tagged, ...items.filter((clan) => clan.tag !== tagged.tag)] : items;
  page.title(`“${text}”`);
  stage.replaceChildren(h('section', { class: 'card' }, found.length > 0 ? list(text, found) : nothing(text, tag)));
  page.arrived();
}

async function clanIfAny(coc, tag, signal) {
  try {
    return await coc.clan(tag, { signal });
  } catch (error) {
    if (error?.name === 'NotFoundError') return undefined;
    throw error;
  }
}

function list(text, clans) {
  const entries = clans.map((clan) =>
    h('li', {}, [
      link('clan', clan.tag, { class: 'found' }, [
        image(clan.badgeUrls?.small, 48),
        h('span', { class: 'name' }, clan.name),
        h('span', { class: 'quiet' }, `${clan.tag} · level ${clan.clanLevel} · ${clan.members} members`),
      ]),
    ]),
  );
  return [h('h2', {}, `Clans called “${text}”`), h('ul', { class: 'list', id: 'found' }, entries)];
}

function nothing(text, tag) {
  return [
    h('h2', {}, `No clan is called “${text}”`),
    h('p', { class: 'quiet' }, tag ? `No clan has the tag ${tag} either.` : 'Try a part of the name, or a tag such as #2PP.'),
    tag ? h('p', {}, link('player', tag, { class: 'chip' }, `Look up the player ${tag}`)) : undefined,
  ];
}
