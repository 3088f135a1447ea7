// The helpers agree with the Rust implementation: `codegen --vectors` writes its results to a file.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import * as helpers from '../js/helpers.js';
import { ROOT } from './support/installed.mjs';

const vectors = JSON.parse(readFileSync(`${ROOT}vectors.json`, 'utf8'));

function correction(text, options) {
  try {
    return { ok: helpers.correctTag(text, options) };
  } catch (error) {
    assert(error instanceof helpers.TagError && error instanceof Error);
    const { message, name, ...details } = error;
    return { message, ...details };
  }
}

function encoding(text) {
  try {
    return helpers.encodeTag(text);
  } catch (error) {
    assert(error instanceof helpers.TagError);
    return undefined;
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
  assert(vectors.tags.length > 1800);
  for (const { text, corrected, asPlayer, valid, encoded } of vectors.tags) {
    assert.deepEqual(correction(text, { expected: 'clan' }), corrected, JSON.stringify(text));
    if (asPlayer) assert.deepEqual(correction(text, { expected: 'player' }), asPlayer, JSON.stringify(text));
    assert.equal(helpers.isValidTag(text), valid, JSON.stringify(text));
    // A tag of Rust holds at most 31 bytes.
    if (Buffer.byteLength(text) <= 31) assert.equal(encoding(text), encoded ?? undefined, JSON.stringify(text));
  }
});

test('a link to a clan and one to a player are both understood unless one of them is expected', () => {
  for (const { text, corrected, asPlayer } of vectors.tags) {
    const either = asPlayer && corrected.reason === 'otherLink' ? asPlayer : corrected;
    if (either.reason !== 'otherLink') assert.deepEqual(correction(text), either, JSON.stringify(text));
  }
  const dance = 'https://link.clashofclans.com/en?action=Dance&tag=2PP';
  assert.throws(() => helpers.correctTag(dance), {
    reason: 'otherLink',
    expected: 'clan or player',
    message: 'the link does not lead to a clan or player; enter the tag of the clan or player',
  });
  const links = ['Clan', 'Player'].map((subject) => dance.replace('Dance', `Open${subject}Profile`));
  assert.deepEqual(links.map(helpers.correctTag), ['#2PP', '#2PP'], 'the arguments of `map` are no options');
  assert.throws(() => helpers.correctTag(links[0], { expected: 'war' }), { reason: 'otherLink', expected: 'war' });
});

test('a tag has the id that it has in Rust', () => {
  for (const { text, id } of vectors.tags) assert.equal(helpers.tagToId(text), id ?? undefined, JSON.stringify(text));
  assert(vectors.tags.some(({ id }) => id !== null));
});

test('an id has the tag that it has in Rust', () => {
  assert(vectors.ids.length > 700);
  for (const { id, tag } of vectors.ids) {
    for (const form of [id, BigInt(id), String(id)]) assert.equal(helpers.idToTag(form), tag ?? undefined, String(id));
    if (tag) assert.equal(helpers.tagToId(tag), id);
  }
  for (const id of [NaN, -256, 256.5, 2 ** 60, 'x', '']) assert.equal(helpers.idToTag(id), undefined, String(id));
});

test('no encoded tag leads to another path', () => {
  const texts = ['..', '.', '%2e%2e', '.%2E', '..\\x', 'a\\..', '/../x', 'x/..', '..;x', '.\t.', '..%00', '%252e%252e', '%25%32%65', '..%5Cx'];
  for (const text of texts) {
    assert.throws(() => helpers.encodeTag(text), { name: 'TagError', reason: 'invalidCharacter' }, text);
  }
  assert.throws(() => helpers.encodeTag('..'), { character: '.', position: 1 });
  for (const { text } of vectors.tags) {
    const encoded = encoding(text);
    if (encoded === undefined) continue;
    const path = `/v1/clans/${encoded}/members`;
    assert.equal(new URL(path, 'http://localhost').pathname, path, JSON.stringify(text));
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
  const spaces = ' '.repeat(1_000_000);
  assert.throws(() => helpers.correctTag(`2PP${spaces}2PP`), { reason: 'invalidCharacter', position: 4 });
  assert.throws(() => helpers.encodeTag(`.${spaces}/${spaces}.`), { reason: 'invalidCharacter' });
});

test('a lone surrogate is shown escaped, and encoded as the replacement character', () => {
  assert.throws(() => helpers.correctTag('#2PP\ud83d2'), { message: /^'\\u\{d83d\}' at position 5 / });
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
