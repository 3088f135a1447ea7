// Tags, with the rules of the Rust type: a tag that a person entered is corrected where the
// correction is certain and rejected otherwise. The tests compare it with the Rust implementation.

const ALPHABET = '0289PYLQGRJCUV';
const MIN_LENGTH = 3;
const MAX_LENGTH = 12;

// Characters that show nothing, so that they are not part of a tag that was copied with them.
const BLANK = /[\p{White_Space}\p{Cc}\p{DI}\ufff9-\ufffb\u2800]/u;
// Other characters that a message cannot show.
const UNPRINTABLE = /[\p{C}\p{Gr_Ext}]/u;
const ESCAPES = { ' ': ' ', '\0': '\\0', '\t': '\\t', '\n': '\\n', '\r': '\\r', "'": "\\'", '\\': '\\\\' };

// The limit of nested percent-encodings, as in Rust.
const MAX_ENCODINGS = 4;
// A segment that leads to another path. Some servers drop a parameter (`..;x`) and invisible bytes
// first.
const DOT_SEGMENT = /(?:^|[/\\])[\0- \x7f]*\.[\0- \x7f]*(?:\.[\0- \x7f]*)?(?:[;/\\]|$)/;

export class TagError extends Error {
  constructor(reason, message, details) {
    super(message);
    this.name = 'TagError';
    this.reason = reason;
    Object.assign(this, details);
  }
}

