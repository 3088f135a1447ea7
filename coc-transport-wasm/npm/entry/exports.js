// The exports of every entry that has the module.

export * from './classes.js';
export { load } from './load.js';
