// Names that this process alone knows.

import dns from 'node:dns';

/** These names have these addresses, or none, until the function that is given back is called. */
export function name(addresses) {
  const { lookup } = dns;
  dns.lookup = (name, options, done) => {
    if (!Object.hasOwn(addresses, name)) return lookup(name, options, done);
    const all = addresses[name].map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (all.length === 0) process.nextTick(done, Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' }));
    else if (options.all) process.nextTick(done, null, all);
    else process.nextTick(done, null, all[0].address, all[0].family);
  };
  return () => (dns.lookup = lookup);
}
