// A page in Chromium: opened, waited for, and what it said.

import { chromium } from 'playwright-core';

import { CHROMIUM } from './installed.mjs';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens a page and gives what it leaves in `window.result`, and everything on its console. */
export async function visit(url) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  try {
    const page = await browser.newPage();
    const said = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`));
    page.on('requestfailed', (request) => said.push(`failed: ${request.url()}`));
    await page.goto(url);
    try {
      await page.waitForFunction('window.result', undefined, { timeout: 20_000 });
    } catch (error) {
      throw new Error(`the page did not come to an end; it said:\n${said.join('\n')}`, { cause: error });
    }
    return { result: await page.evaluate('window.result'), said };
  } finally {
    await browser.close();
  }
}
