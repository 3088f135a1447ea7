// Programs with the functions of the game, and errors that must not compile.

import type { ClanWar, ClanWarLeagueGroup, Player } from 'coc-api';
import { InvalidArgumentError, load, type ActivitySign, type GameLink, type LeagueStanding, type WarSide } from 'coc-api/game';

const game = await load();

export function war(body: ClanWar, clan: string): string {
  const side: WarSide | undefined = game.warSide(body, clan);
  const late = side?.members.filter(({ remainingAttacks }) => remainingAttacks > 0).map(({ member }) => member.name) ?? [];
  return `${side?.outlook?.chance === 'cannotWin' ? 'lost' : late.join()} ${game.warPhase(body, new Date())} ${game.warPhase(body)}`;
}

export function league(group: ClanWarLeagueGroup, wars: Map<string, ClanWar>): readonly LeagueStanding[] {
  const pairs: [string, ClanWar][] = [...wars];
  return [...game.leagueStandings(group, wars), ...game.leagueStandings(group, pairs), ...game.leagueStandings(group, Object.fromEntries(pairs))];
}

export function player(old: Player, body: Player): number {
  const signs: readonly ActivitySign[] = game.playerActivity(old, body).signs;
  const donated = signs.map((sign) => (typeof sign === 'object' && 'donated' in sign ? sign.donated : 0));
  return game.playerProgress(body).home.missing.cost.elixir + (donated[0] ?? 0);
}

export function link(text: string): string {
  try {
    const parsed: GameLink = game.parseLink(text);
    return parsed.kind === 'clan' ? parsed.tag : parsed.kind === 'army' ? parsed.army.code : parsed.url;
  } catch (error) {
    return error instanceof InvalidArgumentError ? `${error.argument} ${error.path ?? ''}` : 'unknown';
  }
}

export const code: string = game.buildArmy({ troops: [{ quantity: 1, id: 4000000 }] }).code;
export const starts: string[] = [game.trophySeason(Date.now()).start, game.nextRaidWeekend('20260810T050000.000Z').end];

// @ts-expect-error a time is required
game.trophySeason();
// @ts-expect-error the result may be missing
game.trophySeasonById('2025-08').id;
// @ts-expect-error a war is no player
game.playerProgress({} as ClanWar);
// @ts-expect-error there is no such function
game.warWinner({} as ClanWar);
