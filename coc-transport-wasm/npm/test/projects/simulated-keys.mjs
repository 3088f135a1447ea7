// `coc-api/keys` for the simulator's portal, without a key file.

import * as actual from 'coc-api/keys';

const { BASE_URL: baseUrl, PORTAL_URL: portalUrl } = process.env;

export const connect = (options) => actual.connect({ ...options, baseUrl, portalUrl, file: false });

export class Keys extends actual.Keys {
  constructor(options) {
    super({ ...options, portalUrl, file: false });
  }
}
