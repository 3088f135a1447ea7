// What Node's client reads answers with: every split of an answer is the same answer, and what is no answer is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Answer, BAD_ANSWER, TOO_LARGE } from '../entry/node-answer.js';
import { randomAnswer, randomSplits } from './support/answers.mjs';
import { random } from './support/random.mjs';

const MAX_BODY = 1 << 20;
const OK = 'HTTP/1.1 200 OK\r\n';

const bytesOf = (text) => Buffer.from(text, 'latin1');

/** The answer as it is when it comes in these pieces, each of which is overwritten when it was read; or the code of the error. */
function read(pieces, { closed = false, maxBody = MAX_BODY } = {}) {
  const answer = new Answer(maxBody);
  let whole = false;
  try {
    for (const [index, piece] of pieces.entries()) {
      const given = Buffer.from(piece);
      whole = answer.push(given);
      if (whole && answer.body.length > 0) answer.body = Buffer.from(answer.body);
      given.fill('#');
      // Only what comes in one piece with an answer is told to it.
      if (whole) assert.equal(index, pieces.length - 1, 'it was whole before its end');
    }
    if (closed && !whole) {
      answer.end();
      whole = true;
    }
  } catch (error) {
    return error.code;
  }
  if (!whole) return 'not whole';
  const { head, body, kept } = answer;
  return { status: head.status, headers: tidy(head.headers), body: body.toString('latin1'), kept, timeout: head.timeout, coding: head.coding };
}

/** Blanks around values stay as they came; whoever takes the lines apart leaves them out. */
const tidy = (headers) => headers.replace(/^([^:]*):[\t ]*(.*?)[\t ]*\r$/gm, '$1: $2\r');

const whole = (text, options) => read([bytesOf(text)], options);
const byteByByte = (bytes, options) => read(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)), options);

function everySplit(text, expected, options) {
  const bytes = bytesOf(text);
  for (let at = 1; at < bytes.length; at++) {
    assert.deepEqual(read([bytes.subarray(0, at), bytes.subarray(at)], options), expected, `split at ${at} of ${JSON.stringify(text)}`);
  }
  assert.deepEqual(byteByByte(bytes, options), expected, `byte by byte: ${JSON.stringify(text)}`);
}

const plain = { status: 200, headers: '', body: '', kept: true, timeout: undefined, coding: '' };
const chunked = { ...plain, headers: 'Transfer-Encoding: chunked\r\n' };
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

