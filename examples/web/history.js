// The query in the URL, and the entries of the browser's history. Links change the URL themselves.

/** The pause in scrolling after which the position is stored, in milliseconds. */
const PAUSE = 250;

// A result arrives after the browser would restore the position.
history.scrollRestoration = 'manual';

let storing = 0;
/** Whether the current entry was made by typing, so that more typing replaces it. */
let typing = false;

/** Returns the URL of a query; that of the empty one is the page's own. */
export function url({ kind, text }) {
  return text === '' ? location.pathname : `#/${kind}/${encodeURIComponent(text)}`;
}

/** Returns the query in the URL. */
export function current() {
  const [, kind, text = ''] = /^#\/(clan|player)\/(.*)$/.exec(location.hash) ?? ['', 'clan'];
  try {
    return { kind, text: decodeURIComponent(text).trim() };
  } catch {
    // The URL is truncated within an encoded character.
    return { kind, text: text.trim() };
  }
}

/** Adds an entry, unless it is the current one. */
export function push(target) {
  clearTimeout(storing);
  typing = false;
  if (new URL(target, location.href).href !== location.href) history.pushState(null, '', target);
}

/** Adds the first entry of a query that is being typed, and then replaces it. */
export function replaceOrPush(target) {
  clearTimeout(storing);
  if (typing) history.replaceState(null, '', target);
  else push(target);
  typing = true;
}

/** Calls a function with the position to scroll to after a link, Back or Forward changed the URL. */
export function onNavigation(run) {
  addEventListener('popstate', () => {
    clearTimeout(storing);
    typing = false;
    // An entry that a link has just added has no state yet.
    run(history.state?.scroll ?? 0);
  });
}

addEventListener(
  'scroll',
  () => {
    clearTimeout(storing);
    storing = setTimeout(() => history.replaceState({ scroll: scrollY }, ''), PAUSE);
  },
  { passive: true },
);
