// Reports the attacks and the end of wars to the channels that follow a clan.

import { setTimeout as sleep } from 'node:timers/promises';

import { AbortedError, CocError, MaintenanceError, PrivateWarLogError, type Client } from 'coc-api';
import type { Game } from 'coc-api/game';

import { newsOf } from './news.js';
import type { Store } from './store.js';
import { findWar } from './wars.js';

/** The channel was deleted, or the bot was removed from it. */
export class ChannelGoneError extends Error {}

/** Sends a text to a channel. @throws `ChannelGoneError` if that is not possible any more. */
export type Send = (channel: string, text: string) => Promise<void>;

/** The delays between two looks, in milliseconds. */
const SHORTEST = 1_000;
const LONGEST = 10 * 60_000;
const AFTER_FAILURE = 60_000;

export class Notifier {
  readonly #coc: Client;
  readonly #game: Game;
  readonly #store: Store;
  readonly #send: Send;
  /** The running loops, by channel. */
  readonly #loops = new Map<string, { controller: AbortController; done: Promise<void> }>();

  constructor(coc: Client, game: Game, store: Store, send: Send) {
    this.#coc = coc;
    this.#game = game;
    this.#store = store;
    this.#send = send;
  }

  /** Continues with all channels of the store. */
  start(): void {
    for (const channel of this.#store.follows().keys()) this.#watch(channel);
  }

  /** Follows a clan in a channel, in place of the one that it followed before. */
  async follow(channel: string, clan: string): Promise<void> {
    await this.#end(channel);
    await this.#store.setFollow(channel, { clan });
    this.#watch(channel);
  }

  /** Returns whether the channel followed a clan. */
  async unfollow(channel: string): Promise<boolean> {
    const follow = this.#store.follow(channel);
    await this.#end(channel);
    await this.#store.setFollow(channel, undefined);
    return follow !== undefined;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#loops.keys()].map((channel) => this.#end(channel)));
  }

  async #end(channel: string): Promise<void> {
    const loop = this.#loops.get(channel);
    loop?.controller.abort();
    await loop?.done;
  }

  #watch(channel: string): void {
    const controller = new AbortController();
    const done = this.#run(channel, controller.signal)
      .catch((error: unknown) => console.error(`channel ${channel}:`, error))
      .finally(() => this.#loops.delete(channel));
    this.#loops.set(channel, { controller, done });
  }

  async #run(channel: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const delay = await this.#look(channel, signal);
      if (delay === undefined) return;
      // Rejects if the loop is ended meanwhile, which is no failure.
      await sleep(delay, undefined, { signal }).catch(() => {});
    }
  }

  /** Reports the news of a channel. Returns the delay until the next look; `undefined` ends the loop. */
  async #look(channel: string, signal: AbortSignal): Promise<number | undefined> {
    const follow = this.#store.follow(channel);
    if (!follow) return undefined;
    try {
      const { war, freshUntil } = await findWar(this.#coc, follow.clan, signal);
      const side = war && this.#game.warSide(war, follow.clan);
      if (side) {
        const { messages, seen } = newsOf(war, side, this.#game.warAttacks(war), follow.seen);
        for (const message of messages) await this.#send(channel, message);
        // After the messages: a crash between the two repeats news instead of losing them.
        if (seen) await this.#store.setFollow(channel, { ...follow, seen });
      }
      // Before that time the API has nothing new, and the cache would respond.
      return Math.min(Math.max(freshUntil.getTime() - Date.now(), SHORTEST), LONGEST);
    } catch (error) {
      if (error instanceof AbortedError) return undefined;
      if (error instanceof ChannelGoneError) {
        await this.#store.setFollow(channel, undefined);
        return undefined;
      }
      console.error(`channel ${channel}, clan ${follow.clan}:`, error instanceof CocError ? error.message : error);
      if (error instanceof PrivateWarLogError || error instanceof MaintenanceError) return LONGEST;
      return (error instanceof CocError && error.retryAfter) || AFTER_FAILURE;
    }
  }
}
