// One HTTP/1.1 answer, read from the pieces that it comes in. It knows nothing of sockets. What it is given may be overwritten
// afterwards, so it keeps copies; but an answer that came in one piece, as most do, is not copied at all.

import { Head, bad, check } from './node-head.js';

export { BAD_ANSWER } from './node-head.js';

/** The code of an error that says that an answer is beyond `maxBody`. */
export const TOO_LARGE = 'ERR_TOO_LARGE';

export const tooLarge = () => Object.assign(new Error('the answer is beyond the limit'), { code: TOO_LARGE });

/** The error of a connection that ended before the answer did. */
export const cutOff = (cause) =>
  Object.assign(new Error('the connection was closed before the end of the answer', { cause }), { code: 'ECONNRESET' });

const MAX_HEAD = 64 << 10;
/** Nearly all heads are shorter. */
const HEAD_PIECE = 1 << 10;
/** For all the extensions of chunks, and for all the trailers. */
const MAX_ASIDE = 16 << 10;
const MAX_DIGITS = 16;
/** What is made room for at first, however long a body is said to be. */
const FIRST_ROOM = 1 << 20;

const CR = 13;
const LF = 10;
const TAB = 9;
const SPACE = 32;
const SEMICOLON = 59;

// Where in the answer the next byte is.
const HEAD = 0;
const LENGTH = 1;
const UNTIL_CLOSE = 2;
const SIZE = 3;
const AFTER_SIZE = 4;
const EXTENSION = 5;
const SIZE_LF = 6;
const DATA = 7;
const DATA_CR = 8;
const DATA_LF = 9;
const TRAILER_START = 10;
const TRAILER = 11;
const TRAILER_LF = 12;
const LAST_LF = 13;
const WHOLE = 14;

const NOTHING = Buffer.alloc(0);

export class Answer {
  /** What its head says, once that is whole. */
  head = undefined;
  /** Once it is whole. It may lie in what was given last. */
  body = NOTHING;
  /** Another request may be sent on the connection. */
  kept = false;

  #maxBody;
  #state = HEAD;
  /** What has come of a head that is not whole, and how much of heads altogether, with those of answers that were passed over. */
  #text = '';
  #headSize = 0;
  /** How much of the body is still to come, or of the chunk. */
  #left = 0;
  #digits = 0;
  #aside = 0;
  /** The body so far: in what was just given, or as a copy. */
  #piece = undefined;
  #copy = undefined;
  #size = 0;

  /** @param maxBody the most bytes that the body may have, as it is sent */
  constructor(maxBody) {
    this.#maxBody = maxBody;
  }

