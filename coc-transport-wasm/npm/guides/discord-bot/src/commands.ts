// The slash commands. Each returns its reply; the bot defers it and reports failures.

import type { ChatInputCommandInteraction, InteractionEditReplyOptions, SharedSlashCommand } from 'discord.js';
import type { Client } from 'coc-api';
import type { Game } from 'coc-api/game';

import { clan } from './commands/clan.js';
import { follow, unfollow } from './commands/follow.js';
import { link } from './commands/link.js';
import { player } from './commands/player.js';
import { war } from './commands/war.js';
import type { Notifier } from './notifier.js';
import type { Store } from './store.js';

/** Everything that commands need. */
export interface Context {
  readonly coc: Client;
  /** The rules of the game. */
  readonly game: Game;
  readonly store: Store;
  readonly notifier: Notifier;
}

export interface Command {
  readonly data: SharedSlashCommand;
  /** Whether only the caller sees the reply. */
  readonly isPrivate?: boolean;
  run(interaction: ChatInputCommandInteraction, context: Context): Promise<InteractionEditReplyOptions>;
}

export const COMMANDS: readonly Command[] = [clan, player, war, link, follow, unfollow];
