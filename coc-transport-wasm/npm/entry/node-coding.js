// Undoing the compression of a body.

import { kMaxLength } from 'node:buffer';
import zlib from 'node:zlib';

import { tooLarge } from './node-answer.js';

// By `deflate` some servers mean zlib's format, as they should, and some the bare one.
const inflate = (body) => ((body[0] & 0x0f) === 8 ? [zlib.inflateSync, zlib.createInflate] : [zlib.inflateRawSync, zlib.createInflateRaw]);
const gunzip = () => [zlib.gunzipSync, zlib.createGunzip];

const CODINGS = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', () => [zlib.brotliDecompressSync, zlib.createBrotliDecompress]],
]);

/** What is asked for. */
export const ACCEPTED = 'gzip, br';

/** So much is decompressed at once: by a stream it takes three times as long, and nobody has to wait for this. */
const SMALL = 16 << 10;
const SMALL_AFTER = 256 << 10;
/** Pieces of four times the usual size take half the time. */
const PIECE = 64 << 10;

export const isUndone = (coding) => CODINGS.has(coding);

/** The headers without what describes the compressed bytes. */
export const withoutCoding = (headers) => headers.replace(/^content-(?:encoding|length):.*\r\n/gim, '');

/** Calls `done(error, body)`, now or later; until then what is given back, if anything is, stops it. */
export function undo(coding, body, maxBody, done) {
  // An answer without a body tells of the body that it could have had.
  if (body.length === 0) return done(undefined, body);
  const [now, later] = CODINGS.get(coding)(body);
  if (body.length > SMALL) return undoLater(later({ chunkSize: PIECE }), body, maxBody, done);
  let small;
  try {
    small = now(body, { chunkSize: PIECE, maxOutputLength: SMALL_AFTER });
  } catch (error) {
    if (error.code !== 'ERR_BUFFER_TOO_LARGE') return done(error);
    return maxBody > SMALL_AFTER ? undoLater(later({ chunkSize: PIECE }), body, maxBody, done) : done(tooLarge());
  }
  return small.length > maxBody ? done(tooLarge()) : done(undefined, small);
}

function undoLater(stream, body, maxBody, done) {
  const pieces = [];
  let size = 0;
  stream.on('data', (piece) => {
    size += piece.length;
    if (size > Math.min(maxBody, kMaxLength)) stream.destroy(tooLarge());
    else pieces.push(piece);
  });
  stream.on('end', () => done(undefined, pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, size)));
  stream.on('error', done);
  // The body may lie where the next answer is read to.
  stream.end(Buffer.from(body));
  return () => stream.destroy();
}
