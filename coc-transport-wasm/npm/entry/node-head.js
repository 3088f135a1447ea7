// What the head of an HTTP/1.1 answer says. Where leniency would let two readers of one connection see different answers on it, a head
// is refused.

/** The code of an error that says that what came is no answer. */
export const BAD_ANSWER = 'EBADANSWER';

/** It says what was wrong and never what was there, because servers echo what they are sent. */
export const bad = (what) => Object.assign(new Error(`the answer is broken: ${what}`), { code: BAD_ANSWER });

// The engine's regular expressions read a head in a fraction of the time that a loop over its letters takes.
const HEAD = /^HTTP\/1\.(\d) (\d{3})(?: [\t\x20-\x7e\x80-\xff]*)?\r\n((?:[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*)$/;
const OF_CONCERN = /^(connection|content-encoding|content-length|keep-alive|transfer-encoding):[\t ]*(.*?)[\t ]*\r$/gim;
/** Among the options of a connection. */
const CLOSE = /(?:^|,)[\t ]*close[\t ]*(?:,|$)/i;

/** Of the lines up to the empty one, each with its end, as ISO-8859-1. */
export class Head {
  status;
  /** As lines `name:value\r\n`, with blanks around the value as they came. */
  headers;
  /** The length of the body, if it is told. */
  length = undefined;
  chunked = false;
  /** The server does not close the connection after the answer. */
  kept;
  /** For how many seconds the server keeps the connection, if it tells. */
  timeout = undefined;
  /** How the body is compressed, in lower case. */
  coding = '';

  constructor(text) {
    const parts = HEAD.exec(text);
    if (!parts) throw bad(whatIsWrong(text));
    const [, minor, status, headers] = parts;
    this.status = Number(status);
    if (this.status < 100 || this.status > 599) throw bad('its status is out of range');
    this.kept = minor !== '0';
    this.headers = headers;
    OF_CONCERN.lastIndex = 0;
    for (let found; (found = OF_CONCERN.exec(headers)); ) this.#take(found[1].toLowerCase(), found[2]);
    if (!this.chunked) return;
    if (this.length !== undefined) throw bad('it has both a Transfer-Encoding and a Content-Length');
    if (minor === '0') throw bad('it has a Transfer-Encoding in HTTP/1.0');
  }

  #take(name, value) {
    switch (name) {
      case 'connection':
        if (CLOSE.test(value)) this.kept = false;
        break;
      case 'keep-alive': {
        const timeout = /(?:^|[,\s])timeout="?(\d+)/i.exec(value);
        if (timeout) this.timeout = Number(timeout[1]);
        break;
      }
      case 'content-length': {
        if (!/^\d+$/.test(value)) throw bad('its Content-Length is no number');
        const length = Number(value);
        if (this.length !== undefined && this.length !== length) throw bad('its Content-Lengths differ');
        this.length = length;
        break;
      }
      case 'content-encoding': {
        const coding = value.toLowerCase();
        this.coding = this.coding ? `${this.coding}, ${coding}` : coding;
        break;
      }
      case 'transfer-encoding':
        if (this.chunked || value.toLowerCase() !== 'chunked') throw bad('its Transfer-Encoding is not `chunked`');
        this.chunked = true;
    }
  }
}

/** What no head may have, in what has come of one so far. The last letter may be the first half of the end of a line. */
export function check(text) {
  const lines = text.replaceAll('\r\n', ' ');
  const letter = /[^\t\x20-\x7e\x80-\xff]/.exec(lines.endsWith('\r') ? lines.slice(0, -1) : lines)?.[0];
  if (letter === undefined) return;
  throw bad(letter === '\n' ? 'a line of its head ends in a bare LF' : letter === '\r' ? 'a line of its head has a bare CR' : 'its head has a control character');
}

/** Of a head that is none. */
function whatIsWrong(text) {
  check(text);
  const [first, ...headers] = text.split('\r\n').slice(0, -1);
  if (!/^HTTP\/1\.\d \d{3}(?: |$)/.test(first)) return 'its first line is not one of HTTP/1.x';
  return headers.some((line) => /^[\t ]/.test(line)) ? 'a header is folded over lines' : 'a header has no proper name';
}
