// The main program: each new query cancels the previous one, and its result is shown on the stage.

import { Client } from 'coc-api';
import { showClan, showFoundClans } from './clan.js';
import { h } from './dom.js';
import { showPlayer } from './player.js';
import { isCancelled, showTrouble } from './trouble.js';

/** The pause in typing after which a query is sent, in milliseconds. */
const PAUSE = 220;
/** The API rejects shorter names. */
const SHORTEST_NAME = 3;

const form = document.querySelector('#ask');
const query = document.querySelector('#query');
const stage = document.querySelector('#stage');
const progress = document.querySelector('#progress');

// The proxy serves the page and forwards the API, so the page needs no token.
const coc = new Client({ baseUrl: new URL('/v1', location.href).href });

let controller = new AbortController();
let pause = 0;

/** Runs a query. Cancels the previous one with its requests in flight. */
async function run(kind, text) {
  clearTimeout(pause);
  controller.abort();
  controller = new AbortController();
  const { signal } = controller;
  const report = (message) => signal.aborted || (progress.textContent = message);
  try {
    report('Loading …');
    await show(kind, text, { coc, stage, signal, report, open });
    report('');
  } catch (error) {
    if (isCancelled(error, signal)) return;
    report('');
    showTrouble(stage, error, { kind, text, retry: () => run(kind, text) });
  }
}

function show(kind, text, page) {
  if (text === '') return showWelcome(page);
  if (kind === 'player') return showPlayer(text, page);
  return looksLikeTag(text) ? showClan(text, page) : showFoundClans(text, page);
}

/** A name may consist of the characters of a tag, so only the `#` tells them apart. */
function looksLikeTag(text) {
  return text.startsWith('#') || text.length < SHORTEST_NAME;
}

async function showWelcome({ coc, stage, signal, open }) {
  stage.replaceChildren(
    h('section', { class: 'welcome' }, [
      h('h2', {}, 'Look up a clan or a player'),
      h('p', {}, 'Type a tag such as #2PP, or the name of a clan. A new query replaces the previous one.'),
      h('p', { class: 'suggestions', id: 'suggestions' }),
    ]),
  );
  const best = await coc.clanRankings('global', { limit: 6, signal });
  document.querySelector('#suggestions')?.append(
    ...best.items.map(({ name, tag }) =>
      h('button', { type: 'button', class: 'chip', onclick: () => open('clan', tag) }, name),
    ),
  );
}

/** Opens a clan or a player by changing the URL, which runs the query. */
function open(kind, text) {
  location.hash = text === '' ? '' : `/${kind}/${encodeURIComponent(text)}`;
}

/** Runs the query in the URL. */
function runFromUrl() {
  const [, kind, text = ''] = /^#\/(clan|player)\/(.*)$/.exec(location.hash) ?? ['', 'clan'];
  let decoded = '';
  try {
    decoded = decodeURIComponent(text);
  } catch {
    // The URL is truncated within an encoded character.
    decoded = text;
  }
  form.elements.kind.value = kind;
  if (document.activeElement !== query) query.value = decoded;
  query.placeholder = kind === 'clan' ? "A clan's tag or name" : "A player's tag";
  run(kind, decoded.trim());
}

query.addEventListener('input', () => {
  // At once instead of after the pause, because the old result is no longer wanted.
  controller.abort();
  clearTimeout(pause);
  progress.textContent = '';
  pause = setTimeout(() => open(form.elements.kind.value, query.value.trim()), PAUSE);
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(pause);
  const text = query.value.trim();
  const before = location.hash;
  open(form.elements.kind.value, text);
  if (location.hash === before) run(form.elements.kind.value, text);
});

form.addEventListener('change', (event) => {
  if (event.target.name === 'kind') open(form.elements.kind.value, query.value.trim());
});

addEventListener('hashchange', runFromUrl);
if (location.hash === '' && query.value.trim() !== '') {
  // Typed while the modules were loading.
  open(form.elements.kind.value, query.value.trim());
} else {
  runFromUrl();
}
