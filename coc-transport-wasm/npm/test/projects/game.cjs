// The functions of the game by `require`.

const { InvalidArgumentError, load } = require('coc-api/game');

load().then((game) => {
  let failure;
  try {
    game.warType(7);
  } catch (error) {
    failure = error instanceof InvalidArgumentError ? error.name : String(error);
  }
  load().then((again) => console.log(JSON.stringify({ trophies: game.attackTrophies(3, 100), same: game === again, failure })));
});
