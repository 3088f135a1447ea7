// The helpers agree with the Rust implementation: `codegen --vectors` writes its results to a file.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import * as helpers from '../js/helpers.js';
import { ROOT } from './support/installed.mjs';

const vectors = JSON.parse(readFileSync(`${ROOT}vectors.json`, 'utf8'));

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

test('the declarations list exactly the helpers', () => {
  const declarations = readFileSync(new URL('../types/helpers.d.ts', import.meta.url), 'utf8');
  const declared = [...declarations.matchAll(/^export (?:function|const|class) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(declared.sort(), Object.keys(helpers).sort());
});

test('tags are corrected, rejected, validated and encoded as in Rust', () => {
  assert(vectors.tags.length > 900);
  for (const { text, corrected, valid, encoded } of vectors.tags) {
    assert.deepEqual(correction(text), corrected, JSON.stringify(text));
    assert.equal(helpers.isValidTag(text), valid, JSON.stringify(text));
    if (encoded !== null) assert.equal(helpers.encodeTag(text), encoded, JSON.stringify(text));
  }
});

test('timestamps of both formats are parsed as in Rust, and others are rejected', () => {
  assert(vectors.timestamps.filter(({ millis }) => millis !== null).length > 100);
  for (const { text, millis } of vectors.timestamps) assert.equal(instant(text), millis, JSON.stringify(text));
});

test('dates are formatted as in Rust', () => {
  for (const { millis, text } of vectors.instants) {
    if (text === null) assert.throws(() => helpers.formatTimestamp(new Date(millis)), RangeError);
    else assert.equal(helpers.formatTimestamp(new Date(millis)), text);
  }
  assert.throws(() => helpers.formatTimestamp(new Date(NaN)), RangeError);
});

test('season ids are parsed as in Rust', () => {
  for (const { id, ...expected } of vectors.seasons) {
    const known = Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== null));
    assert.deepEqual(helpers.parseSeason(id) ?? {}, known, JSON.stringify(id));
  }
});

test('a number that is too large to be exact is not a season', () => {
  assert.equal(helpers.parseSeason('9007199254740993'), undefined);
});

test('a value that is not a string is rejected', () => {
  for (const [value, name] of [[undefined, 'undefined'], [null, 'null'], [7, 'number'], [{}, 'object']]) {
    assert.throws(() => helpers.correctTag(value), { name: 'TypeError', message: `a tag must be a string, not ${name}` });
    assert.equal(helpers.isValidTag(value), false);
    assert.throws(() => helpers.parseTimestamp(value), RangeError);
  }
});

test('long white space does not take quadratic time', () => {
  const text = `2PP${' '.repeat(1_000_000)}2PP`;
  assert.throws(() => helpers.correctTag(text), { reason: 'invalidCharacter', position: 4 });
});

test('a lone surrogate is encoded as the replacement character', () => {
  assert.equal(helpers.encodeTag('#\ud83d'), '%23%EF%BF%BD');
});

test('the helpers for wars return the same as in Rust', () => {
  assert.equal(helpers.attackLimit({ attacksPerMember: 1 }), 1);
  assert.equal(helpers.attackLimit({ warStartTime: '20240101T080000.000Z' }), 1);
  assert.equal(helpers.attackLimit({}), 2);
  assert.deepEqual(helpers.drawnWarTags({ warTags: ['#8PQ2', '#0', '#0'] }), ['#8PQ2']);
  assert.equal(helpers.isLeagueSeason({ opponent: { clanLevel: 0 } }), true);
  assert.equal(helpers.isLeagueSeason({ opponent: { tag: '#2PY' } }), false);
});
