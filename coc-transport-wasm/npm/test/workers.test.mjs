// The installed package in workers of a browser, without a bundler.

import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { withoutChromium } from './support/browser.mjs';
import { ROOT } from './support/installed.mjs';
import { assertRuns, pageOf } from './support/page.mjs';
import { startSimulator } from './support/programs.mjs';

describe('in Chromium', { skip: withoutChromium }, () => {
  let simulator;
  before(async () => (simulator = await startSimulator()));
  after(() => simulator?.stop());

  /** The text of a project that imports a file of the package, as a worker has no import map. */
  async function unbundled(file, entry = 'browser') {
    const text = await readFile(ROOT + file, 'utf8');
    return text.replace("'coc-api'", `'/node_modules/coc-api/dist/${entry}.js'`);
  }

  for (const entry of ['browser', 'inline']) {
    test(`a web worker is a module, imports ${entry}.js and loses no message`, async () => {
      const starter = (await unbundled('web-worker.js')).replace('import.meta.url)', "import.meta.url), { type: 'module' }");
      const files = { '/web-worker.js': starter, '/task.js': await unbundled('task.js', entry) };
      await assertRuns(ROOT, simulator, { page: await pageOf('web-worker.js'), files, expected: { lost: 0 } });
    });

    test(`a service worker imports ${entry}.js, loads the module at its installation and serves a request`, async () => {
      const files = { '/service-worker.js': await unbundled('service-worker.js', entry) };
      await assertRuns(ROOT, simulator, { page: await pageOf('registers.js'), files });
    });
  }
});
