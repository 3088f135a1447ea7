// The helpers, which need no client and no WebAssembly.

export * from './season.js';
export * from './tag.js';
export * from './timestamp.js';
export * from './war.js';
