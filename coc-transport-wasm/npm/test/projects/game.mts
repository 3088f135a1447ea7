// Programs with the functions of the game, and errors that must not compile.

import type { Client, ClanWar, ClanWarLeagueGroup, Player } from 'coc-api';
import { InvalidArgumentError, load, type CurrentWars, type GameLink, type LeagueStanding, type WarSide } from 'coc-api/game';

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

export function player(body: Player): number {
  return game.playerProgress(body).home.missing.cost.elixir;
}

export async function wars(coc: Client, signal: AbortSignal): Promise<readonly string[]> {
  const { war, league }: CurrentWars = await game.currentWars(coc, '#2PP', { signal, background: true });
  const regular = war.kind === 'war' ? war.side.name : war.kind === 'unrecognized' ? war.state : war.kind;
  if (league.kind !== 'drawn') return [`${regular}`, league.kind];
  const rounds = [league.previous, league.current, league.next];
  return [`${regular}`, ...rounds.map((round) => (round?.kind === 'war' ? `${round.warTag} ${round.phase} ${round.side.score.stars}` : `${round?.number} ${round?.kind}`))];
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
// @ts-expect-error the client is required
game.currentWars('#2PP');
// @ts-expect-error a clan without a group has no rounds
(await game.currentWars({} as Client, '#2PP')).league.current;
