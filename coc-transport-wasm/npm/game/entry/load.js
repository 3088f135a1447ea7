// How an entry says where the module is, and how a program loads it.

import { loader } from '../js/loader.js';
import * as glue from './game.js';
import { createGame } from './js/game.js';

const module = loader('coc-api/game/inline');

/** The functions, once the module is ready. */
let game;

/** Receives the function that loads the module. Called by the entry. */
export const { loadWith } = module;

/** Loads the module, once, and returns the functions. */
export async function load() {
  await module.open();
  return (game ??= createGame(glue));
}