const ANSWERS = [
  ['a length', `${OK}Content-Length: 5\r\n\r\nhello`, { ...plain, headers: 'Content-Length: 5\r\n', body: 'hello' }],
  ['a length of nothing', `${OK}content-length: 0\r\n\r\n`, { ...plain, headers: 'content-length: 0\r\n' }],
  ['a length that is told twice alike', `${OK}a: b\r\nContent-Length: 2\r\ncontent-length: 02\r\n\r\nhi`, {
    ...plain, headers: 'a: b\r\nContent-Length: 2\r\ncontent-length: 02\r\n', body: 'hi',
  }],
  ['no chunk', `${CHUNKED}0\r\n\r\n`, chunked],
  ['one chunk', `${CHUNKED}5\r\nhello\r\n0\r\n\r\n`, { ...chunked, body: 'hello' }],
  ['many chunks', `${CHUNKED}1\r\nh\r\n0000A\r\nello world\r\n1\r\n!\r\n000\r\n\r\n`, { ...chunked, body: 'hello world!' }],
  ['chunks with line ends in them', `${CHUNKED}2\r\n\r\n\r\n4\r\n0\r\n\r\r\n0\r\n\r\n`, { ...chunked, body: '\r\n0\r\n\r' }],
  ['extensions of chunks', `${CHUNKED}2;a=b;c="d\xe9 ;"\r\nhi\r\n1 ; e\r\n!\r\n0;last\r\n\r\n`, { ...chunked, body: 'hi!' }],
  ['space after the size of a chunk', `${CHUNKED}2 \t\r\nhi\r\n0  \r\n\r\n`, { ...chunked, body: 'hi' }],
  ['trailers', `${CHUNKED}2\r\nhi\r\n0\r\nx-sum: 1\r\nContent-Length: 9\r\n\r\n`, { ...chunked, body: 'hi' }],
  ['chunks by another case', `${OK}TRANSFER-ENCODING:  Chunked \r\n\r\n1\r\n.\r\n0\r\n\r\n`, {
    ...plain, headers: 'TRANSFER-ENCODING: Chunked\r\n', body: '.',
  }],
  ['no content', 'HTTP/1.1 204 No Content\r\n\r\n', { ...plain, status: 204 }],
  ['not modified, with the length that it could have', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n', {
    ...plain, status: 304, headers: 'Content-Length: 100\r\n',
  }],
  ['no reason', 'HTTP/1.1 503\r\nContent-Length: 0\r\n\r\n', { ...plain, status: 503, headers: 'Content-Length: 0\r\n' }],
  ['an empty reason', 'HTTP/1.1 503 \r\nContent-Length: 0\r\n\r\n', { ...plain, status: 503, headers: 'Content-Length: 0\r\n' }],
  ['a later HTTP/1', 'HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n', { ...plain, headers: 'Content-Length: 0\r\n' }],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi', { ...plain, headers: 'Content-Length: 2\r\n', body: 'hi', kept: false }],
  ['a connection that is closed', `${OK}Connection: close\r\nContent-Length: 2\r\n\r\nhi`, {
    ...plain, headers: 'Connection: close\r\nContent-Length: 2\r\n', body: 'hi', kept: false,
  }],
  ['a connection with several options', `${OK}connection: Upgrade, Close\r\nContent-Length: 0\r\n\r\n`, {
    ...plain, headers: 'connection: Upgrade, Close\r\nContent-Length: 0\r\n', kept: false,
  }],
  ['how long a connection is kept', `${OK}Keep-Alive: max=100, timeout=7\r\nContent-Length: 0\r\n\r\n`, {
    ...plain, headers: 'Keep-Alive: max=100, timeout=7\r\nContent-Length: 0\r\n', timeout: 7,
  }],
  ['what looks like how long it is kept', `${OK}Keep-Alive: x-timeout=7\r\nContent-Length: 0\r\n\r\n`, {
    ...plain, headers: 'Keep-Alive: x-timeout=7\r\nContent-Length: 0\r\n',
  }],
  ['compression', `${OK}Content-Encoding: GZIP\r\nContent-Length: 1\r\n\r\nx`, {
    ...plain, headers: 'Content-Encoding: GZIP\r\nContent-Length: 1\r\n', body: 'x', coding: 'gzip',
  }],
  ['compression twice', `${OK}Content-Encoding: br\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n`, {
    ...plain, headers: 'Content-Encoding: br\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n', coding: 'br, gzip',
  }],
  ['white space around values, and bytes beyond ASCII', `${OK}a:b\r\nb: \t c d \t\r\nc:\r\nd: \r\ne: \xe9\xff\r\nContent-Length: 0\r\n\r\n`, {
    ...plain, headers: 'a: b\r\nb: c d\r\nc: \r\nd: \r\ne: \xe9\xff\r\nContent-Length: 0\r\n',
  }],
  ['colons in values', `${OK}a: b: c\r\nContent-Length: 0\r\n\r\n`, { ...plain, headers: 'a: b: c\r\nContent-Length: 0\r\n' }],
  ['answers before it', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: </a>\r\nContent-Length: 9\r\n\r\n' + `${OK}Content-Length: 2\r\n\r\nhi`, {
    ...plain, headers: 'Content-Length: 2\r\n', body: 'hi',
  }],
];

for (const [name, text, expected] of ANSWERS) {
  test(`${name}: however it is split`, () => {
    assert.deepEqual(whole(text), expected);
    everySplit(text, expected);
  });

  test(`${name}: cut short anywhere it is an error`, () => {
    for (let at = 0; at < text.length; at++) assert.equal(whole(text.slice(0, at), { closed: true }), 'ECONNRESET', `after ${at} bytes`);
  });

  test(`${name}: more after it, and the connection is not kept`, () => {
    assert.deepEqual(whole(`${text}H`), { ...expected, kept: false });
  });
}

