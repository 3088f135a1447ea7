// What the head of an HTTP/1.1 answer says. Where leniency would let two readers of one connection see different answers on it, a head
// is refused.

/** The code of an error that says that what came is no answer. */
export const BAD_ANSWER = 'EBADANSWER';

/** It says what was wrong and never what was there, because servers echo what they are sent. */
export const bad = (what) => Object.assign(new Error(`the answer is broken: ${what}`), { code: BAD_ANSWER });

const STATUS_LINE = /^HTTP\/1\.(\d) (\d{3})(?: .*)?$/;
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const SPACE = 0x20;
const TAB = 0x09;

const isSpace = (code) => code === SPACE || code === TAB;

/** Of the lines up to the empty one, each with its end, as ISO-8859-1. They hold no control characters. */
export class Head {
  status = 0;
  /** As lines `name: value\r\n`. */
  headers = '';
  /** The length of the body, if it is told. */
  length = undefined;
  chunked = false;
  /** The server does not close the connection after the answer. */
  kept = true;
  /** For how many seconds the server keeps the connection, if it tells. */
  timeout = undefined;
  /** How the body is compressed, in lower case. */
  coding = '';

  constructor(text) {
    const first = text.indexOf('\r\n');
    this.#statusLine(text.slice(0, first));
    const from = first + 2;
    let tidy = true;
    for (let start = from; start < text.length; ) {
      const end = text.indexOf('\r\n', start);
      const colon = text.indexOf(':', start);
      if (isSpace(text.charCodeAt(start))) throw bad('a header is folded over lines');
      if (colon === -1 || colon > end || !NAME.test(text.slice(start, colon))) throw bad('a header has no proper name');
      // Nearly every line is as it should be handed on, so that nothing has to be put together anew.
      tidy &&= text.charCodeAt(colon + 1) === SPACE && !isSpace(text.charCodeAt(colon + 2)) && !isSpace(text.charCodeAt(end - 1));
      this.#header(text, start, colon, end);
      start = end + 2;
    }
    this.headers = tidy ? text.slice(from) : tidied(text, from);
    if (!this.chunked) return;
    if (this.length !== undefined) throw bad('it has both a Transfer-Encoding and a Content-Length');
    if (this.#minor === 0) throw bad('it has a Transfer-Encoding in HTTP/1.0');
  }

  #minor = 1;

  #statusLine(line) {
    const parts = STATUS_LINE.exec(line);
    if (!parts) throw bad('its first line is not one of HTTP/1.x');
    this.#minor = Number(parts[1]);
    this.status = Number(parts[2]);
    if (this.status < 100 || this.status > 599) throw bad('its status is out of range');
    if (this.#minor === 0) this.kept = false;
  }

  /** The few that matter here are told by the length of their names first. */
  #header(text, start, colon, end) {
    switch (colon - start) {
      case 10:
        switch (text.slice(start, colon).toLowerCase()) {
          case 'connection':
            if (trimmed(text, colon, end).toLowerCase().split(',').some((option) => option.trim() === 'close')) this.kept = false;
            return;
          case 'keep-alive': {
            const timeout = /(?:^|[,\s])timeout="?(\d+)/i.exec(trimmed(text, colon, end));
            if (timeout) this.timeout = Number(timeout[1]);
          }
        }
        return;
      case 14:
        if (text.slice(start, colon).toLowerCase() === 'content-length') this.#contentLength(trimmed(text, colon, end));
        return;
      case 16:
        if (text.slice(start, colon).toLowerCase() === 'content-encoding') {
          const coding = trimmed(text, colon, end).toLowerCase();
          this.coding = this.coding ? `${this.coding}, ${coding}` : coding;
        }
        return;
      case 17:
        if (text.slice(start, colon).toLowerCase() === 'transfer-encoding') {
          if (this.chunked || trimmed(text, colon, end).toLowerCase() !== 'chunked') throw bad('its Transfer-Encoding is not `chunked`');
          this.chunked = true;
        }
    }
  }

  #contentLength(value) {
    if (!/^\d+$/.test(value)) throw bad('its Content-Length is no number');
    const length = Number(value);
    if (this.length !== undefined && this.length !== length) throw bad('its Content-Lengths differ');
    this.length = length;
  }
}

/** The value of a header without the white space around it. */
function trimmed(text, colon, end) {
  let from = colon + 1;
  let to = end;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function tidied(text, from) {
  let headers = '';
  for (let start = from; start < text.length; ) {
    const end = text.indexOf('\r\n', start);
    const colon = text.indexOf(':', start);
    headers += `${text.slice(start, colon)}: ${trimmed(text, colon, end)}\r\n`;
    start = end + 2;
  }
  return headers;
}
