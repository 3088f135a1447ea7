// A player and the levels of the village.

import { facts, h, image, number, words } from './dom.js';

export async function showPlayer(tag, { coc, stage, signal, open }) {
  const player = await coc.player(tag, { signal });
  const home = (units = []) => units.filter(({ village }) => village === undefined || village === 'home');
  stage.replaceChildren(
    h('section', { class: 'card head' }, [
      image((player.leagueTier ?? player.league)?.iconUrls?.small, 96),
      h('div', { class: 'title' }, [
        h('h2', {}, player.name),
        h('p', { class: 'quiet' }, [player.tag, words(player.role), (player.leagueTier ?? player.league)?.name].filter(Boolean).join(' · ')),
        player.clan
          ? h('p', {}, h('button', { type: 'button', class: 'chip', onclick: () => open('clan', player.clan.tag) }, player.clan.name))
          : h('p', { class: 'quiet' }, 'Without a clan'),
      ]),
      facts([
        ['Town hall', number(player.townHallLevel)],
        ['Experience', number(player.expLevel)],
        ['Trophies', number(player.trophies)],
        ['Best', number(player.bestTrophies)],
        ['War stars', number(player.warStars)],
        ['Donated', number(player.donations)],
      ]),
    ]),
    units('Heroes', home(player.heroes)),
    units('Troops', home(player.troops)),
    units('Spells', home(player.spells)),
  );
}

function units(title, list) {
  if (list.length === 0) return '';
  const bars = list.map(({ name, level, maxLevel }) =>
    h('li', { class: level === maxLevel ? 'full' : undefined }, [
      h('span', { class: 'name' }, name),
      h('span', { class: 'number' }, `${level} / ${maxLevel}`),
      h('meter', { min: 0, max: maxLevel, value: level, 'aria-label': name }),
    ]),
  );
  return h('section', { class: 'card' }, [h('h3', {}, title), h('ul', { class: 'units' }, bars)]);
}
