// /link: proves with the token from the game's settings that a player is the caller's.

import { SlashCommandBuilder, escapeMarkdown } from 'discord.js';
import { correctTag } from 'coc-api/helpers';

import type { Command } from '../commands.js';
import { UsageError } from '../explain.js';

export const link: Command = {
  data: new SlashCommandBuilder()
    .setName('link')
    .setDescription('Links your player to your Discord account')
    .addStringOption((option) => option.setName('player').setDescription('The tag of your player').setRequired(true))
    .addStringOption((option) =>
      option.setName('token').setDescription('The API token, in the game: Settings, More Settings, API Token').setRequired(true),
    ),

  // The token is only good once, but still a secret.
  isPrivate: true,

  async run(interaction, { coc, store }) {
    const tag = correctTag(interaction.options.getString('player', true), { expected: 'player' });
    const { status } = await coc.verifyPlayerToken(tag, interaction.options.getString('token', true).trim());
    if (status !== 'ok') throw new UsageError('The token is wrong, or it was used before. The game shows a new one each time.');
    const { name } = await coc.player(tag);
    await store.setLink(interaction.user.id, tag);
    return { content: `You are ${escapeMarkdown(name)} (${tag}).` };
  },
};
