// Pieces of text that several replies have.

import { escapeMarkdown, time, type APIEmbedField } from 'discord.js';
import { parseTimestamp } from 'coc-api/helpers';

import type { CurrentWar } from './wars.js';

/** Three stars, of which some are won. */
export const starsOf = ({ stars }: { stars: number }) => '★'.repeat(stars) + '☆'.repeat(3 - stars);

/** The score from the point of view of the clan. */
export function score({ own, opponent }: CurrentWar): string {
  const side = ({ stars, destructionPercentage }: CurrentWar['own']) => `${stars} ★ (${destructionPercentage.toFixed(1)} %)`;
  return `${side(own)} : ${side(opponent)} against ${escapeMarkdown(opponent.name ?? '?')}`;
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
