// All guides: they are listed, their links lead somewhere, and their projects are as strict and as
// pinned as they say.

import assert from 'node:assert/strict';
import { access, readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';

const GUIDES = new URL('../guides/', import.meta.url);
const entries = await readdir(GUIDES, { withFileTypes: true });
const projects = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules').map(({ name }) => name);
const pages = [...entries.filter(({ name }) => name.endsWith('.md')).map(({ name }) => name), ...projects.map((name) => `${name}/README.md`)];

test('the README of the package lists every guide', async () => {
  const readme = await readFile(new URL('../README.md', GUIDES), 'utf8');
  assert.equal(pages.length, 4);
  for (const page of pages) assert(readme.includes(`](guides/${page})`), page);
});

test('every relative link leads to a file', async () => {
  for (const page of pages) {
    const url = new URL(page, GUIDES);
    const text = await readFile(url, 'utf8');
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link).filter((link) => !/^(https?:|#)/.test(link));
    for (const link of links) await assert.doesNotReject(access(new URL(link.replace(/#.*/, ''), url)), `${page}: ${link}`);
  }
});

test('every link within a page leads to a heading', async () => {
  for (const page of pages) {
    const text = await readFile(new URL(page, GUIDES), 'utf8');
    const slug = (heading) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-');
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading));
    for (const [, link] of text.matchAll(/\]\(#([^)]+)\)/g)) assert(headings.includes(link), `${page}: #${link}`);
  }
});

test('every project is checked strictly', async () => {
  for (const project of projects) {
    const { compilerOptions } = JSON.parse(await readFile(new URL(`${project}/tsconfig.json`, GUIDES), 'utf8'));
    const { strict, noUncheckedIndexedAccess, exactOptionalPropertyTypes } = compilerOptions;
    assert.deepEqual([strict, noUncheckedIndexedAccess, exactOptionalPropertyTypes], [true, true, true], project);
  }
});

test('every project depends on the versions that the tests have', async () => {
  const { devDependencies: tested } = JSON.parse(await readFile(new URL('package.json', import.meta.url), 'utf8'));
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  // The tests run workerd without the tool that deploys to it.
  const expected = { ...tested, 'coc-api': `^${version}`, wrangler: '4.164.0' };
  for (const project of projects) {
    const { dependencies, devDependencies } = JSON.parse(await readFile(new URL(`${project}/package.json`, GUIDES), 'utf8'));
    for (const [name, pinned] of Object.entries({ ...dependencies, ...devDependencies })) assert.equal(pinned, expected[name], `${project}: ${name}`);
  }
});
