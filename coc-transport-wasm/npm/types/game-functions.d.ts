// The functions of the game. Generated from the sources of coc-game by `cargo run -p codegen`; do not
// edit.
//
// A key with `?` is missing where the documentation says so. Times in results are strings in the form
// of the API, as in its bodies; `parseTimestamp()` of `coc-api/helpers` converts them.

import type {
  BattleLogEntry,
  BattleModifier,
  Clan,
  ClanCapitalRaidSeason,
  ClanTag,
  ClanWar,
  ClanWarAttack,
  ClanWarLeagueGroup,
  ClanWarLogEntry,
  ClanWarMember,
  LeagueTierId,
  Player,
  PlayerItemLevel,
  PlayerTag,
  Resource,
  Role,
  SeasonId,
  Timestamp,
  Village,
  WarLeagueId,
  WarResult,
  WarScore,
  WarTag,
} from './models.js';

/**
 * The functions of the game. They are synchronous: bodies of the API go in, plain objects come out.
 * Each throws an `InvalidArgumentError` for an argument that it cannot use.
 */
export interface GameFunctions {
  /**
   * Returns the type of a war: random, friendly, or of the clan war league. A random and a friendly war
   * differ in the length of their preparation.
   */
  warType(war: ClanWar): WarType | undefined;

  /**
   * Returns the phase of a war at a time by its schedule, or without a time by its state. There is none
   * before the preparation and if the clan is in no war.
   */
  warPhase(war: ClanWar, time?: Time | undefined): WarPhase | undefined;

  /**
   * Returns the id of a war, which is the same in every response about the war and for both clans:
   * the start of the preparation and the two tags, such as `20260407T083000-2PP-VVV`.
   */
  warId(war: ClanWar): string | undefined;

  /** Returns both sides of a war, first the side of {@link ClanWar.clan}. */
  warSides(war: ClanWar): readonly [WarSide, WarSide];

  /** Returns the side of a clan in a war, in whichever place of the response it is. */
  warSide(war: ClanWar, clan: ClanTag): WarSide | undefined;

  /** Returns a member of either side. */
  warMember(war: ClanWar, player: PlayerTag): WarMember | undefined;

  /** Returns the attacks of a war in their order, those of both sides or of one clan. */
  warAttacks(war: ClanWar, clan?: ClanTag | undefined): readonly WarAttack[];

  /**
   * Returns the result of a clan with this score against an opponent with that one: more stars win, then
   * more destruction. A side of a war and an entry of a war log have such scores.
   */
  warResult(score: WarScore, opponent: WarScore): WarResult;

  /**
   * Returns the outcome of a season of the clan war league from its entry in the war log; none for an
   * ordinary war.
   */
  seasonOutcome(entry: ClanWarLogEntry): LeagueSeasonOutcome | undefined;

  /** Returns the standings of a group, the first clan first. Clans that are equal share a rank. */
  leagueStandings(group: ClanWarLeagueGroup, wars: LeagueWars): readonly LeagueStanding[];

  /** Returns the season of each member of a clan: the whole roster, by stars and destruction. */
  leagueMembers(group: ClanWarLeagueGroup, wars: LeagueWars, clan: ClanTag): readonly LeagueMember[];

  /**
   * Returns the rounds of a clan that are over, in battle and in preparation, at a time by the schedules
   * of the wars, or without a time by their states.
   */
  leagueSchedule(group: ClanWarLeagueGroup, wars: LeagueWars, clan: ClanTag, time?: Time | undefined): LeagueSchedule;

  /** Returns the wars of a clan in the order of the rounds. */
  leagueWars(group: ClanWarLeagueGroup, wars: LeagueWars, clan: ClanTag): readonly LeagueWar[];

  /** Returns the rounds of a group with the tags of the wars that are drawn. */
  leagueRounds(group: ClanWarLeagueGroup): readonly LeagueRound[];

  /** Returns the tags of the wars that are drawn but not among those that are passed. */
  missingWarTags(group: ClanWarLeagueGroup, wars: LeagueWars): readonly WarTag[];

  /** Returns the kind of the current war of a clan, which is outside of the clan war league. */
  regularWarKind(war: ClanWar, clan: ClanTag): RegularWarKind;

  /**
   * Searches the wars of a clan around the present with few requests: from the wars that are known so
   * far, the wars to request next, and the rounds found. `Game.currentWars` makes the requests.
   *
   * `limit` is the number of wars that may still be requested; six in the beginning.
   */
  searchLeagueWars(group: ClanWarLeagueGroup, wars: LeagueWars, clan: ClanTag, limit?: number | undefined): LeagueSearch;

  /** Returns the season of the Legend League at a time. */
  trophySeason(time: Time): TrophySeason;

  /**
   * Returns the season of the Legend League with an id, in any of its forms; none for an id of anything
   * else.
   */
  trophySeasonById(id: SeasonId): TrophySeason | undefined;

  /** Returns the season of the Legend League after one. */
  nextTrophySeason(id: SeasonId): TrophySeason | undefined;

  /** Returns the season of the Legend League before one. */
  previousTrophySeason(id: SeasonId): TrophySeason | undefined;

  /** Returns the week of the ranked leagues at a time. */
  rankedWeek(time: Time): RankedWeek;

