// The state of the bot in a JSON file. For more than some thousand entries, use a database.

import { readFile, rename, writeFile } from 'node:fs/promises';

/** A war as far as a channel knows it. */
export interface SeenWar {
  /** The identity of the war. */
  readonly id: string;
  /** The order of the last attack that was reported, or 0. */
  readonly order: number;
  /** Whether its end was reported. */
  readonly hasEnded: boolean;
}

/** A clan that a channel follows. */
export interface Follow {
  readonly clan: string;
  readonly seen?: SeenWar;
}

interface State {
  /** The tags of players, by the ids of Discord's users. */
  links: Record<string, string>;
  /** The followed clans, by the ids of channels. */
  follows: Record<string, Follow>;
}

export class Store {
  readonly #path: string;
  readonly #state: State;
  /** The last write. The next one begins when it ends, so that the file is never written twice at once. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, state: State) {
    this.#path = path;
    this.#state = state;
  }

  /** Reads the file. A missing one is an empty state; a damaged one is an error. */
  static async open(path: string): Promise<Store> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw error;
    });
    const { links = {}, follows = {} } = JSON.parse(text) as Partial<State>;
    return new Store(path, { links, follows });
  }

  link(user: string): string | undefined {
    return this.#state.links[user];
  }

  async setLink(user: string, player: string): Promise<void> {
    this.#state.links[user] = player;
    await this.#write();
  }

  follows(): ReadonlyMap<string, Follow> {
    return new Map(Object.entries(this.#state.follows));
  }

  follow(channel: string): Follow | undefined {
    return this.#state.follows[channel];
  }

  async setFollow(channel: string, follow: Follow | undefined): Promise<void> {
    if (follow) this.#state.follows[channel] = follow;
    else delete this.#state.follows[channel];
    await this.#write();
  }

  /** Waits until everything is written. */
  async close(): Promise<void> {
    await this.#writing;
  }

  #write(): Promise<void> {
    const write = async () => {
      const text = JSON.stringify(this.#state, undefined, 2);
      // A crash leaves either the old file or the new one.
      await writeFile(`${this.#path}.new`, text, { mode: 0o600 });
      await rename(`${this.#path}.new`, this.#path);
    };
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }
}
