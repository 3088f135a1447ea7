// The package for the examples of the READMEs. Its client accepts their options and calls the
// simulator.

import { Client as Real } from 'coc-api';

export * from 'coc-api';

const { BASE_URL: baseUrl, COC_TOKEN: token } = process.env;

export class Client extends Real {
  constructor(options) {
    // The options of the example must be valid by themselves.
    new Real(options);
    super({ token, ...options, baseUrl });
  }
}
