// The client without the module, which the caller passes to `init`.

export { default as init } from './coc.js';
export * from './exports.js';
