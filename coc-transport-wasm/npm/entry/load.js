// How an entry says where the module is.

export { load, loadWith } from './js/module.js';
