// A program with keys in a process of its own: `node process.js COMMAND JSON`.
//
// token: prints the tokens. write: renews the keys over and over until it is killed, or until the
// file `stop` exists beside the key file. hold: locks the key file, prints a line, and waits.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { Keys } from '../../../dist/keys/node.js';

const [command, json] = process.argv.slice(2);
const options = JSON.parse(json);

const commands = {
  async token() {
    console.log(JSON.stringify(await new Keys(options).token()));
  },
  async write() {
    while (!existsSync(join(dirname(options.file), 'stop'))) {
      // New ones each time, because their logins are limited.
      await new Keys(options).rotate();
      console.log('written');
    }
  },
  async hold() {
    await new Promise((resolve) => {
      // A job sends its requests while it has the lock. This one never receives a response.
      const fetch = () => new Promise(() => resolve());
      new Keys({ ...options, fetch, portalTimeout: 600_000 }).token();
    });
    console.log('locked');
    setInterval(() => {}, 1_000);
  },
};

await commands[command]();
