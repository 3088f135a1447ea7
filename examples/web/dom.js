// Elements without a framework. Text from the API is never parsed as HTML.

/**
 * Creates an element with attributes and children. `on…` adds a listener; absent values are
 * omitted.
 */
export function h(name, attributes = {}, children = []) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...[children].flat().filter((child) => child !== undefined && child !== null));
  return element;
}

/** Creates an image, which becomes an empty box if it cannot be loaded. */
export function image(url, size) {
  if (!url) return h('span', { class: 'picture', style: `--size:${size}px` });
  const picture = h('img', { class: 'picture', src: url, alt: '', width: size, height: size, loading: 'lazy', style: `--size:${size}px` });
  picture.addEventListener('error', () => picture.replaceWith(image(undefined, size)), { once: true });
  return picture;
}

/**
 * Creates a link to a clan or a player. The browser follows it, so that it also opens in a new tab.
 */
export function link(kind, tag, attributes, children) {
  return h('a', { href: `#/${kind}/${encodeURIComponent(tag)}`, ...attributes }, children);
}

/** Shows in `within` that a query is running. */
export function showLoading(within, kind, text) {
  within.replaceChildren(
    h('section', { class: 'card loading' }, [
      h('h2', {}, `Loading the ${kind} ${text} …`),
      h('div', { class: 'bar', role: 'progressbar', 'aria-label': 'Loading' }),
    ]),
  );
}

/** Creates a list of names and values. */
export function facts(entries) {
  return h(
    'dl',
    { class: 'facts' },
    entries
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => h('div', {}, [h('dt', {}, name), h('dd', {}, value)])),
  );
}

const numbers = new Intl.NumberFormat('en');

/** Formats an integer. */
export function number(value) {
  return value === undefined ? undefined : numbers.format(value);
}

/** Formats an enumeration value such as `coLeader` in words. */
export function words(text) {
  const known = { admin: 'elder', coLeader: 'co-leader', inviteOnly: 'invite only' };
  return text === undefined ? undefined : (known[text] ?? text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
}