  /** Returns the week of the ranked leagues with an id, the Unix time of its start in seconds. */
  rankedWeekById(id: SeasonId): RankedWeek | undefined;

  /** Returns the week of the ranked leagues after one. */
  nextRankedWeek(id: SeasonId): RankedWeek | undefined;

  /** Returns the week of the ranked leagues before one. */
  previousRankedWeek(id: SeasonId): RankedWeek | undefined;

  /** Returns the day of the Legend League at a time. */
  legendDay(time: Time): LegendDay;

  /**
   * Returns the day of the Legend League to which a battle belongs, by its time in the battle log. A
   * battle that begins before the reset is stamped after it.
   */
  legendDayOfBattle(time: Time): LegendDay;

  /** Returns the raid weekend at a time; none between two weekends. */
  raidWeekend(time: Time): TimeSpan | undefined;

  /** Returns the raid weekend that begins after a time. */
  nextRaidWeekend(time: Time): TimeSpan;

  /** Returns the clan games at a time, as they are expected; none between two games. */
  clanGames(time: Time): TimeSpan | undefined;

  /** Returns the clan games that begin after a time, as they are expected. */
  nextClanGames(time: Time): TimeSpan;

  /**
   * Compares two season ids by the starts of their seasons, for `sort`: negative, 0 or positive. An id
   * without a known season is last.
   */
  compareSeasonIds(first: SeasonId, second: SeasonId): number;

  /**
   * Reads a link of the game to a clan, a player, an army, a base layout or anything else, in all forms
   * in which the game and people write it.
   */
  parseLink(link: string): GameLink;

  /** Returns the link to a clan. */
  clanLink(clan: ClanTag): string;

  /** Returns the link to a player. */
  playerLink(player: PlayerTag): string;

  /** Returns the link that copies an army, from its code. */
  armyLink(code: string): string;

  /** Returns the link that opens a base layout, from its id. */
  layoutLink(id: string): string;

  /** Returns the link that supports a creator. */
  supportCreatorLink(code: string): string;

  /** Reads a base layout from a link or an id. */
  parseLayout(layout: string): Layout;

  /**
   * Reads an army from a link or from a code, such as {@link BattleLogEntry.armyShareCode}. A part that
   * cannot be read is in `unrecognized`; nothing is lost.
   */
  parseArmy(army: string): Army;

  /** Builds an army from ids. */
  buildArmy(army: ArmyPlan): Army;

  /** Returns the source of the game data and the highest halls that it knows. */
  gameData(): GameDataInfo;

  /** Returns all units. */
  units(): readonly Unit[];

  /** Returns the unit with an id. */
  unit(id: number): Unit | undefined;

  /** Returns the unit with a name in a village, by default the home village. Some names occur in both. */
  unitNamed(name: string, village?: Village | undefined): Unit | undefined;

  /**
   * Returns the highest level of a unit at a level of the hall of its village; none before it is
   * unlocked.
   */
  unitCap(id: number, hall: number): number | undefined;

  /**
   * Returns the upgrades of a unit from one level to another, by default from the first to the last:
   * the first upgrade leads to `from` + 1.
   */
  unitUpgrades(id: number, from?: number | undefined, to?: number | undefined): readonly Upgrade[];

  /**
   * Returns the progress of a player: every unit that the player has or could have at the level of the
   * hall, with its cap, what is missing to it, and by how much it is rushed.
   */
  playerProgress(player: Player): PlayerProgress;

  /** Returns the ranked tiers, the lowest first. */
  leagueTiers(): readonly RankedTier[];

  /** Returns the ranked tier with an id, such as that of {@link Player.leagueTier}. */
  leagueTier(id: number): RankedTier | undefined;

  /** Returns the tier below which a player with this town hall does not fall. */
  townHallFloor(hall: number): RankedTier | undefined;

  /** Returns the leagues of before October 2025. */
  leagues(): readonly LeagueEntry[];

  /** Returns the leagues of the clan capital. */
  capitalLeagues(): readonly LeagueEntry[];

  /** Returns the league of the clan capital at a number of trophies. */
  capitalLeagueAt(trophies: number): LeagueEntry | undefined;

  /** Returns the leagues of the builder base. */
  builderBaseLeagues(): readonly LeagueEntry[];

  /** Returns the league of the builder base at a number of trophies. */
  builderBaseLeagueAt(trophies: number): LeagueEntry | undefined;

  /** Returns the leagues of clan wars with their rules. */
  warLeagues(): readonly WarLeagueRules[];

  /** Returns the rules of the league of clan wars with an id, such as that of {@link Clan.warLeague}. */
  warLeague(id: number): WarLeagueRules | undefined;

  /** Returns the outcome of a season for a clan, by the id of its league and its rank. */
  warLeagueOutcome(id: number, rank: number): UncertainOutcome | undefined;

  /** Returns the medals of a member with all stars, by the id of the league and the rank of the clan. */
  warLeagueMedals(id: number, rank: number): number | undefined;

  /**
   * Returns the number of bonuses that the leaders may award, by the id of the league, the members of a
   * war (15 or 30) and the number of wars won.
   */
  warLeagueBonuses(id: number, size: number, won: number): number | undefined;

