// /war: the score of the current war, and the members with attacks left.

import { EmbedBuilder, SlashCommandBuilder, escapeMarkdown } from 'discord.js';
import { attackLimit, correctTag } from 'coc-api/helpers';

import type { Command } from '../commands.js';
import { field, relative, score } from '../text.js';
import { findWar } from '../wars.js';

export const war: Command = {
  data: new SlashCommandBuilder()
    .setName('war')
    .setDescription('Shows the current war of a clan')
    .addStringOption((option) => option.setName('clan').setDescription('The tag of the clan, or a link to it').setRequired(true)),

  async run(interaction, { coc }) {
    const tag = correctTag(interaction.options.getString('clan', true), { expected: 'clan' });
    const { current } = await findWar(coc, tag);
    if (!current) return { content: 'The clan is not at war.' };

    const { war, own } = current;
    const limit = attackLimit(war);
    const members = (own.members ?? []).toSorted((a, b) => a.mapPosition - b.mapPosition);
    const left = members
      .map(({ name, attacks }) => ({ name, count: limit - (attacks?.length ?? 0) }))
      .filter(({ count }) => count > 0)
      .map(({ name, count }) => `${escapeMarkdown(name)} · ${count}`);
    const embed = new EmbedBuilder().setTitle(own.name ?? tag).setDescription(score(current));
    if (war.state === 'preparation' && war.startTime) embed.addFields({ name: 'Begins', value: relative(war.startTime) });
    if (war.state !== 'preparation' && war.endTime) {
      embed.addFields({ name: war.state === 'warEnded' ? 'Ended' : 'Ends', value: relative(war.endTime) });
      embed.addFields(field(war.state === 'warEnded' ? 'Missed attacks' : 'Attacks left', left));
    }
    return { embeds: [embed] };
  },
};
