// The map of a clan's current war: both sides by position, with the best attack on every base.

import { parseTimestamp } from 'coc-api/helpers';
import { h, image } from './dom.js';

/** Fetches the war and shows its map in `within`. */
export async function showWar(clan, within, { coc, signal }) {
  const war = await coc.currentWar(clan.tag, { signal });
  within.replaceChildren(...map(war));
}

function map(war) {
  if (!war.clan?.members || !war.opponent?.members) {
    return [h('h3', {}, 'War'), h('p', {}, 'The clan is not in a war.')];
  }
  const ours = byPosition(war.clan.members);
  const theirs = byPosition(war.opponent.members);
  const places = Array.from({ length: Math.max(ours.length, theirs.length) }, (_, place) =>
    h('li', {}, [base(ours[place], 'ours'), h('span', { class: 'place' }, `${place + 1}`), base(theirs[place], 'theirs')]),
  );
  return [
    h('h3', {}, 'War'),
    h('div', { class: 'score' }, [
      side(war.clan, 'ours'),
      h('div', { class: 'state' }, [h('strong', {}, title(war.state)), h('span', { class: 'quiet' }, moment(war))]),
      side(war.opponent, 'theirs'),
    ]),
    h('ol', { class: 'map', id: 'war-map' }, places),
  ];
}

function byPosition(members) {
  return [...members].sort((one, other) => one.mapPosition - other.mapPosition);
}

function side({ name, badgeUrls, stars, destructionPercentage }, which) {
  return h('div', { class: `side ${which}` }, [
    image(badgeUrls?.small, 48),
    h('span', { class: 'name' }, name),
    h('span', { class: 'stars' }, `★ ${stars ?? 0}`),
    h('span', { class: 'quiet' }, `${(destructionPercentage ?? 0).toFixed(1)} %`),
  ]);
}

/** Creates one base, with the result of the best attack on it. */
function base(member, which) {
  if (!member) return h('span', { class: `base ${which}` });
  const best = member.bestOpponentAttack;
  const stars = best?.stars ?? 0;
  const attacked = member.opponentAttacks > 0 ? `, ${stars} stars, ${best?.destructionPercentage ?? 0} % destroyed` : ', not attacked yet';
  return h('span', { class: `base ${which} ${stars === 3 ? 'fallen' : ''}`, title: `${member.tag}, town hall ${member.townhallLevel}${attacked}` }, [
    h('span', { class: 'hall' }, `${member.townhallLevel}`),
    h('span', { class: 'name' }, member.name),
    h('span', { class: 'stars', role: 'img', 'aria-label': `${stars} stars` }, '★'.repeat(stars) + '☆'.repeat(3 - stars)),
  ]);
}

function title(state) {
  const known = { preparation: 'Preparation', inWar: 'Battle day', warEnded: 'War ended' };
  return known[state] ?? state;
}

/** Describes when the war begins, ends or has ended. */
function moment({ state, startTime, endTime }) {
  const time = state === 'preparation' ? startTime : endTime;
  if (!time) return '';
  const shown = parseTimestamp(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const verb = { preparation: 'begins', inWar: 'ends' }[state] ?? 'ended';
  return `${verb} ${relative(parseTimestamp(time))}, ${shown}`;
}

/** Formats a time as `in 5 hours` or `3 days ago`. */
function relative(time) {
  const minutes = (time - Date.now()) / 60_000;
  const [count, unit] =
    Math.abs(minutes) < 90 ? [minutes, 'minute'] : Math.abs(minutes) < 2_880 ? [minutes / 60, 'hour'] : [minutes / 1_440, 'day'];
  return new Intl.RelativeTimeFormat('en').format(Math.round(count), unit);
}
