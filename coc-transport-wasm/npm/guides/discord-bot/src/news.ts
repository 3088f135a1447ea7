// The news of a war since a channel looked at it. A pure function, so that it is easy to test.

import { escapeMarkdown } from 'discord.js';
import type { ClanWarAttack } from 'coc-api';

import type { SeenWar } from './store.js';
import { score, starsOf } from './text.js';
import type { CurrentWar } from './wars.js';

export interface News {
  readonly messages: readonly string[];
  /** The war as the channel knows it now; `undefined` if nothing has changed. */
  readonly seen: SeenWar | undefined;
}

/** Returns the news. Without `before`, the channel has just begun to follow, and the past is no news. */
export function newsOf(current: CurrentWar, before: SeenWar | undefined): News {
  const { war, own, opponent } = current;
  // A war has no id in the API: its opponent and its beginning identify it.
  const id = `${opponent.tag} ${war.preparationStartTime}`;
  const hasEnded = war.state === 'warEnded';
  const attacks = attacksOf(current);
  const order = attacks.at(-1)?.attack.order ?? 0;
  if (!before) return { messages: [], seen: { id, order, hasEnded } };

  const isNew = before.id !== id;
  const messages: string[] = [];
  if (isNew) messages.push(`**${name(own)}** is at war with **${name(opponent)}**, ${war.teamSize} players each.`);
  const reported = isNew ? 0 : before.order;
  for (const { attack, attacker, defender } of attacks) {
    if (attack.order <= reported) continue;
    messages.push(`${starsOf(attack)} ${attack.destructionPercentage} % · ${attacker} → ${defender}`);
  }
  if (hasEnded && (isNew || !before.hasEnded)) messages.push(`The war is over. ${score(current)}`);
  const seen = { id, order: Math.max(order, reported), hasEnded };
  const hasChanged = isNew || seen.order !== before.order || seen.hasEnded !== before.hasEnded;
  return { messages, seen: hasChanged ? seen : undefined };
}

interface NamedAttack {
  readonly attack: ClanWarAttack;
  readonly attacker: string;
  readonly defender: string;
}

/** All attacks of both clans in their order, with the names of the players. */
function attacksOf({ own, opponent }: CurrentWar): NamedAttack[] {
  const members = [...(own.members ?? []), ...(opponent.members ?? [])];
  const names = new Map(members.map((member) => [member.tag, name(member)]));
  return members
    .flatMap(({ attacks }) => attacks ?? [])
    .map((attack) => ({
      attack,
      attacker: names.get(attack.attackerTag) ?? attack.attackerTag,
      defender: names.get(attack.defenderTag) ?? attack.defenderTag,
    }))
    .sort((a, b) => a.attack.order - b.attack.order);
}

const name = ({ name, tag }: { name?: string; tag?: string }) => escapeMarkdown(name ?? tag ?? '?');
