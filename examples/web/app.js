// The main program: each new query cancels the previous one, and its result is shown on the stage.

import { Client } from 'coc-api';
import { showClan, showFoundClans } from './clan.js';
import { h, link, showLoading } from './dom.js';
import { current, onNavigation, push, replaceOrPush, url } from './history.js';
import { showPlayer } from './player.js';
import { isLink, linkedQuery } from './tag.js';
import { isCancelled, showTrouble } from './trouble.js';

/** The pause in typing after which a query is sent, in milliseconds. */
const PAUSE = 220;
/** The API rejects shorter names. */
const SHORTEST_NAME = 3;
/** The title of the page, after that of the result. */
const SITE = 'coc: clans, players and wars';

const form = document.querySelector('#ask');
const query = document.querySelector('#query');
const stage = document.querySelector('#stage');
const progress = document.querySelector('#progress');

// The proxy serves the page and forwards the API, so the page needs no token.
const coc = new Client({ baseUrl: new URL('/v1', location.href).href });

let controller = new AbortController();
let pause = 0;

/**
 * Runs a query. Cancels the previous one with its requests in flight. A result that was opened, and
 * not typed, gets the focus, at `scroll`.
 */
async function run({ kind, text }, { typed = false, scroll = 0 } = {}) {
  clearTimeout(pause);
  controller.abort();
  controller = new AbortController();
  const { signal } = controller;
  const report = (message) => signal.aborted || (progress.textContent = message);
  const title = (name) => signal.aborted || (document.title = name ? `${name} – ${SITE}` : SITE);
  stage.setAttribute('aria-busy', 'true');
  report('Loading …');
  title(text);
  // The result of the shorter query stays while a longer one runs.
  if (!typed && text !== '') showLoading(stage, kind, text);
  const arrived = () => {
    stage.setAttribute('aria-busy', 'false');
    if (!typed && text !== '') focusResult(scroll);
  };
  try {
    await show(kind, text, { coc, stage, signal, report, title, arrived });
    report('');
    // The sections after the first have made the page longer.
    if (scroll > 0) scrollTo(0, scroll);
  } catch (error) {
    if (isCancelled(error, signal)) return;
    report('');
    showTrouble(stage, error, { kind, text, retry: () => run({ kind, text }) });
    title(stage.querySelector('h2').textContent);
    arrived();
  }
}

function focusResult(scroll) {
  const heading = stage.querySelector('h2');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
  scrollTo(0, scroll);
}

function show(kind, text, page) {
  if (text === '') return showWelcome(page);
  if (kind === 'player') return showPlayer(text, page);
  return looksLikeTag(text) ? showClan(text, page) : showFoundClans(text, page);
}

/** A name may consist of the characters of a tag, so only the `#` and a link are certain. */
function looksLikeTag(text) {
  return text.startsWith('#') || isLink(text) || text.length < SHORTEST_NAME;
}

async function showWelcome({ coc, stage, signal, arrived }) {
  const suggestions = h('div', { class: 'suggestions', id: 'suggestions' }, h('p', { class: 'quiet' }, 'Loading the best clans …'));
  stage.replaceChildren(
    h('section', { class: 'welcome' }, [
      h('h2', {}, 'Look up a clan or a player'),
      h('p', {}, 'Type a tag such as #2PP or the name of a clan, or paste a link from the game.'),
      suggestions,
    ]),
  );
  arrived();
  try {
    const best = await coc.clanRankings('global', { limit: 6, signal });
    suggestions.replaceChildren(...best.items.map(({ name, tag }) => link('clan', tag, { class: 'chip' }, name)));
  } catch (error) {
    if (isCancelled(error, signal)) throw error;
    showTrouble(suggestions, error, { kind: 'clan', text: '', retry: () => run({ kind: 'clan', text: '' }) });
  }
}

/** Runs the query in the URL, after a click on a link, or on the browser's Back and Forward. */
function runFromUrl(scroll) {
  const { kind, text } = current();
  form.elements.kind.value = kind;
  query.value = text;
  setPlaceholder();
  run({ kind, text }, { scroll });
}

function setPlaceholder() {
  query.placeholder = form.elements.kind.value === 'clan' ? "A clan's tag or name" : "A player's tag";
}

/**
 * Returns the query in the form. A link of the game leads to its clan or player, whatever is
 * selected.
 */
function typed() {
  const text = query.value.trim();
  const linked = linkedQuery(text);
  if (linked) form.elements.kind.value = linked.kind;
  return linked ?? { kind: form.elements.kind.value, text };
}

query.addEventListener('input', runTyped);

function runTyped() {
  // At once instead of after the pause, because the old result is no longer wanted.
  controller.abort();
  clearTimeout(pause);
  progress.textContent = '';
  pause = setTimeout(() => {
    // Typing one query leaves one entry in the history, however many pauses it has.
    replaceOrPush(url(typed()));
    run(typed(), { typed: true });
  }, PAUSE);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  push(url(typed()));
  run(typed());
});

form.addEventListener('change', (event) => {
  if (event.target.name !== 'kind') return;
  setPlaceholder();
  push(url(typed()));
  run(typed(), { typed: true });
});

onNavigation(runFromUrl);
// The form can be used before the module of the package has arrived.
const isUsed = form.contains(document.activeElement) && (document.activeElement !== query || query.value.trim() !== '');
if (isUsed) {
  setPlaceholder();
  runTyped();
} else {
  runFromUrl(history.state?.scroll ?? 0);
}
