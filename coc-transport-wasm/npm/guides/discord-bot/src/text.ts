// Pieces of text that several replies have.

import { escapeMarkdown, time, type APIEmbedField } from 'discord.js';
import type { ClanWar, WarClan, WarScore } from 'coc-api';
import type { WarSide } from 'coc-api/game';
import { parseTimestamp } from 'coc-api/helpers';

/** Three stars, of which some are won. */
export const starsOf = ({ stars }: { stars: number }) => '★'.repeat(stars) + '☆'.repeat(3 - stars);

/** The opponent of a side. */
export const opponentOf = ({ clan, opponent }: ClanWar, side: WarSide): WarClan | undefined => (clan?.tag === side.tag ? opponent : clan);

/** The name of a clan, which may contain Markdown. */
export const nameOf = (clan: { readonly name?: string } | undefined) => escapeMarkdown(clan?.name ?? '?');

/** The score from the point of view of a side. */
export function score(war: ClanWar, side: WarSide): string {
  const opponent = opponentOf(war, side);
  const of = ({ stars, destructionPercentage }: WarScore) => `${stars} ★ (${destructionPercentage.toFixed(1)} %)`;
  return `${of(side.score)} : ${opponent ? of(opponent) : '?'} against ${nameOf(opponent)}`;
}

/** A timestamp of the API, shown in the time zone and the language of the reader. */
export const relative = (timestamp: string) => time(parseTimestamp(timestamp), 'R');

/** A field of an embed, whose value Discord limits to 1024 characters. */
export function field(name: string, lines: readonly string[]): APIEmbedField {
  const shown: string[] = [];
  let length = 0;
  for (const line of lines) {
    // Room for the line that counts the rest.
    if (length + line.length + 1 > 990) break;
    shown.push(line);
    length += line.length + 1;
  }
  if (shown.length < lines.length) shown.push(`… and ${lines.length - shown.length} more`);
  return { name, value: shown.join('\n') || '–' };
}
