// /war: the score of the current war, and the members with attacks left.

import { EmbedBuilder, SlashCommandBuilder, escapeMarkdown } from 'discord.js';
import { correctTag } from 'coc-api/helpers';

import type { Command } from '../commands.js';
import { field, relative, score } from '../text.js';
import { findWar } from '../wars.js';

export const war: Command = {
  data: new SlashCommandBuilder()
    .setName('war')
    .setDescription('Shows the current war of a clan')
    .addStringOption((option) => option.setName('clan').setDescription('The tag of the clan, or a link to it').setRequired(true)),

  async run(interaction, { coc, game }) {
    const tag = correctTag(interaction.options.getString('clan', true), { expected: 'clan' });
    const { war } = await findWar(coc, tag);
    const side = war && game.warSide(war, tag);
    if (!side) return { content: 'The clan is not at war.' };

    const embed = new EmbedBuilder().setTitle(side.name ?? tag).setDescription(score(war, side));
    if (war.state === 'preparation' && war.startTime) embed.addFields({ name: 'Begins', value: relative(war.startTime) });
    if (war.state !== 'preparation' && war.endTime) {
      const hasEnded = war.state === 'warEnded';
      const unused = side.members
        .filter(({ unusedAttacks }) => unusedAttacks > 0)
        .map(({ member, unusedAttacks }) => `${escapeMarkdown(member.name)} · ${unusedAttacks}`);
      embed.addFields({ name: hasEnded ? 'Ended' : 'Ends', value: relative(war.endTime) });
      embed.addFields(field(hasEnded ? 'Missed attacks' : 'Attacks left', unused));
    }
    return { embeds: [embed] };
  },
};
