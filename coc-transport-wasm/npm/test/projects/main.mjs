// Node, Deno and Bun, and a server that is bundled whole.

import * as coc from 'coc-api';
import { correctTag } from 'coc-api/helpers';

import { scenario } from './scenario.js';

const [baseUrl, token] = globalThis.Deno?.args ?? process.argv.slice(2);
// Without `await`, which CommonJS lacks here.
scenario(coc, { baseUrl, token }).then((outcome) => console.log(JSON.stringify({ ...outcome, helper: correctTag('2pp') })));
