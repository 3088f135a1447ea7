// Programs for Node that are bundled whole.

import './inline-module.js';

export * from './exports-node.js';
