// The package for the examples of READMEs: its client takes the options that they give it, and calls the simulator.

import { Client as Real } from 'coc-api';

export * from 'coc-api';

const { BASE_URL: baseUrl, COC_TOKEN: token } = process.env;

export class Client extends Real {
  constructor(options) {
    // What an example gives has to be what a client takes.
    new Real(options);
    super({ token, ...options, baseUrl });
  }
}