export function correctTag(text, options) {
  if (typeof text !== 'string') throw new TypeError(`a tag must be a string, not ${text === null ? 'null' : typeof text}`);
  // Code points, so that the position is the one a person counts.
  const characters = [...text];
  let start = 0;
  let end = characters.length;
  while (start < end && BLANK.test(characters[start])) start++;
  while (start < end && BLANK.test(characters[end - 1])) end--;
  const trimmed = characters.slice(start, end).join('');
  const [from, to] = findTag(trimmed, options?.expected) ?? [0, trimmed.length];
  const [before, prefix] = [trimmed.slice(0, from), /^(?:#|%23)?/.exec(trimmed.slice(from, to))[0]];
  start += [...before].length + prefix.length;
  end = start + [...trimmed.slice(from + prefix.length, to)].length;

  const body = characters.slice(start, end);
  const wrong = body.findIndex((character) => !/^[0289PYLQGRJCUVO]$/i.test(character));
  if (wrong >= 0) throw invalidCharacter(characters, start + wrong);
  const tag = '#' + body.join('').toUpperCase().replaceAll('O', '0');
  const { length } = body;
  if (length === 0) throw empty();
  if (tag === '#0') throw new TagError('nothing', '`#0` is the tag of nothing: a war that is not drawn yet, or no group');
  if (length < MIN_LENGTH) {
    throw new TagError('tooShort', `a tag has at least ${MIN_LENGTH} characters after the '#', this one has ${length}`, { length });
  }
  if (length > MAX_LENGTH) {
    throw new TagError('tooLong', `a tag has at most ${MAX_LENGTH} characters after the '#', this one has ${length}`, { length });
  }
  return tag;
}

/** Returns the start and end of the tag in a link of the game; `undefined` if the text is no link. */
function findTag(text, expected) {
  const [, scheme, address] = /^(?:([^]*?):\/\/)?([^]*)$/.exec(text);
  let parameters = address;
  // The scheme with which the game's own app opens: its parameters follow directly.
  if (scheme?.toLowerCase() !== 'clashofclans') {
    const link = /^link\.clashofclans\.com(?![^/?#])([^?]*)(\??)/i.exec(address);
    if (!link && scheme === undefined) return undefined;
    if (!link || !/^https?$/i.test(scheme ?? 'http')) throw invalidLink();
    const [{ length }, path, query] = link;
    if (!query) throw linkWithoutTag();
    if (!/^\/?[\w-]*\/?$/.test(path)) throw invalidLink();
    parameters = address.slice(length);
  }

  const found = {};
  let end = text.length - parameters.length - 1;
  for (const parameter of parameters.split('&')) {
    end += parameter.length + 1;
    // A link copied from HTML has `&amp;` between its parameters.
    const [, key, value] = /^(?:amp;)?(action|tag)=([^]*)$/.exec(parameter) ?? [];
    if (!key) continue;
    if (found[key]) throw invalidLink();
    const start = end - value.length;
    // With a raw `#` the tag is the fragment of the URL; another `#` begins the fragment.
    const fragment = value.indexOf('#', 1);
    found[key] = [start, fragment < 0 ? end : start + fragment];
  }
  const { action = [0, 0], tag } = found;
  const subject = /^Open(Clan|Player)Profile$/.exec(text.slice(...action))?.[1].toLowerCase();
  if (!subject || subject !== (expected ?? subject)) {
    const what = expected ?? 'clan or player';
    throw new TagError('otherLink', `the link does not lead to a ${what}; enter the tag of the ${what}`, { expected: what });
  }
  if (!tag || tag[0] === tag[1]) throw linkWithoutTag();
  return tag;
}

const empty = () => new TagError('empty', 'the tag is empty');

const invalidLink = () =>
  new TagError(
    'invalidLink',
    'this is not a link of the game; enter a tag, or a link such as https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP',
  );

const linkWithoutTag = () => new TagError('linkWithoutTag', 'the link has no tag; copy it again, or enter the tag');

function invalidCharacter(characters, index) {
  const character = characters[index];
  const position = index + 1;
  const hidden = BLANK.test(character) || UNPRINTABLE.test(character);
  const shown = ESCAPES[character] ?? (hidden ? `\\u{${character.codePointAt(0).toString(16)}}` : character);
  return new TagError(
    'invalidCharacter',
    `'${shown}' at position ${position} cannot be part of a tag (only ${ALPHABET} can)`,
    { character, position },
  );
}

export function isValidTag(text) {
  return typeof text === 'string' && /^#[0289PYLQGRJCUV]{3,12}$/.test(text);
}

/** The base of the ids: the number of characters. */
const BASE = ALPHABET.length;

// The largest id has twelve digits in this base, so that every id is exact as a number.
export function tagToId(tag) {
  if (!isValidTag(tag) || tag[1] === '0') return undefined;
  let id = 0;
  for (const character of tag.slice(1)) id = id * BASE + ALPHABET.indexOf(character);
  return id;
}

export function idToTag(id) {
  let rest = Number(id);
  if (!Number.isSafeInteger(rest) || rest < BASE ** (MIN_LENGTH - 1) || rest >= BASE ** MAX_LENGTH) return undefined;
  let tag = '';
  for (; rest > 0; rest = Math.floor(rest / BASE)) tag = ALPHABET[rest % BASE] + tag;
  return `#${tag}`;
}

// A tag that leads to another path is an error. Encoding it does not help: `%2E` is a dot to URL
// parsers, and servers may decode more than once. A lone surrogate has no UTF-8 form and is
// replaced.
export function encodeTag(tag) {
  if (/^\p{White_Space}*$/u.test(tag)) throw empty();
  if (leavesSegment(tag)) {
    const characters = [...tag];
    throw invalidCharacter(characters, characters.findIndex((character) => /[.\\%]/.test(character)));
  }
  return encodeURIComponent(tag.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[.!*'()]/g,
    (character) => '%' + character.charCodeAt(0).toString(16).toUpperCase(),
  );
}

function leavesSegment(text) {
  if (text.includes('\\')) return true;
  for (let round = 0; round < MAX_ENCODINGS; round++) {
    if (DOT_SEGMENT.test(text)) return true;
    const decoded = text.replace(/%([0-7][\da-f])/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
    if (decoded === text) return false;
    text = decoded;
  }
  return true;
}
