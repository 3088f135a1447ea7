// The exports of every entry that has the module.

export { InvalidArgumentError } from './js/game.js';
export { load } from './load.js';
