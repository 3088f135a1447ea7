// Elements without a framework. Text is always text: nothing from an answer is ever read as HTML.

/** An element with attributes (`on…` are listeners, absent ones are left out) and children. */
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

/** A picture that leaves its room empty where it cannot be loaded. */
export function image(url, size) {
  if (!url) return h('span', { class: 'picture', style: `--size:${size}px` });
  const picture = h('img', { class: 'picture', src: url, alt: '', width: size, height: size, loading: 'lazy', style: `--size:${size}px` });
  picture.addEventListener('error', () => picture.replaceWith(image(undefined, size)), { once: true });
  return picture;
}

/** A list of figures with what they are. */
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

/** A whole number for people. */
export function number(value) {
  return value === undefined ? undefined : numbers.format(value);
}

/** `coLeader` for people; a word the page does not know is shown as it is. */
export function words(text) {
  const known = { admin: 'elder', coLeader: 'co-leader', inviteOnly: 'invite only' };
  return text === undefined ? undefined : (known[text] ?? text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
}
