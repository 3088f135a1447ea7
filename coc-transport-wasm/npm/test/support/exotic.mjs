// Values that code can throw, and that throw or lie when they are looked at.

/** An object whose every trap throws. */
const hostile = () => new Proxy(function () {}, new Proxy({}, { get: () => () => { throw new Error('a trap'); } }));

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const getter = (...names) =>
  Object.defineProperties(
    {},
    Object.fromEntries(names.map((name) => [name, { get: () => { throw new Error('a getter'); } }])),
  );

/** Functions that return such a value, by its name. */
export const EXOTIC = {
  null: () => null,
  undefined: () => undefined,
  'a symbol': () => Symbol('secret'),
  'a bigint': () => 1n,
  'a string': () => 'secret',
  'a function': () => () => {},
  'an object without a prototype': () => Object.create(null),
  'a frozen error': () => Object.freeze(Object.assign(new Error('secret'), { code: 'ECONNRESET', rawPacket: 'secret' })),
  'a proxy whose traps throw': hostile,
  'a revoked proxy': revoked,
  'getters that throw': () => getter('name', 'message', 'code', 'cause', 'kind', 'stack', 'rawPacket'),
  'properties of odd types': () => ({ name: Symbol('x'), message: Symbol('x'), code: Symbol('x'), cause: null, kind: 1 }),
  'an error whose cause is a revoked proxy': () => new Error('secret', { cause: revoked() }),
  'an error whose properties are hostile': () => Object.assign(new Error(), { message: hostile(), name: hostile(), code: revoked() }),
};