  /**
   * Returns the trophies that an attack wins, by its stars and its destruction in percent; none for a
   * result that cannot be.
   */
  attackTrophies(stars: number, destruction: number): number | undefined;

  /** Returns the trophies that a defence wins in the ranked leagues. */
  rankedDefenseTrophies(stars: number, destruction: number): number | undefined;

  /** Returns the trophies that a defence loses in the Legend League, as a negative number. */
  legendDefenseTrophies(stars: number, destruction: number): number | undefined;

  /** Returns the totals and medals of a raid weekend. */
  raidTotals(season: ClanCapitalRaidSeason): RaidSummary;

  /** Returns the attacks of a raid weekend in their order, those of all members or of one player. */
  raidAttacks(season: ClanCapitalRaidSeason, player?: PlayerTag | undefined): readonly RaidAttack[];

  /** Returns the members who have attacked in a raid weekend, with the attacks that they have left. */
  raidMembers(season: ClanCapitalRaidSeason): readonly RaidMember[];

  /**
   * Returns the members of a clan who have not attacked in a raid weekend; none if the response does not
   * list who has.
   */
  raidMembersWithoutAttacks(season: ClanCapitalRaidSeason, clan: Clan): readonly MemberName[] | undefined;

  /** Returns the facts that an entry of a battle log implies. */
  battleFacts(entry: BattleLogEntry): BattleFacts;

  /** Returns statistics of battles, in the order of the log, the oldest first. */
  battleStats(battles: readonly BattleLogEntry[]): BattleStats;

  /** Returns statistics of battles for each day of the Legend League, the first day first. */
  battleStatsByLegendDay(battles: readonly BattleLogEntry[]): readonly LegendDayStats[];

  /**
   * Returns the place of the battles in a log that are not in an older response:
   * `log.slice(start, end)`.
   */
  newBattles(before: readonly BattleLogEntry[], after: readonly BattleLogEntry[]): BattlesSince;

  /**
   * Returns the changes of a clan's members since an older response. The members are in the order of
   * {@link Clan.memberList}.
   */
  clanChanges(before: Clan, after: Clan): ClanChanges;

  /**
   * Compares two roles, for `sort`: negative if the first has fewer rights, 0 or positive; none if one
   * of them is not a role in a clan.
   */
  compareRoles(first: Role, second: Role): number | undefined;
}

/** An army. */
export interface Army {
  /** The code. */
  readonly code: string;
  /** The link that copies the army. */
  readonly link: string;
  /** The heroes. */
  readonly heroes: readonly ArmyHero[];
  /** The troops, siege machines and spells in the order of the code. */
  readonly units: readonly ArmyUnit[];
  /** The units, with those of one kind and section as one entry. */
  readonly mergedUnits: readonly ArmyUnit[];
  /** The parts of the code that cannot be read. */
  readonly unrecognized: readonly string[];
}

/** A hero of an army. */
export interface ArmyHero {
  /** The id of the hero. */
  readonly id: number;
  /** The name of the hero; `unknown unit` and the id if the game data has none. */
  readonly name: string;
  /** The mode of the hero. */
  readonly mode?: number;
  /** The pet of the hero. */
  readonly pet?: UnitName;
  /** The equipment of the hero. */
  readonly equipment: readonly UnitName[];
}

/** An army to build. */
export interface ArmyPlan {
  /** The heroes. Default: none. */
  readonly heroes?: readonly PlannedHero[] | undefined;
  /** The troops and siege machines. Default: none. */
  readonly troops?: readonly PlannedUnit[] | undefined;
  /** The spells. Default: none. */
  readonly spells?: readonly PlannedUnit[] | undefined;
  /** The troops and siege machines of the clan castle. Default: none. */
  readonly clanCastleTroops?: readonly PlannedUnit[] | undefined;
  /** The spells of the clan castle. Default: none. */
  readonly clanCastleSpells?: readonly PlannedUnit[] | undefined;
}

/** The kind of a section. */
export type ArmySectionKind =
  /** `h`: heroes with their pets and equipment. */
  | 'heroes'
  /** `i`: troops and siege machines in the Clan Castle. */
  | 'clanCastleTroops'
  /** `d`: spells in the Clan Castle. */
  | 'clanCastleSpells'
  /** `u`: own troops and siege machines. */
  | 'troops'
  /** `s`: own spells. */
  | 'spells';

/** Units of one kind in an army. */
export interface ArmyUnit {
  /** The section of the army. */
  readonly section: ArmySectionKind;
  /** The number of units. */
  readonly quantity: number;
  /** The id of the unit. */
  readonly id: number;
  /** The name of the unit; `unknown unit` and the id if the game data has none. */
  readonly name: string;
}

/** The facts that an entry of a battle log implies. */
export interface BattleFacts {
  /** Whether a battle took place. */
  readonly isBattle: boolean;
  /** Whether the player won: an attack with a star, or a defence without one. */
  readonly isWon: boolean;
  /** The time; absent if the entry has none. */
  readonly time?: Timestamp;
  /** The day of the Legend League to which the battle belongs. */
  readonly legendDay?: LegendDay;
}

