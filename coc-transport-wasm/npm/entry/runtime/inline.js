// Bundled programs outside of Node.

import './inline-module.js';

export * from './exports.js';
