// Nothing happens by itself: whoever imports this says where the module comes from, and when.

export { default as init } from './coc.js';
export * from './exports.js';