/** Statistics of battles. */
export interface BattleStats {
  /** The number of battles. */
  readonly battles: number;
  /** The number of battles won. */
  readonly won: number;
  /** The number of battles with three stars. */
  readonly threeStars: number;
  /** The sum of the stars. */
  readonly stars: number;
  /** The sum of the destruction, in percent. */
  readonly totalDestruction: number;
  /** The mean destruction, in percent; absent without a battle. */
  readonly averageDestruction?: number;
  /** The share of battles won, from 0 to 1; absent without a battle. */
  readonly winRate?: number;
  /** The loot. */
  readonly looted: readonly Resource[];
  /** The loot of bonuses. */
  readonly extra: readonly Resource[];
  /** The number of battles won in a row at the end. */
  readonly winningStreak: number;
  /** The largest number of battles won in a row. */
  readonly longestWinningStreak: number;
}

/** The battles since an older response. */
export interface BattlesSince {
  /** The index of the first in the newer log. */
  readonly start: number;
  /** The index after the last. */
  readonly end: number;
  /** Whether none is missing: the responses overlap. */
  readonly isUnbroken: boolean;
}

/** The changes of a clan's members. */
export interface ClanChanges {
  /** The members who joined. */
  readonly joined: readonly MemberName[];
  /** The members who left. */
  readonly left: readonly MemberName[];
  /** The members who changed. */
  readonly changed: readonly MemberChange[];
}

/** The game data in use. */
export interface GameDataInfo {
  /** The version of the game files. */
  readonly source: string;
  /** The origin of the rules that are not in the game files. */
  readonly derived: string;
  /** The highest town hall. */
  readonly maxTownHall: number;
  /** The highest builder hall. */
  readonly maxBuilderHall: number;
}

/** A link of the game. */
export type GameLink =
  /** A link to a clan. */
  | {
      readonly kind: 'clan';
      /** The tag of the clan. */
      readonly tag: ClanTag;
      /** The link in its usual form. */
      readonly url: string;
    }
  /** A link to a player. */
  | {
      readonly kind: 'player';
      /** The tag of the player. */
      readonly tag: PlayerTag;
      /** The link in its usual form. */
      readonly url: string;
    }
  /** A link that copies an army. */
  | {
      readonly kind: 'army';
      /** The army. */
      readonly army: Army;
      /** The link in its usual form. */
      readonly url: string;
    }
  /** A link that opens a base layout. */
  | {
      readonly kind: 'layout';
      /** The layout. */
      readonly layout: Layout;
      /** The link in its usual form. */
      readonly url: string;
    }
  /** A link that supports a creator. */
  | {
      readonly kind: 'supportCreator';
      /** The code of the creator. */
      readonly code: string;
      /** The link in its usual form. */
      readonly url: string;
    }
  /** Any other link. */
  | {
      readonly kind: 'other';
      /** The action. */
      readonly action: string;
      /** The parameters in their order. */
      readonly parameters: readonly LinkParameter[];
      /** The link in its usual form. */
      readonly url: string;
    };

/** The totals of one kind of unit in a village. */
export interface GroupProgress {
  /** The village. */
  readonly village: Village;
  /** The kind of unit. */
  readonly kind: UnitKind;
  /** The number of units. */
  readonly units: number;
  /** The number of units at their caps. */
  readonly max: number;
  /** The upgrades that are missing to the caps. */
  readonly missing: Missing;
  /** The levels below the caps of the previous hall. */
  readonly rushed: Rushed;
}

/** A base layout. */
export interface Layout {
  /** The id. */
  readonly id: string;
  /** The hall, such as `TH16`. */
  readonly hall: string;
  /** The level of the hall. */
  readonly hallLevel?: number;
  /**
   * The place of the layout: `homeVillage`, `warBase`, `builderBase`, or the code in the id if it is
   * another.
   */
  readonly place?: string;
  /** The rest of the id, which only the game reads. */
  readonly payload?: string;
  /** The link that opens the layout. */
  readonly link: string;
}

/** A league by trophies. */
export interface LeagueEntry {
  /** The id. */
  readonly id: number;
  /** The name. */
  readonly name: string;
  /** The lowest number of trophies. */
  readonly trophies?: number;
}

/** The season of a member. */
export interface LeagueMember {
  /** The tag of the player. */
  readonly tag: PlayerTag;
  /** The name of the player. */
  readonly name: string;
  /** The town hall of the player. */
  readonly townHallLevel: number;
  /** The numbers of the rounds in whose wars the player is, from 1. */
  readonly rounds: readonly number[];
  /** The number of attacks. */
  readonly attacks: number;
  /** The number of stars of the attacks. */
  readonly stars: number;
  /** The sum of the destruction of the attacks, in percent. */
  readonly destructionPercentage: number;
  /** The number of attacks that the player has missed. */
  readonly missed: number;
  /** The number of attacks on the village. */
  readonly defenses: number;
  /** The sum of the stars of the best attack on the village in each war. */
  readonly starsLost: number;
  /** The sum of the destruction of the best attack on the village in each war, in percent. */
  readonly destructionLost: number;
}

