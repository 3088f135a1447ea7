// Deno, with an import map that names the folder.

import * as coc from 'coc-api';

import { scenario } from './scenario.js';

const [baseUrl, token] = Deno.args;
console.log(JSON.stringify(await scenario(coc, { baseUrl, token })));
