// How an entry says where the module is.

export { loadWith } from './js/runtime.js';
