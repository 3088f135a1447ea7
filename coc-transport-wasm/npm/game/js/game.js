// The functions of the game, from those of the module.

import { InvalidRequestError } from '../../js/errors.js';
import { currentWars } from './current-wars.js';
import { FUNCTIONS } from './functions.js';

/** An argument that a function cannot use. */
export class InvalidArgumentError extends InvalidRequestError {
  constructor({ argument, path, message, cause }) {
    super({ kind: 'invalidRequest', message, cause });
    Object.assign(this, { argument, path });
  }
}
Object.defineProperty(InvalidArgumentError.prototype, 'name', { value: 'InvalidArgumentError' });

/** Returns the functions, with the exports of the module. */
export function createGame({ call, useGameData }) {
  const game = {
    useGameData(bytes) {
      if (bytes instanceof ArrayBuffer) bytes = new Uint8Array(bytes);
      if (!(bytes instanceof Uint8Array)) throw invalid('bytes', 'must be a Uint8Array or an ArrayBuffer');
      try {
        useGameData(bytes);
      } catch (reason) {
        throw invalid('bytes', reason);
      }
    },
    currentWars: (coc, clan, options) => currentWars(game, coc, clan, options),
  };
  Object.entries(FUNCTIONS).forEach(([name, names], number) => {
    const run = (...values) => {
      // A text of JSON has no line breaks.
      const texts = names.map((argument, at) => json(argument, values[at]));
      let result;
      try {
        result = call(number, texts.join('\n'));
      } catch (failure) {
        // Rust throws strings; anything else is a defect.
        throw typeof failure === 'string' ? new InvalidArgumentError(JSON.parse(failure)) : failure;
      }
      return JSON.parse(result) ?? undefined;
    };
    game[name] = Object.defineProperty(run, 'name', { value: name });
  });
  return Object.freeze(game);
}

const invalid = (argument, reason, cause) => new InvalidArgumentError({ argument, message: `\`${argument}\`: ${reason}`, cause });

/** An argument as JSON; an empty text for a missing one. */
function json(argument, value) {
  try {
    return JSON.stringify(value instanceof Map ? [...value] : value) ?? '';
  } catch (cause) {
    throw invalid(argument, 'must be a plain object', cause);
  }
}
