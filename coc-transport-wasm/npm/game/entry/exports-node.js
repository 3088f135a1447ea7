// The exports in Node, which has nothing of its own here.

export * from './exports.js';
