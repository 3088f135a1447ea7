// The helpers say what the Rust implementation says; vectors.json is written by it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import * as helpers from '../../js/helpers.js';

const vectors = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8'));

function correction(text) {
  try {
    return { ok: helpers.correctTag(text) };
  } catch (error) {
    assert(error instanceof helpers.TagError && error instanceof Error && error.message.length > 0);
    const { reason, character, position, length } = error;
    return JSON.parse(JSON.stringify({ reason, character, position, length }));
  }
}

function instant(text) {
  try {
    return helpers.parseTimestamp(text).getTime();
  } catch (error) {
    assert(error instanceof RangeError);
    return null;
  }
}

test('every helper is declared, and nothing else', () => {
  const declarations = readFileSync(new URL('../../types/helpers.d.ts', import.meta.url), 'utf8');
  const declared = [...declarations.matchAll(/^export (?:function|const|class) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(declared.sort(), Object.keys(helpers).sort());
});

test('tags are corrected, refused, told valid and encoded as in Rust', () => {
  assert(vectors.tags.length > 900);
  for (const { text, corrected, valid, encoded } of vectors.tags) {
    assert.deepEqual(correction(text), corrected, JSON.stringify(text));
    assert.equal(helpers.isValidTag(text), valid, JSON.stringify(text));
    if (encoded !== null) assert.equal(helpers.encodeTag(text), encoded, JSON.stringify(text));
  }
});

test('times of both forms are the instants that they are in Rust, and others are refused', () => {
  assert(vectors.timestamps.filter(({ millis }) => millis !== null).length > 100);
  for (const { text, millis } of vectors.timestamps) assert.equal(instant(text), millis, JSON.stringify(text));
});

test('instants are written as in Rust', () => {
  for (const { millis, text } of vectors.instants) {
    if (text === null) assert.throws(() => helpers.formatTimestamp(new Date(millis)), RangeError);
    else assert.equal(helpers.formatTimestamp(new Date(millis)), text);
  }
  assert.throws(() => helpers.formatTimestamp(new Date(NaN)), RangeError);
});

test('season ids are taken apart as in Rust', () => {
  for (const { id, ...expected } of vectors.seasons) {
    const known = Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== null));
    assert.deepEqual(helpers.parseSeason(id) ?? {}, known, JSON.stringify(id));
  }
});

test('a number too large to be exact is no season', () => {
  assert.equal(helpers.parseSeason('9007199254740993'), undefined);
});

test('what is no text is refused by name', () => {
  for (const [value, name] of [[undefined, 'undefined'], [null, 'null'], [7, 'number'], [{}, 'object']]) {
    assert.throws(() => helpers.correctTag(value), { name: 'TypeError', message: `a tag is a text, not ${name}` });
    assert.equal(helpers.isValidTag(value), false);
    assert.throws(() => helpers.parseTimestamp(value), RangeError);
  }
});

test('a long run of white space takes no time that grows with its square', () => {
  const text = `2PP${' '.repeat(1_000_000)}2PP`;
  assert.throws(() => helpers.correctTag(text), { reason: 'invalidCharacter', position: 4 });
});

test('half a surrogate pair does not keep a text from being encoded', () => {
  assert.equal(helpers.encodeTag('#\ud83d'), '%23%EF%BF%BD');
});

test('wars answer what they answer in Rust', () => {
  assert.equal(helpers.attackLimit({ attacksPerMember: 1 }), 1);
  assert.equal(helpers.attackLimit({ warStartTime: '20240101T080000.000Z' }), 1);
  assert.equal(helpers.attackLimit({}), 2);
  assert.deepEqual(helpers.drawnWarTags({ warTags: ['#8PQ2', '#0', '#0'] }), ['#8PQ2']);
  assert.equal(helpers.isLeagueSeason({ opponent: { clanLevel: 0 } }), true);
  assert.equal(helpers.isLeagueSeason({ opponent: { tag: '#2PY' } }), false);
});
