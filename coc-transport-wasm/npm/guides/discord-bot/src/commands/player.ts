// /player: a player at a glance; without a tag the caller's own, once it is linked.

import { EmbedBuilder, SlashCommandBuilder } from 'discord.js';
import { correctTag } from 'coc-api/helpers';

import type { Command } from '../commands.js';
import { UsageError } from '../explain.js';

export const player: Command = {
  data: new SlashCommandBuilder()
    .setName('player')
    .setDescription('Shows a player')
    .addStringOption((option) => option.setName('tag').setDescription('The tag of the player. Default: your linked player')),

  async run(interaction, { coc, game, store }) {
    const entered = interaction.options.getString('tag');
    const tag = entered === null ? store.link(interaction.user.id) : correctTag(entered, { expected: 'player' });
    if (!tag) throw new UsageError('Enter a tag, or link your player with /link first.');
    const player = await coc.player(tag);
    // Levels that the previous Town Hall allowed and that are missing.
    const { share } = game.playerProgress(player).home.rushed;
    const embed = new EmbedBuilder().setTitle(`${player.name} (${player.tag})`).addFields(
      { name: 'Town Hall', value: `${player.townHallLevel}`, inline: true },
      { name: 'Rushed', value: share === undefined ? '–' : `${(share * 100).toFixed(1)} %`, inline: true },
      { name: 'Trophies', value: `${player.trophies}`, inline: true },
      { name: 'League', value: player.leagueTier?.name ?? '–', inline: true },
      { name: 'Clan', value: player.clan?.name ?? '–', inline: true },
      { name: 'War stars', value: `${player.warStars}`, inline: true },
    );
    return { embeds: [embed] };
  },
};
