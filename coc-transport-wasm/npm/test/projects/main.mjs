// Node, Deno and Bun.

import * as coc from 'coc-api';
import { correctTag } from 'coc-api/helpers';

import { scenario } from './scenario.js';

const [baseUrl, token] = globalThis.Deno?.args ?? process.argv.slice(2);
console.log(JSON.stringify({ ...(await scenario(coc, { baseUrl, token })), helper: correctTag('2pp') }));