/** A round of a group. */
export interface LeagueRound {
  /** The number of the round from 1. */
  readonly number: number;
  /** Whether its wars are drawn. */
  readonly isDrawn: boolean;
  /** The tags of its wars; none before they are drawn. */
  readonly warTags: readonly WarTag[];
}

/** The rounds of a clan by phase, counted from 1. */
export interface LeagueSchedule {
  /** The last round that is over. */
  readonly previous?: number;
  /** The round in battle. */
  readonly current?: number;
  /** The round in preparation. */
  readonly next?: number;
}

/** The state of a search for the wars of a clan. */
export interface LeagueSearch {
  /** Whether a round of the group is drawn. */
  readonly isDrawn: boolean;
  /** The tags of the wars to request next; none if the search is over. */
  readonly wave: readonly WarTag[];
  /** The number of wars that may be requested after these. */
  readonly requestsLeft: number;
  /** The last round that is over. */
  readonly previous?: SearchedRound;
  /** The round in battle. */
  readonly current?: SearchedRound;
  /** The round in preparation. */
  readonly next?: SearchedRound;
}

/** The move of a clan at the end of a season of the clan war league. */
export type LeagueSeasonOutcome =
  /** Into the league below. */
  | 'demoted'
  /** In the same league. */
  | 'stayed'
  /** Into the league above. */
  | 'promoted';

/** A clan in the standings of a group. */
export interface LeagueStanding {
  /** The rank from 1. */
  readonly rank: number;
  /** The tag of the clan. */
  readonly tag: ClanTag;
  /** The name of the clan. */
  readonly name: string;
  /** The number of stars, with those for victories. */
  readonly stars: number;
  /** The number of stars for victories. */
  readonly bonusStars: number;
  /** The sum of the destroyed villages, in percent of one village: the second criterion. */
  readonly destructionPoints: number;
  /** The sum of the mean destructions, in percent. */
  readonly destructionPercentage: number;
  /** The number of wars won. */
  readonly won: number;
  /** The number of wars lost. */
  readonly lost: number;
  /** The number of wars tied. */
  readonly tied: number;
}

/** The war of a clan in a round. */
export interface LeagueWar {
  /** The number of the round from 1. */
  readonly round: number;
  /** The side of the clan. */
  readonly side: WarSide;
}

/**
 * The wars of a group by their tags: an object, a `Map`, or pairs of a tag and a war. Wars that are
 * absent are not counted.
 */
export type LeagueWars =
  | Readonly<Record<string, ClanWar>>
  | ReadonlyMap<string, ClanWar>
  | readonly (readonly [tag: string, war: ClanWar])[];

/** A day of the Legend League. */
export interface LegendDay {
  /** The number of the day in its season, from 1. */
  readonly number: number;
  /** The id of its season. */
  readonly season: SeasonId;
  /** The start. */
  readonly start: Timestamp;
  /** The end. */
  readonly end: Timestamp;
}

/** Statistics of a day of the Legend League. */
export interface LegendDayStats {
  /** The day. */
  readonly day: LegendDay;
  /** The statistics of its battles. */
  readonly stats: BattleStats;
}

/** A parameter of a link. */
export interface LinkParameter {
  /** The name. */
  readonly name: string;
  /** The value, decoded. */
  readonly value: string;
}

/** The change of a member. */
export interface MemberChange {
  /** The tag of the player. */
  readonly tag: PlayerTag;
  /** The name of the player. */
  readonly name: string;
  /** The name before, if it is another. */
  readonly oldName?: string;
  /** The change of the role. */
  readonly roleChange?: RoleChange;
  /** The number of troops donated since, also over the end of a season. */
  readonly donated: number;
  /** The number of troops received since, also over the end of a season. */
  readonly received: number;
  /** Whether the town hall is higher. */
  readonly hasNewTownHall: boolean;
}

/** A member by tag and name. */
export interface MemberName {
  /** The tag of the player. */
  readonly tag: PlayerTag;
  /** The name of the player. */
  readonly name: string;
}

/** Upgrades that are missing. */
export interface Missing {
  /** The number of levels. */
  readonly levels: number;
  /** The price of all upgrades. */
  readonly cost: Resources;
  /** The sum of their durations, in seconds. */
  readonly time: number;
}

/** A hero of an army to build. */
export interface PlannedHero {
  /** The id of the hero. */
  readonly id: number;
  /** The mode of the hero. Default: none. */
  readonly mode?: number | undefined;
  /** The id of the pet. Default: none. */
  readonly pet?: number | undefined;
  /** The ids of at most two pieces of equipment. Default: none. */
  readonly equipment?: readonly number[] | undefined;
}

/** Units of an army to build. */
export interface PlannedUnit {
  /** The number of units. */
  readonly quantity: number;
  /** The id of the unit. */
  readonly id: number;
}

/** The progress of a player. */
export interface PlayerProgress {
  /** The totals of the home village. */
  readonly home: VillageProgress;
  /** The totals of the builder base. */
  readonly builderBase: VillageProgress;
  /** The totals of each kind of unit in each village. */
  readonly groups: readonly GroupProgress[];
  /** The units. */
  readonly units: readonly UnitProgress[];
  /** The units of the player that the game data does not know. */
  readonly unknown: readonly PlayerItemLevel[];
}

