// The bot: connects to Discord, registers the commands and runs them.

import { Client as DiscordClient, DiscordAPIError, Events, GatewayIntentBits, RESTJSONErrorCodes } from 'discord.js';
import type { Client } from 'coc-api';
import { load } from 'coc-api/game';

import { COMMANDS, type Context } from './commands.js';
import { explain } from './explain.js';
import { ChannelGoneError, Notifier } from './notifier.js';
import type { Settings } from './settings.js';
import { Store } from './store.js';

/** A running bot. */
export interface Bot {
  /** Ends the notifications and disconnects from Discord. */
  stop(): Promise<void>;
}

/** Starts the bot. Resolves when it is connected and its commands are registered. */
export async function startBot(settings: Settings, coc: Client): Promise<Bot> {
  const [store, game] = await Promise.all([Store.open(settings.stateFile), load()]);
  const discord = new DiscordClient({
    // Slash commands and sending messages need no other intent.
    intents: [GatewayIntentBits.Guilds],
    // The names of players and clans are written by strangers: they must not mention anyone.
    allowedMentions: { parse: [] },
    ...(settings.discordApi ? { rest: { api: settings.discordApi } } : {}),
  });
  const notifier = new Notifier(coc, game, store, (channel, text) => send(discord, channel, text));
  const context: Context = { coc, game, store, notifier };

  discord.on(Events.Error, (error) => console.error('discord:', error));
  discord.on(Events.InteractionCreate, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const command = COMMANDS.find(({ data }) => data.name === interaction.commandName);
    if (!command) return;
    try {
      // Discord waits three seconds for the first reaction, and a call may take longer.
      await interaction.deferReply(command.isPrivate ? { flags: 'Ephemeral' } : {});
      await interaction.editReply(await command.run(interaction, context));
    } catch (error) {
      console.error(`/${interaction.commandName}:`, error);
      await interaction.editReply({ content: explain(error) }).catch((failure) => console.error('discord:', failure));
    }
  });

  const ready = new Promise<DiscordClient<true>>((resolve) => discord.once(Events.ClientReady, resolve));
  await discord.login(settings.discordToken);
  const { application, user } = await ready;
  await application.commands.set(COMMANDS.map(({ data }) => data.toJSON()));
  notifier.start();
  console.log(`ready as ${user.tag}`);

  return {
    async stop() {
      await notifier.stop();
      await store.close();
      await discord.destroy();
    },
  };
}

/** Sends a message to a channel. @throws `ChannelGoneError` if the bot cannot send there any more. */
async function send(discord: DiscordClient, id: string, text: string): Promise<void> {
  try {
    const channel = await discord.channels.fetch(id);
    if (!channel?.isSendable()) throw new ChannelGoneError(id);
    await channel.send(text);
  } catch (error) {
    const gone: unknown[] = [RESTJSONErrorCodes.UnknownChannel, RESTJSONErrorCodes.MissingAccess, RESTJSONErrorCodes.MissingPermissions];
    if (error instanceof DiscordAPIError && gone.includes(error.code)) throw new ChannelGoneError(id);
    throw error;
  }
}
