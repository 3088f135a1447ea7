// Tags, with the rules of the Rust type: a tag that a person typed is corrected where the
// correction is certain and rejected otherwise. The tests compare it with the Rust implementation.

const ALPHABET = '0289PYLQGRJCUV';
const MIN_LENGTH = 3;
const MAX_LENGTH = 12;

// The white space of Rust's `trim`. `String.prototype.trim` removes U+FEFF too, but not U+0085.
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
  if (typeof text !== 'string') throw new TypeError(`a tag must be a string, not ${text === null ? 'null' : typeof text}`);
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.test(text[start])) start++;
  while (start < end && SPACE.test(text[end - 1])) end--;
  if (text.startsWith('#', start)) start++;
  else if (text.startsWith('%23', start)) start += 3;

  // Code points, so that the position is the one a person counts.
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

// Dots are encoded too, because a segment of dots alone is a relative path. A lone surrogate has no
// UTF-8 form and is replaced.
export function encodeTag(tag) {
  return encodeURIComponent(tag.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[.!*'()]/g,
    (character) => '%' + character.charCodeAt(0).toString(16).toUpperCase(),
  );
}