/** An attack of a raid. */
export interface RaidAttack {
  /** The tag of the attacker. */
  readonly tag: PlayerTag;
  /** The name of the attacker. */
  readonly name: string;
  /** The tag of the defending clan. */
  readonly clan: ClanTag;
  /** The id of the district. */
  readonly districtId: number;
  /** The name of the district. */
  readonly district: string;
  /** The destruction of the district after the attack, in percent. */
  readonly destructionPercent: number;
  /** The stars that the API states for the attack. */
  readonly stars: number;
  /** The destruction that the attack added, in percent. */
  readonly newDestruction: number;
  /** The stars that the attack added. */
  readonly newStars: number;
  /** Whether the attack completed the district. */
  readonly isFinal: boolean;
}

/** A member who has attacked in a raid weekend. */
export interface RaidMember {
  /** The tag of the player. */
  readonly tag: PlayerTag;
  /** The name of the player. */
  readonly name: string;
  /** The number of attacks made. */
  readonly attacks: number;
  /** The number of attacks allowed, with the bonus attack if it is earned. */
  readonly attacksAllowed: number;
  /** The number of attacks left. */
  readonly attacksLeft: number;
  /** The capital gold that the player looted. */
  readonly looted: number;
}

/** The totals and medals of a raid weekend. */
export interface RaidSummary {
  /** The raids of the clan. */
  readonly offensive: RaidTotals;
  /** The raids on the clan. */
  readonly defensive: RaidTotals;
  /** The medals of one attack, exactly; absent if the response does not show them. */
  readonly offensiveMedals?: number;
  /** The medals for the defence, as an estimate; absent if there is none for this capital. */
  readonly defensiveMedalsEstimate?: number;
}

/** The totals of several raids. */
export interface RaidTotals {
  /** The number of raids that destroyed every district. */
  readonly finished: number;
  /** The number of attacks. */
  readonly attacks: number;
  /** The number of destroyed districts. */
  readonly districtsDestroyed: number;
  /** The capital gold that was looted. */
  readonly looted: number;
}

/** A tier of the ranked leagues. */
export interface RankedTier {
  /** The id. */
  readonly id: LeagueTierId;
  /** The name. */
  readonly name: string;
  /** The number of the tier. */
  readonly tier: number;
  /** The number of battles in a week; absent if the limit is for a day. */
  readonly battlesPerWeek?: number;
  /** The number of battles in a day; absent if the limit is for a week. */
  readonly battlesPerDay?: number;
  /** The share of a group that is promoted, in percent. */
  readonly promotePercent?: number;
  /** The share of a group that is demoted, in percent. */
  readonly demotePercent?: number;
  /** The number of players in a group. */
  readonly groupSize: number;
  /** The highest town hall in the tier. */
  readonly maxTownHall: number;
  /** The points that a member in the tier adds to the clan's score. */
  readonly clanScore: number;
  /** The modifier of the battles. */
  readonly modifier?: BattleModifier;
}

/** A week of the ranked leagues. */
export interface RankedWeek {
  /** The id. */
  readonly id: SeasonId;
  /** The start. */
  readonly start: Timestamp;
  /** The end. */
  readonly end: Timestamp;
}

/** The rarity of equipment, which decides its prices. */
export type Rarity =
  /** Common. */
  | 'common'
  /** Epic. */
  | 'epic';

/** The war of a clan outside of the clan war league, or the reason why there is none. */
export type RegularWarKind =
  /** A war in any phase. An ended war remains until the clan searches for the next one. */
  | 'war'
  /** The clan has no war. */
  | 'notInWar'
  /** The clan searches for an opponent. */
  | 'searching'
  /** The war log is private. The wars of the clan war league are public nevertheless. */
  | 'private'
  /** The API responded with a state without a known meaning. */
  | 'unrecognized';

/** Amounts of resources. */
export interface Resources {
  /** Elixir. */
  readonly elixir: number;
  /** Dark elixir. */
  readonly darkElixir: number;
  /** Elixir of the builder base. */
  readonly builderElixir: number;
  /** Shiny ore. */
  readonly shinyOre: number;
  /** Glowy ore. */
  readonly glowyOre: number;
  /** Starry ore. */
  readonly starryOre: number;
  /** Gems. */
  readonly gems: number;
}

/** The direction of a change of role. */
export type RoleChange =
  /** To a higher role. */
  | 'promoted'
  /** To a lower role. */
  | 'demoted'
  /** To or from a role without a `rank`. */
  | 'unranked';

/** Levels below the caps of the previous hall. */
export interface Rushed {
  /** The number of levels that are missing. */
  readonly missingLevels: number;
  /** The number of levels up to those caps. */
  readonly levels: number;
  /** The share that is missing, from 0 to 1; absent if there are no such levels. */
  readonly share?: number;
}

/** A round of a search. */
export interface SearchedRound {
  /** The number of the round from 1. */
  readonly number: number;
  /** Whether the war of the clan was found. */
  readonly kind: SearchedRoundKind;
  /** The tag of the war of the clan, if it was found. */
  readonly warTag?: WarTag;
  /** The phase that the war of the clan states, if it was found. */
  readonly phase?: WarPhase;
}

