// Bodies are parsed as by JSON.parse, in any script.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { coc, make } from './support/client.js';

/** Returns the value of a body, or the kind of the error. */
async function parsed(bytes) {
  const response = { status: 200, headers: [['content-type', 'application/json']], arrayBuffer: async () => bytes };
  const own = make({ cache: false, retry: false, fetch: async () => response });
  return own.custom('/body').catch((error) => {
    assert.ok(error instanceof coc.DecodeError, String(error));
    return error.kind;
  });
}

const utf8 = (text) => new TextEncoder().encode(text);

test('characters beyond ASCII are preserved, few or many, anywhere', async () => {
  const plain = '{"name":"Ärger 族 😀\\n\\u00e9","tag":"#2PP"}';
  for (const letters of ['é', '族', '😀', '\u{10ffff}', '\u0080', '\ufeff', '\u2028', '族😀é'.repeat(50)]) {
    for (const around of [0, 1, 7, 8, 9, 63, 1000]) {
      const text = JSON.stringify({ a: 'x'.repeat(around) + letters + 'y'.repeat(around), [letters]: [letters, plain], b: 1 });
      assert.deepEqual(await parsed(utf8(text)), JSON.parse(text), text.slice(0, 100));
    }
  }
});

test('escaping characters beyond ASCII does not make invalid JSON valid', async () => {
  const room = ' '.repeat(200);
  // A backslash before a character beyond ASCII; such characters outside strings; a byte order
  // mark.
  for (const text of ['{"a":"\\é"}', '{"a":"\\\\\\族"}', '{"a":é}', 'é{}', '{}é', '\ufeff{}']) {
    assert.equal(await parsed(utf8(text + room)), 'notJson', text);
  }
  assert.deepEqual(await parsed(utf8(`{"a":"\\\\é"}${room}`)), { a: '\\é' });
});

test('invalid UTF-8 is rejected', async () => {
  for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0xaf], [0x80]]) {
    const body = Uint8Array.from([...utf8('{"a":"'), ...bytes, ...utf8(`"}${' '.repeat(200)}`)]);
    assert.equal(await parsed(body), 'notJson', String(bytes));
  }
});

test('bodies of random characters are parsed as by JSON.parse', async () => {
  const seed = Date.now() >>> 0;
  let state = seed;
  const random = (below) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % below;
  const alphabet = ['a', ' ', '"', '\\', '\n', '\u0000', '\u007f', '\u0080', 'é', '族', '😀', '\u2029'];
  for (let round = 0; round < 300; round += 1) {
    const word = (length) => Array.from({ length }, () => alphabet[random(random(4) === 0 ? alphabet.length : 2)]).join('');
    const text = JSON.stringify({ [word(random(9))]: Array.from({ length: random(20) }, () => word(random(40))) });
    // Some are invalid, and then JSON.parse fails too.
    const body = random(5) === 0 ? text.replace(/[":,\\]/, '') : text;
    let expected;
    try {
      expected = JSON.parse(body);
    } catch {
      expected = 'notJson';
    }
    assert.deepEqual(await parsed(utf8(body)), expected, `seed ${seed}: ${body}`);
  }
});
