// The rules of the game, without a client.

import type { CallOptions } from './client.js';
import type { InvalidRequestError } from './errors.js';
import type { GameFunctions, WarPhase, WarSide } from './game-functions.js';
import type { ClanTag, ClanWar, ClanWarLeagueGroup, WarState, WarTag } from './models.js';
import type { Routes } from './routes.js';

export type * from './game-functions.js';

/**
 * Loads the module and returns its functions, always the same ones. The functions are synchronous,
 * except {@link Game.currentWars}; they take the objects that the client returns and return plain
 * objects.
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

  /**
   * Returns the wars of a clan around the present: the war outside of the clan war league, and the
   * rounds of the league, or why there are none.
   *
   * Makes at most eight calls that the cache does not have: the current war, the league group, and up
   * to six wars of the league. A round has four wars, and no response tells which one is the clan's
   * before it is fetched. Six always find the war in battle; the war in preparation is found in three
   * of four cases, the previous one rarely. A round whose war was not found has the kind `notFound`;
   * another call finds it in the wars that the cache has by then.
   *
   * ```js
   * const { war, league } = await game.currentWars(coc, '#2PP');
   * const { current } = league.kind === 'drawn' ? league : {};
   * if (current?.kind === 'war') console.log('league', current.number, current.side.score.stars);
   * else if (war.kind === 'war') console.log(war.phase, war.side.score.stars);
   * ```
   *
   * Rejects with the errors of the calls. A private war log and a clan without a group are results.
   *
   * @param coc The client.
   * @param clan The tag of the clan.
   * @param options The options of each call.
   */
  currentWars(
    coc: Pick<Routes, 'currentWar' | 'clanWarLeagueGroup' | 'clanWarLeagueWar'>,
    clan: ClanTag,
    options?: CallOptions,
  ): Promise<CurrentWars>;
}

/** The wars of a clan, from {@link Game.currentWars}. */
export interface CurrentWars {
  /** The war outside of the clan war league. */
  readonly war: RegularWar;
  /** The wars of the clan war league. */
  readonly league: LeagueWarsNow;
}

/** The war of a clan outside of the clan war league, or the reason why there is none. */
export type RegularWar =
  /** A war in any phase. An ended war remains until the clan searches for the next one. */
  | ({ readonly kind: 'war' } & OwnWar)
  /** The clan has no war. */
  | { readonly kind: 'notInWar' }
  /** The clan searches for an opponent. */
  | { readonly kind: 'searching' }
  /** The war log is private. The wars of the clan war league are public nevertheless. */
  | { readonly kind: 'private' }
  /** The API responded with a state without a known meaning. */
  | { readonly kind: 'unrecognized'; readonly state: WarState };

/** The wars of a clan in the clan war league, or the reason why there are none. */
export type LeagueWarsNow =
  /** The clan is in no league group. */
  | { readonly kind: 'noGroup' }
  /** The clan is in this group, and none of its rounds is drawn. */
  | { readonly kind: 'notDrawn'; readonly group: ClanWarLeagueGroup }
  /** The clan is in a group with drawn rounds. */
  | {
      readonly kind: 'drawn';
      /** The group. */
      readonly group: ClanWarLeagueGroup;
      /** The last round that has ended. */
      readonly previous?: LeagueRoundNow;
      /** The round in battle. */
      readonly current?: LeagueRoundNow;
      /** The round in preparation. */
      readonly next?: LeagueRoundNow;
    };

/** A round of the clan war league around the present, with its `number` from 1. */
export type LeagueRoundNow =
  /** The war of the clan, and its tag. */
  | ({ readonly kind: 'war'; readonly number: number; readonly warTag: WarTag } & OwnWar)
  /** The limit of requests was reached before the war of the clan was found. */
  | { readonly kind: 'notFound'; readonly number: number }
  /** The clan is in none of the round's drawn wars. */
  | { readonly kind: 'noWar'; readonly number: number };

/** A war of the clan, which may be either clan of the response. */
export interface OwnWar {
  /** The phase that the API stated. */
  readonly phase: WarPhase;
  /** The response. */
  readonly war: ClanWar;
  /** The side of the clan. */
  readonly side: WarSide;
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
