// The page's one loop: what is typed becomes a question, a newer question cancels the older, and the answer goes on the stage.

import { Client } from 'coc-api';
import { showClan, showFoundClans } from './clan.js';
import { h } from './dom.js';
import { showPlayer } from './player.js';
import { isCancelled, showTrouble } from './trouble.js';

/** How long typing must pause before anything is asked, in milliseconds. */
const PAUSE = 220;
/** The API refuses to search for shorter names. */
const SHORTEST_NAME = 3;

const form = document.querySelector('#ask');
const query = document.querySelector('#query');
const stage = document.querySelector('#stage');
const progress = document.querySelector('#progress');

// The page is served by the proxy, so the API is where the page is, and no key is here.
const coc = new Client({ baseUrl: new URL('/v1', location.href).href });

let asking = new AbortController();
let pause = 0;

/** Cancels what is asked now, requests in the air included, and asks this instead. */
async function ask(kind, text) {
  clearTimeout(pause);
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const tell = (message) => signal.aborted || (progress.textContent = message);
  try {
    tell('Looking …');
    await answer(kind, text, { coc, stage, signal, tell, open });
    tell('');
  } catch (error) {
    if (isCancelled(error, signal)) return;
    tell('');
    showTrouble(stage, error, { kind, text, again: () => ask(kind, text) });
  }
}

function answer(kind, text, page) {
  if (text === '') return showWelcome(page);
  if (kind === 'player') return showPlayer(text, page);
  return looksLikeTag(text) ? showClan(text, page) : showFoundClans(text, page);
}

/** A name may be all letters of a tag, so only a `#` makes it one. */
function looksLikeTag(text) {
  return text.startsWith('#') || text.length < SHORTEST_NAME;
}

async function showWelcome({ coc, stage, signal, open }) {
  stage.replaceChildren(
    h('section', { class: 'welcome' }, [
      h('h2', {}, 'Look up a clan or a player'),
      h('p', {}, 'Type a tag such as #2PP, or the name of a clan. What you type next replaces what is being asked.'),
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

/** Goes to a clan or a player: writes the address, which asks. */
function open(kind, text) {
  location.hash = text === '' ? '' : `/${kind}/${encodeURIComponent(text)}`;
}

/** What the address asks for. */
function fromAddress() {
  const [, kind, text = ''] = /^#\/(clan|player)\/(.*)$/.exec(location.hash) ?? ['', 'clan'];
  let decoded = '';
  try {
    decoded = decodeURIComponent(text);
  } catch {
    // An address cut off in the middle of a character: ask what can be read.
    decoded = text;
  }
  form.elements.kind.value = kind;
  if (document.activeElement !== query) query.value = decoded;
  query.placeholder = kind === 'clan' ? "A clan's tag or name" : "A player's tag";
  ask(kind, decoded.trim());
}

query.addEventListener('input', () => {
  // Cancelled at once, not after the pause: nobody waits for the old answer any more.
  asking.abort();
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
  if (location.hash === before) ask(form.elements.kind.value, text);
});

form.addEventListener('change', (event) => {
  if (event.target.name === 'kind') open(form.elements.kind.value, query.value.trim());
});

addEventListener('hashchange', fromAddress);
fromAddress();
