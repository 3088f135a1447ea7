// Node, by `import` of a package for `require`, whose names Node detects.

import { AbortedError, Client, CocError, InvalidTagError, NotFoundError } from 'coc-api';

import { scenario } from './scenario.js';

const [baseUrl, token] = process.argv.slice(2);
console.log(JSON.stringify(await scenario({ AbortedError, Client, CocError, InvalidTagError, NotFoundError }, { baseUrl, token })));
