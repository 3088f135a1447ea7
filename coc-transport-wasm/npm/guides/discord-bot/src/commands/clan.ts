// /clan: a clan at a glance.

import { EmbedBuilder, SlashCommandBuilder, escapeMarkdown } from 'discord.js';
import { correctTag } from 'coc-api/helpers';

import type { Command } from '../commands.js';
import { field } from '../text.js';

export const clan: Command = {
  data: new SlashCommandBuilder()
    .setName('clan')
    .setDescription('Shows a clan')
    .addStringOption((option) => option.setName('tag').setDescription('The tag of the clan, or a link to it').setRequired(true)),

  async run(interaction, { coc }) {
    const clan = await coc.clan(correctTag(interaction.options.getString('tag', true), { expected: 'clan' }));
    const top = clan.memberList.slice(0, 5).map((member) => `${member.clanRank}. ${escapeMarkdown(member.name)} · ${member.trophies}`);
    const record = [`${clan.warWins} won`, ...(clan.warLosses === undefined ? [] : [`${clan.warLosses} lost`])];
    const embed = new EmbedBuilder()
      .setTitle(`${clan.name} (${clan.tag})`)
      .setDescription(escapeMarkdown(clan.description) || null)
      .setThumbnail(clan.badgeUrls.medium)
      .addFields(
        { name: 'Level', value: `${clan.clanLevel}`, inline: true },
        { name: 'Members', value: `${clan.members} of 50`, inline: true },
        { name: 'War league', value: clan.warLeague?.name ?? '–', inline: true },
        { name: 'Wars', value: record.join(', '), inline: true },
        field('Top members', top),
      );
    return { embeds: [embed] };
  },
};