  /** Takes the bytes, a `Buffer`, and tells whether the answer is whole. */
  push(bytes) {
    const { length } = bytes;
    let at = 0;
    while (at < length && this.#state !== WHOLE) {
      switch (this.#state) {
        case HEAD:
          at = this.#inHead(bytes, at);
          break;
        case LENGTH:
        case DATA:
          at = this.#inBody(bytes, at);
          break;
        case UNTIL_CLOSE:
          this.#take(bytes, at, length);
          at = length;
          break;
        default:
          at = this.#betweenChunks(bytes, at);
      }
    }
    if (this.#state !== WHOLE) {
      if (this.#piece) this.#copyPiece(this.#size);
      return false;
    }
    // Whatever follows an answer that nothing was asked for, its reader and the server do not agree.
    if (at < length) this.kept = false;
    this.#finish();
    return true;
  }

  /** The connection was closed, by which some answers end. */
  end() {
    if (this.#state !== UNTIL_CLOSE) throw cutOff();
    this.#finish();
  }

  #finish() {
    this.#state = WHOLE;
    this.body = this.#piece ?? this.#copy?.subarray(0, this.#size) ?? NOTHING;
  }

  /** Finds the empty line after the head. */
  #inHead(bytes, from) {
    const to = Math.min(bytes.length, from + MAX_HEAD - this.#headSize);
    const before = this.#text.length;
    let text = this.#text;
    // Most of what there is may belong to the body.
    for (let at = from; at < to; at += HEAD_PIECE) {
      text += bytes.latin1Slice(at, Math.min(to, at + HEAD_PIECE));
      const end = text.indexOf('\r\n\r\n', before - 3);
      if (end === -1) continue;
      this.#text = '';
      this.#headSize += end + 4 - before;
      this.#begin(text.slice(0, end + 2));
      return from + end + 4 - before;
    }
    if (text.startsWith('\r\n')) throw bad('it begins with an empty line');
    check(text.slice(text[before - 1] === '\r' ? before - 1 : before));
    this.#text = text;
    this.#headSize += to - from;
    if (this.#headSize >= MAX_HEAD) throw bad('its head is too long');
    return to;
  }

  /** Knows from the head how the body ends. */
  #begin(text) {
    if (text.startsWith('\r\n')) throw bad('it begins with an empty line');
    const head = new Head(text);
    const { status } = head;
    if (status === 101) throw bad('it changes the protocol, which nobody asked for');
    // Another follows.
    if (status < 200) return;
    this.head = head;
    this.kept = head.kept;
    if (status === 204 || status === 304) this.#state = WHOLE;
    else if (head.chunked) this.#state = SIZE;
    else if (head.length === undefined) {
      this.#state = UNTIL_CLOSE;
      this.kept = false;
    } else {
      if (head.length > this.#maxBody) throw tooLarge();
      this.#left = head.length;
      this.#state = head.length === 0 ? WHOLE : LENGTH;
    }
  }

  /** Of a length that is known, or of a chunk. */
  #inBody(bytes, from) {
    const to = Math.min(bytes.length, from + this.#left);
    this.#take(bytes, from, to);
    this.#left -= to - from;
    if (this.#left === 0) this.#state = this.#state === DATA ? DATA_CR : WHOLE;
    return to;
  }

  #betweenChunks(bytes, from) {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      switch (this.#state) {
        case SIZE: {
          const digit = hex(byte);
          if (digit >= 0) {
            if (++this.#digits > MAX_DIGITS) throw bad('the size of a chunk has too many digits');
            this.#left = this.#left * 16 + digit;
            break;
          }
          if (this.#digits === 0) throw bad('the size of a chunk is no hexadecimal number');
          this.#state = AFTER_SIZE;
        }
        // falls through
        case AFTER_SIZE:
          if (byte === CR) this.#state = SIZE_LF;
          else if (byte === SEMICOLON) this.#state = EXTENSION;
          else if (byte !== SPACE && byte !== TAB) throw bad('the size of a chunk is no hexadecimal number');
          else this.#passOver('the extensions of its chunks are too long');
          break;
        case EXTENSION:
          if (byte === CR) this.#state = SIZE_LF;
          else if (byte === LF) throw bad('the size of a chunk ends in a bare LF');
          else this.#passOver('the extensions of its chunks are too long');
          break;
        case SIZE_LF:
          if (byte !== LF) throw bad('the size of a chunk has a bare CR');
          this.#digits = 0;
          if (this.#left > 0) {
            if (this.#size + this.#left > this.#maxBody) throw tooLarge();
            this.#state = DATA;
            return at + 1;
          }
          this.#aside = 0;
          this.#state = TRAILER_START;
          break;
        case DATA_CR:
          if (byte !== CR) throw bad('a chunk is longer than its size');
          this.#state = DATA_LF;
          break;
        case DATA_LF:
          if (byte !== LF) throw bad('a chunk is longer than its size');
          this.#state = SIZE;
          break;
        case TRAILER_START:
          if (byte === CR) {
            this.#state = LAST_LF;
            break;
          }
          this.#state = TRAILER;
        // falls through
        case TRAILER:
          if (byte === CR) this.#state = TRAILER_LF;
          else if (byte === LF) throw bad('a trailer ends in a bare LF');
          else this.#passOver('its trailers are too long');
          break;
        case TRAILER_LF:
          if (byte !== LF) throw bad('a trailer has a bare CR');
          this.#state = TRAILER_START;
          break;
        case LAST_LF:
          if (byte !== LF) throw bad('a trailer has a bare CR');
          this.#state = WHOLE;
          return at + 1;
      }
    }
    return bytes.length;
  }

  #passOver(limit) {
    if (++this.#aside > MAX_ASIDE) throw bad(limit);
  }

  #take(bytes, from, to) {
    const size = this.#size + to - from;
    if (size > this.#maxBody) throw tooLarge();
    if (this.#size === 0) this.#piece = bytes.subarray(from, to);
    else {
      if (this.#piece) this.#copyPiece(size);
      this.#makeRoom(size);
      bytes.copy(this.#copy, this.#size, from, to);
    }
    this.#size = size;
  }

  /** What lies in what was given has to be kept, or to be joined. */
  #copyPiece(size) {
    this.#makeRoom(size);
    this.#copy.set(this.#piece, 0);
    this.#piece = undefined;
  }

  /** Room doubles, but is not made for more than the body can have. */
  #makeRoom(size) {
    const room = this.#copy?.length ?? 0;
    if (size <= room) return;
    const most = this.head.length ?? this.#maxBody;
    const wanted = Math.max(size, room === 0 ? Math.min(this.head.length ?? 2 * size, FIRST_ROOM) : 2 * room);
    const grown = Buffer.allocUnsafeSlow(Math.min(wanted, most));
    if (room > 0) this.#copy.copy(grown, 0, 0, this.#size);
    this.#copy = grown;
  }
}

function hex(byte) {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
