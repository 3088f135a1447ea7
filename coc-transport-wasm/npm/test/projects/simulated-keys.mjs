// `coc-api/keys` for the examples of the README: with the portal of the simulator, and clients that
// call it.

import { connect as realConnect, Keys as RealKeys } from 'coc-api/keys';

export * from 'coc-api/keys';

const { BASE_URL: baseUrl, PORTAL_URL: portalUrl } = process.env;
const simulated = (options) => ({ keyName: 'coc-rs-readme', ...options, file: false, portalUrl });

export const connect = (options) => realConnect({ ...simulated(options), baseUrl });

export class Keys extends RealKeys {
  constructor(options) {
    super(simulated(options));
  }
}