/** Whether the clan's war of a round was found. */
export type SearchedRoundKind =
  /** The clan's war was found. */
  | 'war'
  /** The limit of requests was reached before the clan's war was found. */
  | 'notFound'
  /** The clan is in none of the round's drawn wars. */
  | 'noWar';

/**
 * An instant: a `Date`, a timestamp of the API (`20240101T080000.000Z` or RFC 3339), or a number of
 * milliseconds since the Unix epoch, as `Date.now()` returns it.
 */
export type Time = Date | Timestamp | number;

/** A span of time. The end does not belong to it. */
export interface TimeSpan {
  /** The start. */
  readonly start: Timestamp;
  /** The end. */
  readonly end: Timestamp;
}

/** A season of the Legend League. */
export interface TrophySeason {
  /** The id in the form that the API sent for it first. */
  readonly id: SeasonId;
  /** The id in the form `v2-…`; absent for seasons that had none. */
  readonly v2Id?: SeasonId;
  /** The id as the Unix time of the start, in seconds; absent for seasons that had none. */
  readonly unixId?: SeasonId;
  /** The start. */
  readonly start: Timestamp;
  /** The end. */
  readonly end: Timestamp;
  /** The number of days. */
  readonly days: number;
}

/** A number about which the sources of the game data may differ. */
export interface UncertainNumber {
  /** The number that is more probable. */
  readonly value: number;
  /** The number of the other source, if it differs. */
  readonly other?: number;
}

/** An outcome about which the sources of the game data may differ. */
export interface UncertainOutcome {
  /** The outcome that is more probable. */
  readonly value: LeagueSeasonOutcome;
  /** The outcome by the other source, if it differs. */
  readonly other?: LeagueSeasonOutcome;
}

/** A unit of the game. */
export interface Unit {
  /** The id, as in army codes. */
  readonly id: number;
  /** The name, as in the API. */
  readonly name: string;
  /** The kind. */
  readonly kind: UnitKind;
  /** The village. */
  readonly village: Village;
  /** Whether the unit is only there for a time. */
  readonly isSeasonal: boolean;
  /** The level of the hall that unlocks the unit. */
  readonly unlockHall?: number;
  /** The level of the unit when it is unlocked. */
  readonly firstLevel: number;
  /** The highest level in the game. */
  readonly maxLevel?: number;
  /** The rarity of a piece of equipment. */
  readonly rarity?: Rarity;
  /** The id of the hero that wears a piece of equipment. */
  readonly hero?: number;
  /** The id of the troop of which a super troop is a form. */
  readonly base?: number;
  /** The level of that troop from which it can be boosted. */
  readonly minBaseLevel?: number;
}

/** The kind of a `Unit`. */
export type UnitKind =
  /** A troop of the home village or the builder base. */
  | 'troop'
  /** A super troop: a boosted troop, without levels of its own. */
  | 'superTroop'
  /** A siege machine. */
  | 'siege'
  /** A spell. */
  | 'spell'
  /** A hero of the home village or the builder base. */
  | 'hero'
  /** A hero's pet. */
  | 'pet'
  /** A piece of hero equipment. */
  | 'equipment'
  /** A guardian. No response of the API shows it. */
  | 'guardian'
  /** A helper, such as the Builder's Apprentice. No response of the API shows it. */
  | 'helper';

/** A unit by id and name. */
export interface UnitName {
  /** The id of the unit. */
  readonly id: number;
  /** The name of the unit; `unknown unit` and the id if the game data has none. */
  readonly name: string;
}

/** The progress of a unit. */
export interface UnitProgress {
  /** The id of the unit. */
  readonly id: number;
  /** The name of the unit. */
  readonly name: string;
  /** The kind of unit. */
  readonly kind: UnitKind;
  /** The village. */
  readonly village: Village;
  /** The level; 0 if the player does not have the unit. */
  readonly level: number;
  /** The level of the hall of the village. */
  readonly hall: number;
  /** The highest level at this hall; absent if it does not unlock the unit. */
  readonly cap?: number;
  /** The highest level in the game. */
  readonly maxLevel?: number;
  /** Whether the response lists the unit. */
  readonly isListed: boolean;
  /** The names of the equipment that a hero wears. */
  readonly equipment?: readonly string[];
  /** Whether the unit is at its cap. */
  readonly isMax: boolean;
  /** Whether the unit is at the highest level in the game. */
  readonly isMaxInGame: boolean;
  /** The upgrades that are missing to the cap. */
  readonly missing: Missing;
  /** The levels below the cap of the previous hall. */
  readonly rushed: Rushed;
  /** The next upgrade, which may require a higher hall. */
  readonly nextUpgrade?: Upgrade;
}

/** An upgrade of a unit. */
export interface Upgrade {
  /** The level to which it leads. */
  readonly level: number;
  /** The level of the hall that it requires. */
  readonly hall: number;
  /** The price. */
  readonly cost: Resources;
  /** The duration in seconds. */
  readonly time: number;
}

/** The totals of a village. */
export interface VillageProgress {
  /** The upgrades that are missing to the caps. */
  readonly missing: Missing;
  /** The levels below the caps of the previous hall. */
  readonly rushed: Rushed;
}

