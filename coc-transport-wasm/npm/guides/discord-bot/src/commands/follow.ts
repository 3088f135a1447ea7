// /follow and /unfollow: news of a clan's wars in this channel.

import { PermissionFlagsBits, SlashCommandBuilder, escapeMarkdown } from 'discord.js';
import { correctTag } from 'coc-api/helpers';

import type { Command } from '../commands.js';

export const follow: Command = {
  data: new SlashCommandBuilder()
    .setName('follow')
    .setDescription('Reports the attacks and the end of the wars of a clan in this channel')
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageChannels)
    .addStringOption((option) => option.setName('clan').setDescription('The tag of the clan, or a link to it').setRequired(true)),

  async run(interaction, { coc, notifier }) {
    // Called before it is followed, so that a tag that does not exist is rejected.
    const clan = await coc.clan(correctTag(interaction.options.getString('clan', true), { expected: 'clan' }));
    await notifier.follow(interaction.channelId, clan.tag);
    const note = clan.isWarLogPublic === false ? ' Its war log is private, so only the clan war league can be reported.' : '';
    return { content: `This channel follows ${escapeMarkdown(clan.name)}.${note}` };
  },
};

export const unfollow: Command = {
  data: new SlashCommandBuilder()
    .setName('unfollow')
    .setDescription('Ends the reports in this channel')
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageChannels),

  async run(interaction, { notifier }) {
    const hasFollowed = await notifier.unfollow(interaction.channelId);
    return { content: hasFollowed ? 'This channel follows no clan any more.' : 'This channel follows no clan.' };
  },
};
