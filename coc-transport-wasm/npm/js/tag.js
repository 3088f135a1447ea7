// Tags, by the rules of the Rust type: what a person wrote is corrected where that is certain and refused otherwise; what the
// API sent is left alone. `npm/test/vectors.json` holds what the Rust implementation says.

const ALPHABET = '0289PYLQGRJCUV';
const MIN_LENGTH = 3;
const MAX_LENGTH = 12;

// What Rust trims. `String.prototype.trim` takes U+FEFF too and leaves U+0085.
const SPACE = /\p{White_Space}/u;

export class TagError extends Error {
  constructor(reason, message, details) {
    super(message);
    this.name = 'TagError';
    this.reason = reason;
    Object.assign(this, details);
  }
}

export function correctTag(text) {
  if (typeof text !== 'string') throw new TypeError(`a tag is a text, not ${text === null ? 'null' : typeof text}`);
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.test(text[start])) start++;
  while (start < end && SPACE.test(text[end - 1])) end--;
  if (text.startsWith('#', start)) start++;
  else if (text.startsWith('%23', start)) start += 3;

  // By code points, so that a position is what a person counts.
  const body = [...text.slice(start, end)];
  const wrong = body.findIndex((character) => !/^[0289PYLQGRJCUVO]$/i.test(character));
  if (wrong >= 0) {
    const character = body[wrong];
    const position = [...text.slice(0, start)].length + wrong + 1;
    throw new TagError(
      'invalidCharacter',
      `${JSON.stringify(character)} at position ${position} cannot be part of a tag (only ${ALPHABET} can)`,
      { character, position },
    );
  }
  const { length } = body;
  if (length === 0) throw new TagError('empty', 'the tag is empty');
  if (length < MIN_LENGTH) {
    throw new TagError('tooShort', `a tag has at least ${MIN_LENGTH} characters after the '#', this one has ${length}`, { length });
  }
  if (length > MAX_LENGTH) {
    throw new TagError('tooLong', `a tag has at most ${MAX_LENGTH} characters after the '#', this one has ${length}`, { length });
  }
  return '#' + body.join('').toUpperCase().replaceAll('O', '0');
}

export function isValidTag(text) {
  return typeof text === 'string' && /^#[0289PYLQGRJCUV]{3,12}$/.test(text);
}

// Dots too, since a segment of dots alone would mean a folder. Half a surrogate pair has no UTF-8 and is replaced.
export function encodeTag(tag) {
  return encodeURIComponent(tag.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[.!*'()]/g,
    (character) => '%' + character.charCodeAt(0).toString(16).toUpperCase(),
  );
}