/** An attack of a war with its circumstances. */
export interface WarAttack {
  /** The attack as in the response. */
  readonly attack: ClanWarAttack;
  /** The tag of the attacking clan. */
  readonly clan?: ClanTag;
  /** The name of the attacker. */
  readonly attackerName: string;
  /** The town hall of the attacker. */
  readonly attackerTownHall: number;
  /** The position of the attacker from 1. */
  readonly attackerPosition: number;
  /** The name of the defender; absent if the response does not list the village. */
  readonly defenderName?: string;
  /** The town hall of the defender. */
  readonly defenderTownHall?: number;
  /** The position of the defender from 1. */
  readonly defenderPosition?: number;
  /** Whether it is the first attack on the village. */
  readonly isFresh: boolean;
  /** The best attack on the village before this one. */
  readonly previousBest?: ClanWarAttack;
  /** The number of stars that the attack added to the score. */
  readonly newStars: number;
  /** The score of the side after the attack. */
  readonly scoreAfter: WarScore;
}

/** The chance of a clan to win, against the opponent's score as it is now. */
export type WarChance =
  /** The clan leads, by stars or by destruction. */
  | 'leads'
  /** The clan does not lead, but can get more stars than the opponent. */
  | 'canWin'
  /**
   * The clan can get as many stars as the opponent, but not more; then it can have the higher
   * destruction.
   */
  | 'canWinByDestruction'
  /** The clan can get the opponent's score, but not more. */
  | 'canTie'
  /** The opponent's score is out of reach. */
  | 'cannotWin';

/** The rules of a league of clan wars. A rule is absent if the game data does not know it. */
export interface WarLeagueRules {
  /** The id. */
  readonly id: WarLeagueId;
  /** The name. */
  readonly name: string;
  /** The number of clans of a group that are promoted. */
  readonly promoted?: UncertainNumber;
  /** The number of clans of a group that are demoted. */
  readonly demoted?: UncertainNumber;
  /** The medals of a bonus. */
  readonly bonusMedals?: number;
  /** Whether wars of 30 members are allowed. */
  readonly allows30v30?: boolean;
  /** The modifier of the battles. */
  readonly modifier?: BattleModifier;
}

/** A member of a side. */
export interface WarMember {
  /** The member as in the response. */
  readonly member: ClanWarMember;
  /** The position in the war from 1, without gaps. */
  readonly position: number;
  /** Whether the member has made an attack. */
  readonly hasAttacked: boolean;
  /** The number of attacks of the opponent on this village. */
  readonly opponentAttacks: number;
  /** The best attack of the opponent on this village, the first if several are equally good. */
  readonly bestOpponentAttack?: ClanWarAttack;
  /** The attack of the opponent on this village with the lowest result. */
  readonly bestDefense?: ClanWarAttack;
  /** The number of attacks that the member has not made, in any phase. */
  readonly unusedAttacks: number;
  /** The number of attacks that the member can make now; 0 unless the war is in battle. */
  readonly remainingAttacks: number;
  /** The number of attacks that the member has missed; 0 before the end. */
  readonly missedAttacks: number;
}

/** The best that a side can still reach, by an exact bound. */
export interface WarOutlook {
  /** The best result that is still possible. */
  readonly chance: WarChance;
  /** The score if every remaining attack destroys a village completely. */
  readonly bestCase: WarScore;
  /** The number of attacks that can still be made. */
  readonly attacksLeft: number;
  /** The number of perfect attacks after which the side leads; absent if it cannot. */
  readonly attacksNeeded?: number;
}

/** The phase of a war: preparation, battle or its end. */
export type WarPhase =
  /** The preparation: attacks are not allowed yet. */
  | 'preparation'
  /** Attacks are allowed. */
  | 'battle'
  /** The war is over. */
  | 'ended';

/** A side of a war. */
export interface WarSide {
  /** The tag of the clan. */
  readonly tag?: ClanTag;
  /** The name of the clan. */
  readonly name?: string;
  /** The score that the API states. */
  readonly score: WarScore;
  /** The score as the sum of the best attack on each village. It may be ahead of the stated score. */
  readonly scoreFromAttacks: WarScore;
  /** The result; absent before the end. */
  readonly result?: WarResult;
  /** The result if the war ended now; absent in preparation. */
  readonly currentResult?: WarResult;
  /** Whether the side can still win; absent if the clan is in no war. */
  readonly outlook?: WarOutlook;
  /** The number of attacks that can still be made; 0 after the end. */
  readonly remainingAttacks: number;
  /** The number of attacks that were not made; 0 before the end. */
  readonly missedAttacks: number;
  /** The number of stars of a perfect war. */
  readonly maxStars: number;
  /** The number of attacks that all members together may make. */
  readonly maxAttacks: number;
  /** The mean duration of the attacks, in seconds; absent without an attack whose duration is known. */
  readonly averageDuration?: number;
  /** Whether every village of the opponent was three-starred. */
  readonly isPerfect: boolean;
  /** The members by position. */
  readonly members: readonly WarMember[];
}

/** The type of a war. */
export type WarType =
  /** An ordinary war against an opponent that the game found. */
  | 'random'
  /** A friendly war, which two clans arranged. */
  | 'friendly'
  /** A war of the clan war league. */
  | 'league';
