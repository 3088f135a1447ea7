// A player: the profile, and the units of the village by what they are.

import { facts, h, image, link, number, words } from './dom.js';
import { kindOf } from './units.js';

export async function showPlayer(tag, { coc, stage, signal, title, arrived }) {
  const player = await coc.player(tag, { signal });
  title(`${player.name} ${player.tag}`);
  const home = (units = []) => units.filter(({ village }) => village === undefined || village === 'home');
  const builder = (units = []) => units.filter(({ village }) => village === 'builderBase');
  const troops = (kind) => home(player.troops).filter((troop) => kindOf(troop) === kind);
  const league = player.leagueTier ?? player.league;
  stage.replaceChildren(
    h('section', { class: 'card head' }, [
      image(league?.iconUrls?.small, 96),
      h('div', { class: 'title' }, [
        h('h2', {}, player.name),
        h('p', { class: 'quiet' }, [player.tag, words(player.role), league?.name].filter(Boolean).join(' · ')),
        player.clan
          ? h('p', {}, link('clan', player.clan.tag, { class: 'chip' }, player.clan.name))
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
    units('Heroes', home(player.heroes), wearing),
    units('Hero equipment', home(player.heroEquipment)),
    units('Pets', troops('pet')),
    units('Troops', troops('troop')),
    boosts('Super troops', troops('super troop')),
    units('Siege machines', troops('siege machine')),
    units('Spells', home(player.spells)),
    units('Builder base', [...builder(player.heroes), ...builder(player.troops)]),
  );
  arrived();
}

/** The equipment that a hero wears, in words. */
function wearing({ equipment = [] }) {
  return equipment.length > 0 ? `with ${equipment.map(({ name }) => name).join(' and ')}` : undefined;
}

function section(title, entries) {
  if (entries.length === 0) return '';
  return h('section', { class: 'card', 'aria-label': title }, [h('h3', {}, title), h('ul', { class: 'units' }, entries)]);
}

function units(title, list, note = () => undefined) {
  const entries = list.map((unit) => {
    const { name, level, maxLevel } = unit;
    const remark = note(unit);
    return h('li', { class: level === maxLevel ? 'full' : undefined }, [
      h('span', { class: 'name' }, name),
      h('span', { class: 'number' }, `${level} / ${maxLevel}`),
      h('meter', { min: 0, max: maxLevel, value: level, 'aria-label': name }),
      remark && h('span', { class: 'quiet note' }, remark),
    ]);
  });
  return section(title, entries);
}

/** Super troops are boosted for some days, at the level of the troop that they replace. */
function boosts(title, list) {
  const entries = list.map(({ name, superTroopIsActive }) =>
    h('li', { class: superTroopIsActive ? 'full' : undefined }, [
      h('span', { class: 'name' }, name),
      h('span', { class: 'number' }, superTroopIsActive ? 'boosted' : 'not boosted'),
    ]),
  );
  return section(title, entries);
}
