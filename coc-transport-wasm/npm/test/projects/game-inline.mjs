// The functions of the game, with the module inside.

import { InvalidArgumentError, load } from 'coc-api/game/inline';

const game = await load();
let failure;
try {
  game.warType(7);
} catch (error) {
  failure = error instanceof InvalidArgumentError ? error.name : String(error);
}
console.log(JSON.stringify({ trophies: game.attackTrophies(3, 100), same: game === (await load()), failure }));
