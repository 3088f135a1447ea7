// Chromium, by playwright-core. `.ci/chromium` finds it, and the scripts that run tests set
// CHROMIUM.

import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { startSite } from './site.mjs';

/** The path of Chromium, or undefined. */
export const CHROMIUM = process.env.CHROMIUM || undefined;

/** The reason to skip a test that needs Chromium, if there is one. In CI no test is skipped. */
export const withoutChromium = !CHROMIUM && !process.env.CI && 'CHROMIUM is not set';

const ARGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--disable-dev-shm-usage',
];

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: ARGS });

/**
 * Opens a page. Returns the value that it assigns to `window.result`, and all lines of its console.
 */
export async function visit(url) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const lines = [];
    page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => lines.push(`uncaught: ${error.message}`));
    page.on('requestfailed', (request) => lines.push(`failed: ${request.url()}`));
    await page.goto(url);
    try {
      await page.waitForFunction('window.result', undefined, { timeout: 20_000 });
    } catch (error) {
      throw new Error(`the page did not finish; its console:\n${lines.join('\n')}`, { cause: error });
    }
    return { result: await page.evaluate('window.result'), lines };
  } finally {
    await browser.close();
  }
}

/**
 * Runs a module in a page and returns the result of its `run(argument)`. The page may load the
 * files of the folder, a URL.
 */
export async function inPage(folder, script, argument) {
  // Served and not fulfilled by the browser, which lets only a page from loopback call loopback.
  const files = { '/page.html': '<!doctype html>', '/script.js': script };
  const [site, browser] = await Promise.all([startSite(fileURLToPath(folder), undefined, files), launch()]);
  try {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/page.html`);
    return await page.evaluate(async (argument) => (await import('/script.js')).run(argument), argument);
  } finally {
    await browser.close();
    await site.stop();
  }
}