test('without a length the body lasts until the connection is closed', () => {
  for (const body of ['', 'hello', '5\r\nhello\r\n0\r\n\r\n']) {
    const expected = { ...plain, headers: 'a: b\r\n', body, kept: false };
    everySplit(`${OK}a: b\r\n\r\n${body}`, expected, { closed: true });
    assert.equal(whole(`${OK}a: b\r\n\r\n${body}`), 'not whole');
  }
});

const BROKEN = [
  ['a body of two lengths', `${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`],
  ['a body of two lengths, the other way round', `${OK}Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n`],
  ['lengths that differ', `${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\n`],
  ['lengths in one line', `${OK}Content-Length: 5, 6\r\n\r\n`],
  ['a length with a sign', `${OK}Content-Length: +5\r\n\r\n`],
  ['a negative length', `${OK}Content-Length: -5\r\n\r\n`],
  ['a hexadecimal length', `${OK}Content-Length: 0x5\r\n\r\n`],
  ['an empty length', `${OK}Content-Length:\r\n\r\n`],
  ['a length with a space in it', `${OK}Content-Length: 5 5\r\n\r\n`],
  ['another coding', `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n`],
  ['an unknown coding', `${OK}Transfer-Encoding: identity\r\n\r\n`],
  ['chunked twice', `${OK}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`],
  ['chunked in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['chunks of another length on 204', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['a size that is no number', `${CHUNKED}x\r\n`],
  ['an empty size', `${CHUNKED}\r\n`],
  ['a size with a sign', `${CHUNKED}-1\r\n`],
  ['a size with a prefix', `${CHUNKED}0x5\r\n`],
  ['a size of two numbers', `${CHUNKED}5 5\r\n`],
  ['a space before the size', `${CHUNKED} 5\r\n`],
  ['a size that nobody can count to', `${CHUNKED}00000000000000005\r\n`],
  ['a size that ends in a bare LF', `${CHUNKED}5\nhello`],
  ['a size that ends in a bare CR', `${CHUNKED}5\rhello`],
  ['an extension that ends in a bare LF', `${CHUNKED}5;a\nhello`],
  ['a chunk longer than its size', `${CHUNKED}4\r\nhello\r\n`],
  ['a chunk that ends in a bare LF', `${CHUNKED}5\r\nhello\n0\r\n\r\n`],
  ['a chunk that ends in two CRs', `${CHUNKED}5\r\nhello\r\r\n0\r\n\r\n`],
  ['a trailer that ends in a bare LF', `${CHUNKED}0\r\na: b\n\r\n`],
  ['a trailer with a bare CR', `${CHUNKED}0\r\na: \rb\r\n\r\n`],
  ['an end with a bare CR', `${CHUNKED}0\r\n\rH`],
  ['an end with a bare LF', `${CHUNKED}0\r\n\n`],
  ['a bare LF after the first line', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n'],
  ['a bare LF after a header', `${OK}Content-Length: 0\n\r\n`],
  ['a bare LF as the empty line', `${OK}Content-Length: 0\r\n\n`],
  ['a bare CR in a header', `${OK}a: b\rContent-Length: 0\r\n\r\n`],
  ['a NUL in a header', `${OK}a: b\0\r\n\r\n`],
  ['another control character', `${OK}a: b\x7f\r\n\r\n`],
  ['a header that is folded', `${OK}a: b\r\n c\r\nContent-Length: 0\r\n\r\n`],
  ['a header that is folded by a tab', `${OK}a: b\r\n\tc: d\r\nContent-Length: 0\r\n\r\n`],
  ['a header without a colon', `${OK}hello\r\na: b\r\n\r\n`],
  ['a header without a name', `${OK}: b\r\n\r\n`],
  ['a space before the colon', `${OK}Content-Length : 5\r\n\r\n`],
  ['a name that is none', `${OK}a(b): c\r\n\r\n`],
  ['another HTTP', 'HTTP/2.0 200 OK\r\n\r\n'],
  ['HTTP/0.9', '<html></html>\r\n\r\n'],
  ['HTTP in small letters', 'http/1.1 200 OK\r\n\r\n'],
  ['a protocol that is none of ours', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
  ['an empty line before it', `\r\n${OK}\r\n`],
  ['a space before it', ` ${OK}\r\n`],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
  ['a status below all', 'HTTP/1.1 099 Low\r\n\r\n'],
  ['a status above all', 'HTTP/1.1 600 High\r\n\r\n'],
  ['no status', 'HTTP/1.1 OK\r\n\r\n'],
  ['another protocol from here on', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'],
];

for (const [name, text] of BROKEN) {
  test(`${name}: refused, however it is split`, () => {
    assert.equal(whole(text), BAD_ANSWER);
    everySplitFails(text);
  });
}

function everySplitFails(text) {
  const bytes = bytesOf(text);
  for (let at = 1; at < bytes.length; at++) {
    assert.equal(read([bytes.subarray(0, at), bytes.subarray(at)]), BAD_ANSWER, `split at ${at} of ${JSON.stringify(text)}`);
  }
  assert.equal(byteByByte(bytes), BAD_ANSWER);
}

test('an error names what was wrong, and not what was there', () => {
  const push = (text) => () => new Answer(MAX_BODY).push(bytesOf(text));
  assert.throws(push(`${OK}secret\r\n\r\n`), { message: 'the answer is broken: a header has no proper name' });
  assert.throws(push(`${OK}a: b\r\n secret: c\r\n\r\n`), { message: 'the answer is broken: a header is folded over lines' });
  assert.throws(push(`${CHUNKED}secret`), { message: 'the answer is broken: the size of a chunk is no hexadecimal number' });
});

test('a head may have 64 KB and no more, with those of answers that are passed over', () => {
  const of = (size) => {
    const rest = `${OK}Content-Length: 0\r\na: \r\n\r\n`;
    return rest.replace('a: ', `a: ${'x'.repeat(size - rest.length)}`);
  };
  assert.equal(whole(of(64 << 10)).status, 200);
  assert.equal(whole(of((64 << 10) + 1)), BAD_ANSWER);
  assert.equal(byteByByte(bytesOf(of((64 << 10) + 1))), BAD_ANSWER);
  const early = 'HTTP/1.1 100 Continue\r\n\r\n';
  assert.equal(whole(early + of((64 << 10) - early.length)).status, 200);
  assert.equal(whole(early + of(64 << 10)), BAD_ANSWER);
  assert.equal(whole(early.repeat(10_000)), BAD_ANSWER);
});

test('trailers may have 16 KB and no more, whatever chunks had', () => {
  const of = (size, extension = '') => `${CHUNKED}0;${extension}\r\na: ${'x'.repeat(size - 3)}\r\n\r\n`;
  assert.equal(whole(of(16 << 10)).status, 200);
  assert.equal(whole(of(16 << 10, 'x'.repeat(16 << 10))).status, 200);
  assert.equal(whole(of((16 << 10) + 1)), BAD_ANSWER);
  assert.equal(whole(`${CHUNKED}0\r\n${'a: b\r\n'.repeat(5000)}\r\n`), BAD_ANSWER);
});

test('extensions of chunks may have 16 KB and no more, all together', () => {
  const of = (size) => `${CHUNKED}${`1;${'x'.repeat(1023)}\r\n.\r\n`.repeat(size)}0\r\n\r\n`;
  assert.equal(whole(of(16)).status, 200);
  assert.equal(whole(of(17)), BAD_ANSWER);
});

test('a body beyond the limit fails as soon as that is known', () => {
  const limited = { maxBody: 5 };
  // The last byte of each text is the first that tells.
  for (const text of [
    `${OK}Content-Length: 6\r\n\r\n`,
    `${OK}Content-Length: ${'9'.repeat(400)}\r\n\r\n`,
    `${CHUNKED}6\r\n`,
    `${CHUNKED}ffffffffffffffff\r\n`,
    `${CHUNKED}5\r\nhello\r\n1\r\n`,
    `${OK}\r\nhello!`,
  ]) {
    assert.equal(whole(text, limited), TOO_LARGE, text);
    assert.equal(byteByByte(bytesOf(text), limited), TOO_LARGE, text);
    assert.equal(whole(text.slice(0, -1), limited), 'not whole', text);
  }
  for (const text of [`${OK}Content-Length: 5\r\n\r\nhello`, `${CHUNKED}3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`, `${OK}\r\nhello`]) {
    assert.equal(whole(text, { ...limited, closed: true }).body, 'hello');
  }
  assert.equal(whole(`${OK}Content-Length: 0\r\n\r\n`, { maxBody: 0 }).body, '');
  assert.equal(whole(`${CHUNKED}1\r\n`, { maxBody: 0 }), TOO_LARGE);
});

test('an answer in one piece is not copied', () => {
  for (const text of [`${OK}Content-Length: 5\r\n\r\nhello`, `${CHUNKED}5\r\nhello\r\n0\r\n\r\n`]) {
    const answer = new Answer(MAX_BODY);
    const bytes = bytesOf(text);
    assert(answer.push(bytes));
    assert.equal(answer.body.buffer, bytes.buffer);
    assert.equal(answer.body.byteOffset, bytes.byteOffset + text.indexOf('hello'));
  }
});

test('a length alone takes no memory', () => {
  const before = process.memoryUsage().arrayBuffers;
  const answer = new Answer(2 ** 32 - 1);
  answer.push(bytesOf(`${OK}Content-Length: ${2 ** 32 - 1}\r\n\r\n.`));
  assert(process.memoryUsage().arrayBuffers - before < 16 << 20);
});

test('random answers in random pieces are what they were made of', (context) => {
  const seed = Number(process.env.COC_SEED ?? Date.now() % 2 ** 32);
  context.diagnostic(`COC_SEED=${seed}`);
  const next = random(seed);
  for (let round = 0; round < 2000; round++) {
    const { bytes, closed, expected } = randomAnswer(next);
    const pieces = randomSplits(next, bytes);
    const what = `COC_SEED=${seed}, round ${round}, pieces of ${pieces.map((piece) => piece.length)}`;
    const answer = read(pieces, { closed });
    assert.equal(typeof answer, 'object', `${what}: ${answer}`);
    const { status, headers, body, kept } = answer;
    assert.deepEqual({ status, headers, kept }, { status: expected.status, headers: expected.headers, kept: expected.kept }, what);
    assert.equal(body, expected.body, what);
  }
});

test('random damage does not make it hang, nor fail in another way than it should', (context) => {
  const seed = Number(process.env.COC_SEED ?? Date.now() % 2 ** 32);
  context.diagnostic(`COC_SEED=${seed}`);
  const next = random(seed);
  const outcomes = new Map();
  for (let round = 0; round < 5000; round++) {
    const { bytes, closed } = randomAnswer(next);
    for (let damages = 1 + next(3); damages > 0; damages--) bytes[next(bytes.length)] = next.pick([0, 9, 10, 13, 32, 48, 58, 59, 65, 255]);
    // An answer may be whole early now, so it is read in one piece and byte by byte up to its end.
    const one = read([bytes], { closed });
    const outcome = typeof one === 'string' ? one : 'whole';
    assert(['whole', 'not whole', BAD_ANSWER, TOO_LARGE, 'ECONNRESET'].includes(outcome), `COC_SEED=${seed}, round ${round}: ${outcome}`);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (outcome !== 'whole') assert.equal(byteByByte(bytes, { closed }), one, `COC_SEED=${seed}, round ${round}`);
  }
  assert(outcomes.get('whole') > 100 && outcomes.get(BAD_ANSWER) > 100, JSON.stringify([...outcomes]));
});
