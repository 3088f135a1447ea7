// Node, by `import` of what was made for `require`; the names are found.

import { Aborted, Client, CocError, InvalidTag, NotFound } from 'coc-transport-wasm';

import { scenario } from './scenario.js';

const [baseUrl, token] = process.argv.slice(2);
console.log(JSON.stringify(await scenario({ Aborted, Client, CocError, InvalidTag, NotFound }, { baseUrl, token })));
