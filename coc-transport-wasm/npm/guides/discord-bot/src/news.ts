// The news of a war since a channel looked at it. A pure function, so that it is easy to test.

import { escapeMarkdown } from 'discord.js';
import type { ClanWar } from 'coc-api';
import type { WarAttack, WarSide } from 'coc-api/game';

import type { SeenWar } from './store.js';
import { nameOf, opponentOf, score, starsOf } from './text.js';

export interface News {
  readonly messages: readonly string[];
  /** The war as the channel knows it now; `undefined` if nothing has changed. */
  readonly seen: SeenWar | undefined;
}

const RESULTS: Record<string, string> = { win: 'won', lose: 'lost', tie: 'drawn' };

/**
 * Returns the news. Without `before`, the channel has just begun to follow, and the past is no news.
 *
 * @param attacks the attacks of both clans in their order
 */
export function newsOf(war: ClanWar, side: WarSide, attacks: readonly WarAttack[], before: SeenWar | undefined): News {
  // A war has no id in the API: its opponent and its beginning identify it.
  const id = `${opponentOf(war, side)?.tag} ${war.preparationStartTime}`;
  const hasEnded = war.state === 'warEnded';
  const order = attacks.at(-1)?.attack.order ?? 0;
  if (!before) return { messages: [], seen: { id, order, hasEnded } };

  const isNew = before.id !== id;
  const reported = isNew ? 0 : before.order;
  const messages: string[] = [];
  if (isNew) messages.push(`**${nameOf(side)}** is at war with **${nameOf(opponentOf(war, side))}**, ${war.teamSize} players each.`);
  for (const { attack, attackerName, defenderName, newStars } of attacks) {
    if (attack.order <= reported) continue;
    const names = `${escapeMarkdown(attackerName)} → ${escapeMarkdown(defenderName ?? attack.defenderTag)}`;
    messages.push(`${starsOf(attack)} ${attack.destructionPercentage} % (+${newStars}) · ${names}`);
  }
  if (hasEnded && (isNew || !before.hasEnded)) {
    messages.push(`The war is over${side.result ? `, and ${RESULTS[side.result] ?? side.result}` : ''}. ${score(war, side)}`);
  }
  const seen = { id, order: Math.max(order, reported), hasEnded };
  const hasChanged = isNew || seen.order !== before.order || seen.hasEnded !== before.hasEnded;
  return { messages, seen: hasChanged ? seen : undefined };
}
