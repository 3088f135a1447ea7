// The rules of the game, without a client.

import type { InvalidRequestError } from './errors.js';
import type { GameFunctions } from './game-functions.js';

export type * from './game-functions.js';

/**
 * Loads the module and returns its functions, always the same ones. The functions are synchronous;
 * they take the objects that the client returns and return plain objects.
 *
 * ```js
 * import { load } from 'coc-api/game';
 *
 * const game = await load();
 * const side = game.warSide(war, '#2PP');
 * console.log(side?.score.stars, side?.outlook?.chance);
 * ```
 *
 * @throws `CocError` of the kind `module` if it cannot be loaded; the next call tries again.
 */
export function load(): Promise<Game>;

/** The functions, and the data that some of them use. */
export interface Game extends GameFunctions {
  /**
   * Replaces the embedded game data (levels, prices and leagues) by that of a newer file, for all
   * further calls.
   *
   * @throws {@link InvalidArgumentError} if it is no such file; the data in use stays then.
   */
  useGameData(bytes: Uint8Array | ArrayBuffer): void;
}

/**
 * An argument that a function cannot use: of the wrong type, without a required field, or a string
 * that is no tag, no link, or no time.
 */
export class InvalidArgumentError extends InvalidRequestError {
  name: 'InvalidArgumentError';
  /** The name of the argument. */
  readonly argument: string;
  /** The path of the value in the argument, such as `clan.members[3]`; absent for the argument itself. */
  readonly path?: string;
}
