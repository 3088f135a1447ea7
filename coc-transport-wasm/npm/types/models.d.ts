// The models of the API. Generated from coc-models by `cargo run -p codegen`; do not edit.
//
// A key without `?` is in every response of its kind recorded since 2024; one with `?` is missing
// for some accounts. Unions of strings accept any other string too, because the game adds new ones.
// A value that several callers share is frozen.

/** Distinguishes tags, ids and times for the compiler; no value has such a key. */
declare const kind: unique symbol;

/** The kind of battle. */
export type BattleType =
  /** A raid for loot on a home village. */
  | 'homeVillage'
  /** A battle of the ranked leagues. */
  | 'ranked'
  /** A battle of the Legend League. */
  | 'legend'
  | (string & {});

/**
 * One attack or defence of a player.
 *
 * `GET /players/{playerTag}/battlelog`, up to 50 of them, without paging. The oldest is first in the
 * recorded response.
 */
export interface BattleLogEntry {
  /** The kind of battle. */
  readonly battleType: BattleType;
  /** Whether the player attacked; otherwise they were attacked. */
  readonly attack: boolean;
  /** The attacker's army, as in the game's share links but without the URL around it. */
  readonly armyShareCode: string;
  /** The other player. */
  readonly opponentPlayerTag: PlayerTag;
  /** The other player's name; since June 2026. */
  readonly opponentName?: string;
  /** The other player's Town Hall level; since June 2026. */
  readonly opponentTownHallLevel?: number;
  /** Stars of the attack, 0 to 3. */
  readonly stars: number;
  /** The destroyed part of the village, in percent. */
  readonly destructionPercentage: number;
  /** The resources that the attacker looted. */
  readonly lootedResources: readonly Resource[];
  /** The resources that the attacker received in addition. */
  readonly extraLootedResources: readonly Resource[];
  /** The resources that could be looted. */
  readonly availableLoot: readonly Resource[];
  /** The duration of the battle, in seconds; since June 2026. */
  readonly battleTime?: number;
  /** When the battle was; since June 2026. Its form is not known yet. */
  readonly battleTimestamp?: LenientTimestamp;
}

/** An amount of something that can be looted. */
export interface Resource {
  /** The game's name for the resource: `Gold`, `Elixir`, `DarkElixir`, `CommonOre` … */
  readonly name: string;
  /** The amount. */
  readonly amount: number;
}

/** The condition for joining a clan. */
export type ClanType =
  /** Open to every player who meets the requirements. */
  | 'open'
  /** On request or by invitation. */
  | 'inviteOnly'
  /** Closed. */
  | 'closed'
  | (string & {});

/** The war frequency that a clan states. */
export type WarFrequency =
  /** Always. */
  | 'always'
  /** More than once a week. */
  | 'moreThanOncePerWeek'
  /** Once a week. */
  | 'oncePerWeek'
  /** Less than once a week. */
  | 'lessThanOncePerWeek'
  /** Never. */
  | 'never'
  /** Not stated. */
  | 'unknown'
  /** Any frequency. Documented as a filter of the search; no clan has it. */
  | 'any'
  | (string & {});

/** The role of a player in a clan. */
export type Role =
  /** A member. */
  | 'member'
  /** An elder. */
  | 'admin'
  /** A co-leader. */
  | 'coLeader'
  /** The leader. */
  | 'leader'
  /** In no clan. Documented, but never seen: the role is absent instead. */
  | 'notMember'
  | (string & {});

/**
 * A clan.
 *
 * `GET /clans/{clanTag}`.
 */
export interface Clan {
  /** The clan's tag. */
  readonly tag: ClanTag;
  /** The clan's name. */
  readonly name: string;
  /** The condition for joining. */
  readonly type: ClanType;
  /** The clan's description; may be empty. */
  readonly description: string;
  /** The location that the clan states. */
  readonly location?: Location;
  /** Whether the clan calls itself family friendly; since 2023. */
  readonly isFamilyFriendly?: boolean;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
  /** The clan's level. */
  readonly clanLevel: number;
  /** Home village points. */
  readonly clanPoints: number;
  /** Builder base points; since May 2023. */
  readonly clanBuilderBasePoints?: number;
  /** Legacy, until December 2023: the earlier name of the builder base points. */
  readonly clanVersusPoints?: number;
  /** Clan capital points; since 2022. */
  readonly clanCapitalPoints?: number;
  /** The capital's league; since 2023. */
  readonly capitalLeague?: CapitalLeague;
  /** Home village trophies required to join. */
  readonly requiredTrophies: number;
  /** The war frequency that the clan states. */
  readonly warFrequency: WarFrequency;
  /** Wars won in a row. */
  readonly warWinStreak: number;
  /** Wars won. */
  readonly warWins: number;
  /** Wars that ended in a tie; only where the war log is public. */
  readonly warTies?: number;
  /** Wars lost; only where the war log is public. */
  readonly warLosses?: number;
  /** Whether the war log is public; absent in the oldest bodies. */
  readonly isWarLogPublic?: boolean;
  /** The clan's league in the clan war league; since 2019. */
  readonly warLeague?: WarLeague;
  /** The number of members, at most 50. */
  readonly members: number;
  /** The clan's labels, up to three. */
  readonly labels: readonly Label[];
  /** Builder base trophies required to join; since May 2023. */
  readonly requiredBuilderBaseTrophies?: number;
  /** Legacy, until December 2023: the earlier name of that requirement. */
  readonly requiredVersusTrophies?: number;
  /** Town Hall level required to join; since 2021. */
  readonly requiredTownhallLevel?: number;
  /** League tier required to join. Documented since 2026, but not seen yet. */
  readonly requiredLeagueTier?: LeagueTier;
  /** The language of the clan chat. */
  readonly chatLanguage?: ChatLanguage;
  /** The clan's capital; since 2022. */
  readonly clanCapital?: ClanCapital;
  /** The members, in the order of their clan rank. A dead clan has none. */
  readonly memberList: readonly ClanMember[];
}

/**
 * A clan in a search result: a {@link Clan} without description, capital and members.
 *
 * `GET /clans`.
 */
export interface ClanSummary {
  /** The clan's tag. */
  readonly tag: ClanTag;
  /** The clan's name. */
  readonly name: string;
  /** The condition for joining. */
  readonly type: ClanType;
  /** The location that the clan states. */
  readonly location?: Location;
  /** Whether the clan calls itself family friendly; since 2023. */
  readonly isFamilyFriendly?: boolean;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
  /** The clan's level. */
  readonly clanLevel: number;
  /** Home village points. */
  readonly clanPoints: number;
  /** Builder base points; since May 2023. */
  readonly clanBuilderBasePoints?: number;
  /** Legacy, until December 2023: the earlier name of the builder base points. */
  readonly clanVersusPoints?: number;
  /** Clan capital points; since 2022. */
  readonly clanCapitalPoints?: number;
  /** The capital's league; since 2023. */
  readonly capitalLeague?: CapitalLeague;
  /** Home village trophies required to join. */
  readonly requiredTrophies: number;
  /** The war frequency that the clan states. */
  readonly warFrequency: WarFrequency;
  /** Wars won in a row. */
  readonly warWinStreak: number;
  /** Wars won. */
  readonly warWins: number;
  /** Wars that ended in a tie; only where the war log is public. */
  readonly warTies?: number;
  /** Wars lost; only where the war log is public. */
  readonly warLosses?: number;
  /** Whether the war log is public; absent in the oldest bodies. */
  readonly isWarLogPublic?: boolean;
  /** The clan's league in the clan war league; since 2019. */
  readonly warLeague?: WarLeague;
  /** The number of members, at most 50. */
  readonly members: number;
  /** The clan's labels, up to three. */
  readonly labels: readonly Label[];
  /** Builder base trophies required to join; since May 2023. */
  readonly requiredBuilderBaseTrophies?: number;
  /** Legacy, until December 2023: the earlier name of that requirement. */
  readonly requiredVersusTrophies?: number;
  /** Town Hall level required to join; since 2021. */
  readonly requiredTownhallLevel?: number;
  /** League tier required to join. Documented since 2026, but not seen yet. */
  readonly requiredLeagueTier?: LeagueTier;
  /** The language of the clan chat. */
  readonly chatLanguage?: ChatLanguage;
  /** The clan's description. Documented, but never seen in a search. */
  readonly description?: string;
  /** The clan's capital. Documented, but never seen in a search. */
  readonly clanCapital?: ClanCapital;
  /** The members. Documented, but never seen in a search. */
  readonly memberList?: readonly ClanMember[];
}

/**
 * A member of a clan.
 *
 * `GET /clans/{clanTag}/members`, and in a {@link Clan}.
 */
export interface ClanMember {
  /** The player's tag. */
  readonly tag: PlayerTag;
  /** The player's name. */
  readonly name: string;
  /** The player's role in the clan. */
  readonly role: Role;
  /** Town Hall level; since December 2023. */
  readonly townHallLevel?: number;
  /** Experience level. */
  readonly expLevel: number;
  /** Legacy: the league of before October 2025. It is still sent, mostly as Unranked. */
  readonly league?: League;
  /** The league tier; since October 2025. */
  readonly leagueTier?: LeagueTier;
  /** Home village trophies. */
  readonly trophies: number;
  /** Builder base trophies; since May 2023. */
  readonly builderBaseTrophies?: number;
  /** Legacy, until December 2023: the earlier name of the builder base trophies. */
  readonly versusTrophies?: number;
  /** The place in the clan, from 1. */
  readonly clanRank: number;
  /** The place in the clan before; 0 for a new member. */
  readonly previousClanRank: number;
  /** Troops given to clan mates this season, in housing space. */
  readonly donations: number;
  /** Troops received from clan mates this season, in housing space. */
  readonly donationsReceived: number;
  /** The player's house in the clan capital; absent if none was built. */
  readonly playerHouse?: PlayerHouse;
  /** The builder base league; since May 2023. */
  readonly builderBaseLeague?: BuilderBaseLeague;
}

/** A clan's capital. New clans have an empty one. */
export interface ClanCapital {
  /** Level of the Capital Hall. */
  readonly capitalHallLevel?: number;
  /** The districts, the Capital Peak among them. */
  readonly districts?: readonly ClanDistrictData[];
  /** Capital gold contributed by all members of all years; since 2026. */
  readonly clanGoldSinkTotal?: number;
}

/** A district of a clan's capital. */
export interface ClanDistrictData {
  /** The district's id: `70000000` and up. */
  readonly id: number;
  /** The district's English name. */
  readonly name: string;
  /** Level of the District Hall. */
  readonly districtHallLevel: number;
}

/** The chat language that a clan states. */
export interface ChatLanguage {
  /** The language's id: `75000000` and up. */
  readonly id: number;
  /** The language's English name. */
  readonly name: string;
  /** The language's code, such as `EN`. */
  readonly languageCode: string;
}

/** The reason for which the API rejected a request. */
export type ClientErrorReason =
  /** 400: a parameter is missing or invalid. */
  | 'badRequest'
  /**
   * 403: the key is missing or wrong; or, if there is no message, the clan's war log is
   * private.
   */
  | 'accessDenied'
  /** 403: the key does not allow requests from this address. */
  | 'accessDenied.invalidIp'
  /** 404: the resource does not exist. */
  | 'notFound'
  /** 429: too many requests with this key. */
  | 'requestThrottled'
  /** 500: the API failed. */
  | 'unknownException'
  /** 503: the game and its API are down for maintenance. */
  | 'inMaintenance'
  | (string & {});

/** The body of an error. */
export interface ClientError {
  /** The reason, for programs. */
  readonly reason: ClientErrorReason;
  /** The message, for people. The error of a private war log has none. */
  readonly message?: string;
  /** The kind of error. Documented, but never seen. */
  readonly type?: string;
  /**
   * Details, if they are a string. Documented as an object of unknown shape, but never seen; any
   * other value is skipped, so that it does not hide the reason.
   */
  readonly detail?: string;
}

/**
 * The current season of the Gold Pass.
 *
 * `GET /goldpass/seasons/current`.
 */
export interface GoldPassSeason {
  /** When the season began. */
  readonly startTime: Timestamp;
  /** When it ends: on the first of the next month. */
  readonly endTime: Timestamp;
}

/** Id of a {@link Location}: `32000000` and up; countries start at `32000007`. */
export type LocationId = number & { readonly [kind]?: 'LocationId' };

/**
 * Id of a {@link Label}: clan labels are `56000000` and up, player labels `57000000`
 * and up.
 */
export type LabelId = number & { readonly [kind]?: 'LabelId' };

/**
 * Id of a {@link League}, the home village leagues of before October 2025:
 * `29000000` (Unranked) to `29000022` (Legend League).
 */
export type LeagueId = number & { readonly [kind]?: 'LeagueId' };

/**
 * Id of a {@link LeagueTier}: `105000000` and up. The numbers of tiers have
 * changed before, so request them instead of hard-coding one.
 */
export type LeagueTierId = number & { readonly [kind]?: 'LeagueTierId' };

/** Id of a {@link BuilderBaseLeague}: `44000000` and up. */
export type BuilderBaseLeagueId = number & { readonly [kind]?: 'BuilderBaseLeagueId' };

/** Id of a {@link CapitalLeague}: `85000000` (Unranked) and up. */
export type CapitalLeagueId = number & { readonly [kind]?: 'CapitalLeagueId' };

/** Id of a {@link WarLeague}: `48000000` (Unranked) and up. */
export type WarLeagueId = number & { readonly [kind]?: 'WarLeagueId' };

/** The URLs of a clan's badge, in three sizes that always occur together. */
export interface BadgeUrls {
  /** 70 pixels wide. */
  readonly small: string;
  /** 512 pixels wide. */
  readonly large: string;
  /** 200 pixels wide. */
  readonly medium: string;
}

/** The URLs of an icon. The available sizes depend on its subject. */
export interface IconUrls {
  /** 36 pixels wide; of the leagues of before October 2025. */
  readonly tiny?: string;
  /** 72 pixels wide for old leagues, 125 for league tiers, 64 for labels. */
  readonly small?: string;
  /** 288 pixels wide for old leagues (none for Unranked), 128 for labels. */
  readonly medium?: string;
  /** 326 pixels wide; of league tiers. */
  readonly large?: string;
}

/**
 * A label that a clan or a player has chosen, such as "Clan Wars"; up to three each.
 *
 * `GET /labels/clans`, `GET /labels/players`.
 */
export interface Label {
  /** The label's id. */
  readonly id: LabelId;
  /** The label's English name. */
  readonly name: string;
  /** The label's icon, small and medium. */
  readonly iconUrls?: IconUrls;
}

/**
 * A tier of the ranked leagues that replaced the {@link League}s in October 2025, such as "Electro
 * League 33".
 *
 * `GET /leaguetiers`, `GET /leaguetiers/{leagueTierId}`.
 */
export interface LeagueTier {
  /** The tier's id. Ids have moved before: do not hard-code one. */
  readonly id: LeagueTierId;
  /** The tier's English name. */
  readonly name: string;
  /** The tier's icon, small and large. */
  readonly iconUrls?: IconUrls;
}

/**
 * A home village league of before October 2025, such as "Gold League I".
 *
 * Clan members still carry one, mostly "Unranked"; see {@link LeagueTier} for today's.
 *
 * `GET /leagues`, `GET /leagues/{leagueId}`.
 */
export interface League {
  /** The league's id. */
  readonly id: LeagueId;
  /** The league's English name. */
  readonly name: string;
  /** The league's icon: tiny and small, and medium unless it is Unranked. */
  readonly iconUrls?: IconUrls;
}

/**
 * A league of the builder base, such as "Copper League IV".
 *
 * `GET /builderbaseleagues`, `GET /builderbaseleagues/{leagueId}`.
 */
export interface BuilderBaseLeague {
  /** The league's id. */
  readonly id: BuilderBaseLeagueId;
  /** The league's English name. */
  readonly name: string;
}

/**
 * A league of clan capitals, such as "Titan League II".
 *
 * `GET /capitalleagues`, `GET /capitalleagues/{leagueId}`.
 */
export interface CapitalLeague {
  /** The league's id. */
  readonly id: CapitalLeagueId;
  /** The league's English name. */
  readonly name: string;
}

/**
 * A league of the clan war league, such as "Master League III".
 *
 * `GET /warleagues`, `GET /warleagues/{leagueId}`.
 */
export interface WarLeague {
  /** The league's id. */
  readonly id: WarLeagueId;
  /** The league's English name. */
  readonly name: string;
}

/**
 * A past season of the Legend League, named by its end: a month, a day, or an instant seven days
 * before.
 *
 * `GET /leagues/{leagueId}/seasons`; only the Legend League has any (`LEGEND_LEAGUE`). Oldest
 * first.
 */
export interface LeagueSeason {
  /** The season's id, for `GET /leagues/{leagueId}/seasons/{seasonId}`. */
  readonly id: SeasonId;
}

/**
 * The result of a ranked season for a player.
 *
 * `GET /players/{playerTag}/leaguehistory`, without paging.
 */
export interface LeagueSeasonResult {
  /** The season: the Unix time of its start. */
  readonly leagueSeasonId: SeasonId;
  /** Trophies at the end. */
  readonly leagueTrophies: number;
  /** The tier the season was played in. */
  readonly leagueTierId: LeagueTierId;
  /** The place in the league group, from 1. */
  readonly placement: number;
  /** Attacks won. */
  readonly attackWins: number;
  /** Attacks lost. */
  readonly attackLosses: number;
  /** Stars of all attacks. Seen as 0 beside two dozen wins. */
  readonly attackStars: number;
  /** Defences won. */
  readonly defenseWins: number;
  /** Defences lost. */
  readonly defenseLosses: number;
  /** Stars of all attacks on the player. */
  readonly defenseStars: number;
  /** The number of attacks that the tier allowed. */
  readonly maxBattles: number;
}

/**
 * The players who compete with each other in one ranked season.
 *
 * `GET /leaguegroup/{leagueGroupTag}/{leagueSeasonId}?playerTag=`. The battles are those of the
 * requested player.
 */
export interface LeagueGroup {
  /** All 100 players of the group. */
  readonly members: readonly LeagueGroupMember[];
  /** Attacks of the requested player. */
  readonly attackLogs: readonly LeagueBattleLogEntry[];
  /** Attacks on the requested player. */
  readonly defenseLogs: readonly LeagueBattleLogEntry[];
}

/** A player in a {@link LeagueGroup}. */
export interface LeagueGroupMember {
  /** The player's tag. */
  readonly playerTag: PlayerTag;
  /** The player's name. */
  readonly playerName: string;
  /** The tag of the player's clan. */
  readonly clanTag?: ClanTag;
  /** The name of the player's clan. */
  readonly clanName?: string;
  /** Trophies of this season. */
  readonly leagueTrophies: number;
  /** Attacks won. */
  readonly attackWinCount: number;
  /** Attacks lost. */
  readonly attackLoseCount: number;
  /** Defences won. */
  readonly defenseWinCount: number;
  /** Defences lost. */
  readonly defenseLoseCount: number;
}

/** A battle of a ranked season, from the view of the requested player. */
export interface LeagueBattleLogEntry {
  /** The other player's tag. */
  readonly opponentPlayerTag: PlayerTag;
  /** The other player's name. */
  readonly opponentName: string;
  /** Stars of the attack, 0 to 3. */
  readonly stars: number;
  /** The destroyed part of the village, in percent. */
  readonly destructionPercentage: number;
  /** Trophies that the player received. */
  readonly trophies: number;
  /** When the battle was; RFC 3339, unlike all other times. */
  readonly creationTime?: Timestamp;
}

/**
 * A country, a continent, or "International".
 *
 * `GET /locations`, `GET /locations/{locationId}`.
 */
export interface Location {
  /** The location's id. */
  readonly id: LocationId;
  /** The location's English name. It identifies the model. */
  readonly name: string;
  /** Whether it is a country rather than a region. */
  readonly isCountry: boolean;
  /** The country's ISO 3166 code of two letters, such as `DE`; regions have none. */
  readonly countryCode?: string;
  /** The name in another language. Documented, but never seen. */
  readonly localizedName?: string;
}

/** One page of a list, or the whole list: without a `limit` the API sends all items. */
export interface Page<T> {
  /** The items, in the API's order. */
  readonly items: readonly T[];
  /** The cursors; battle logs and league histories have none. */
  readonly paging?: Paging;
}

/** The paging information of a page. */
export interface Paging {
  /** The cursors of the neighbouring pages. */
  readonly cursors: Cursors;
}

/** The cursors of a page's neighbours. */
export interface Cursors {
  /** The next page, for the query parameter `after`. Absent on the last page. */
  readonly after?: Cursor;
  /** The previous page, for the query parameter `before`. */
  readonly before?: Cursor;
}

/** An opaque position in a list, which is sent back unchanged. */
export type Cursor = string | number;

/** Whether a player opts in to clan wars. */
export type WarPreference =
  /** Yes. */
  | 'in'
  /** No. */
  | 'out'
  | (string & {});

/** One of a player's villages. */
export type Village =
  /** The home village. */
  | 'home'
  /** The builder base. */
  | 'builderBase'
  /** The clan capital. */
  | 'clanCapital'
  | (string & {});

/** A part of a player's house. */
export type PlayerHouseElementType =
  /** The ground under the house. */
  | 'ground'
  /** The walls. */
  | 'walls'
  /** The roof. */
  | 'roof'
  /** The decoration beside the house. */
  | 'decoration'
  | (string & {});

/**
 * A player.
 *
 * `GET /players/{playerTag}`.
 *
 * A player without a clan has neither {@link Player.clan} nor {@link Player.role}.
 */
export interface Player {
  /** The player's tag. */
  readonly tag: PlayerTag;
  /** The player's name. */
  readonly name: string;
  /** Town Hall level. */
  readonly townHallLevel: number;
  /** Level of the Town Hall's weapon, where it has one. */
  readonly townHallWeaponLevel?: number;
  /** Experience level. */
  readonly expLevel: number;
  /** Home village trophies. */
  readonly trophies: number;
  /** The player's highest number of home village trophies. */
  readonly bestTrophies: number;
  /** Stars won in clan wars. */
  readonly warStars: number;
  /** Attacks won this season. */
  readonly attackWins: number;
  /** Defences won this season. */
  readonly defenseWins: number;
  /** Builder Hall level; beginners have none. */
  readonly builderHallLevel?: number;
  /** Builder base trophies; since May 2023. */
  readonly builderBaseTrophies?: number;
  /** The player's highest number of builder base trophies; since May 2023. */
  readonly bestBuilderBaseTrophies?: number;
  /** Legacy, until December 2023: the earlier name of the builder base trophies. */
  readonly versusTrophies?: number;
  /** Legacy, until December 2023: the earlier name of the most builder base trophies. */
  readonly bestVersusTrophies?: number;
  /** Legacy, until December 2023: builder base battles won. */
  readonly versusBattleWins?: number;
  /** Legacy, until December 2023: the same as {@link Player.versusBattleWins}. */
  readonly versusBattleWinCount?: number;
  /** The player's role in the clan, if in one. */
  readonly role?: Role;
  /** Whether the player opts in to clan wars; since 2021. */
  readonly warPreference?: WarPreference;
  /** Troops given to clan mates this season, in housing space. */
  readonly donations: number;
  /** Troops received from clan mates this season, in housing space. */
  readonly donationsReceived: number;
  /** Capital gold contributed to clan capitals in total; since 2022. */
  readonly clanCapitalContributions?: number;
  /** The player's clan, if any. */
  readonly clan?: PlayerClan;
  /**
   * Legacy, until September 2025: the league, unless Unranked. See
   * {@link Player.leagueTier}.
   */
  readonly league?: League;
  /** The league tier; since October 2025. */
  readonly leagueTier?: LeagueTier;
  /** The builder base league; since May 2023. */
  readonly builderBaseLeague?: BuilderBaseLeague;
  /** The league group of this ranked season; absent or `#0` for none. Since 2026. */
  readonly currentLeagueGroupTag?: LeagueGroupTag;
  /**
   * This ranked season, for requesting the {@link LeagueGroup}: the Unix time of
   * its start. Since 2026.
   */
  readonly currentLeagueSeasonId?: SeasonId;
  /** The league group of the previous ranked season; absent or `#0` for none. Since 2026. */
  readonly previousLeagueGroupTag?: LeagueGroupTag;
  /** The previous ranked season. Since 2026. */
  readonly previousLeagueSeasonId?: SeasonId;
  /** The player's Legend League statistics, if ever in it. */
  readonly legendStatistics?: PlayerLegendStatistics;
  /** All achievements, started or not. Names are not unique. */
  readonly achievements: readonly PlayerAchievementProgress[];
  /** The player's house in the clan capital; absent if none was built. */
  readonly playerHouse?: PlayerHouse;
  /** The player's labels, up to three. */
  readonly labels: readonly Label[];
  /**
   * Troops of all villages, with siege machines and pets. A name may occur twice, once per
   * village.
   */
  readonly troops: readonly PlayerItemLevel[];
  /** Heroes of all villages. */
  readonly heroes: readonly PlayerItemLevel[];
  /** Hero equipment, in use or not; since December 2023. */
  readonly heroEquipment: readonly PlayerItemLevel[];
  /** Spells. */
  readonly spells: readonly PlayerItemLevel[];
}

/** The clan of a {@link Player}. */
export interface PlayerClan {
  /** The clan's tag. */
  readonly tag: ClanTag;
  /** The clan's name. */
  readonly name: string;
  /** The clan's level. */
  readonly clanLevel: number;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
}

/** The level of a troop, hero, spell or piece of equipment. */
export interface PlayerItemLevel {
  /** The English name. */
  readonly name: string;
  /** The current level. */
  readonly level: number;
  /** The highest level in the game, regardless of the player's Town Hall. */
  readonly maxLevel: number;
  /**
   * The equipment of a hero, at most two pieces; absent for items without equipment, such as
   * builder base heroes.
   */
  readonly equipment?: readonly PlayerItemLevel[];
  /** The village it belongs to; absent in the oldest bodies. */
  readonly village?: Village;
  /** Whether a super troop is boosted now; absent when it is not. */
  readonly superTroopIsActive?: boolean;
}

/** The progress of a player in an achievement. */
export interface PlayerAchievementProgress {
  /** The achievement's English name. Two achievements may have the same. */
  readonly name: string;
  /** Stars earned, 0 to 3. */
  readonly stars: number;
  /** The progress so far. It stops at 2 000 000 000, so it fits its type. */
  readonly value: number;
  /** The progress needed for the next star. */
  readonly target: number;
  /** The task, in English. */
  readonly info: string;
  /** The progress so far, in English; some achievements have none. */
  readonly completionInfo: string | null;
  /** The village it belongs to; absent in the oldest bodies. */
  readonly village?: Village;
}

/** The statistics of a player in the Legend League. */
export interface PlayerLegendStatistics {
  /** Legend trophies won in total. */
  readonly legendTrophies: number;
  /** The previous season. */
  readonly previousSeason?: LegendLeagueTournamentSeasonResult;
  /** The best season. */
  readonly bestSeason?: LegendLeagueTournamentSeasonResult;
  /** The current season, without an id. */
  readonly currentSeason?: LegendLeagueTournamentSeasonResult;
  /** The previous builder base season. */
  readonly previousBuilderBaseSeason?: LegendLeagueTournamentSeasonResult;
  /** The best builder base season. */
  readonly bestBuilderBaseSeason?: LegendLeagueTournamentSeasonResult;
  /** Legacy, until December 2023: the earlier name of the builder base season before. */
  readonly previousVersusSeason?: LegendLeagueTournamentSeasonResult;
  /** Legacy, until December 2023: the earlier name of the best builder base season. */
  readonly bestVersusSeason?: LegendLeagueTournamentSeasonResult;
}

/** The result of a season of the Legend League. */
export interface LegendLeagueTournamentSeasonResult {
  /** The season; the current one has no id yet. */
  readonly id?: SeasonId;
  /** The worldwide place; the current season may have none. */
  readonly rank?: number;
  /** Trophies at the end, or now. */
  readonly trophies: number;
}

/** A player's house in the clan capital. */
export interface PlayerHouse {
  /** Its parts. */
  readonly elements: readonly PlayerHouseElement[];
}

/** A part of a player's house. */
export interface PlayerHouseElement {
  /** The kind of part. */
  readonly type: PlayerHouseElementType;
  /** The id of the chosen design. */
  readonly id: number;
}

/** The state of a raid weekend. */
export type ClanCapitalRaidSeasonState =
  /** In progress. */
  | 'ongoing'
  /** Over. */
  | 'ended'
  /** Documented, never seen. */
  | 'unknown'
  | (string & {});

/**
 * A raid weekend, from Friday to Monday, 07:00 UTC.
 *
 * `GET /clans/{clanTag}/capitalraidseasons`, newest first. Only the newest have members and
 * attacks.
 */
export interface ClanCapitalRaidSeason {
  /** The state. */
  readonly state: ClanCapitalRaidSeasonState;
  /** When it began. */
  readonly startTime: Timestamp;
  /** When it ended, or will. */
  readonly endTime: Timestamp;
  /** Capital gold looted by all members. */
  readonly capitalTotalLoot: number;
  /** Capitals that the clan destroyed, plus the raids in which its own capital was destroyed. */
  readonly raidsCompleted: number;
  /** Attacks by all members. */
  readonly totalAttacks: number;
  /** Districts destroyed. */
  readonly enemyDistrictsDestroyed: number;
  /** Raid medals for each attack; 0 until the weekend is over. */
  readonly offensiveReward: number;
  /** Raid medals for the defence; 0 until the weekend is over. */
  readonly defensiveReward: number;
  /** The members who took part; present for the newest weekends only. */
  readonly members?: readonly ClanCapitalRaidSeasonMember[];
  /** The capitals the clan attacked, in order. */
  readonly attackLog: readonly ClanCapitalRaidSeasonAttackLogEntry[];
  /** The clans that attacked the clan's capital, in order. */
  readonly defenseLog: readonly ClanCapitalRaidSeasonDefenseLogEntry[];
}

/** A member who took part in a raid weekend. */
export interface ClanCapitalRaidSeasonMember {
  /** The player's tag. */
  readonly tag: PlayerTag;
  /** The player's name. */
  readonly name: string;
  /** Attacks made. */
  readonly attacks: number;
  /** Attacks that every member has. */
  readonly attackLimit: number;
  /** Additional attacks that the player earned, 0 or 1. */
  readonly bonusAttackLimit: number;
  /** Capital gold looted. */
  readonly capitalResourcesLooted: number;
}

/** A capital that the clan attacked. */
export interface ClanCapitalRaidSeasonAttackLogEntry {
  /** The clan whose capital it is. A clan may occur twice in a weekend. */
  readonly defender: ClanCapitalRaidSeasonClanInfo;
  /** Attacks it took so far. */
  readonly attackCount: number;
  /** Districts it has. */
  readonly districtCount: number;
  /** Districts destroyed. */
  readonly districtsDestroyed: number;
  /** The districts. */
  readonly districts: readonly ClanCapitalRaidSeasonDistrict[];
}

/** An attack of another clan on the clan's capital. */
export interface ClanCapitalRaidSeasonDefenseLogEntry {
  /** The attacking clan. */
  readonly attacker: ClanCapitalRaidSeasonClanInfo;
  /** Attacks they made so far. */
  readonly attackCount: number;
  /** Districts the capital has. */
  readonly districtCount: number;
  /** Districts destroyed. */
  readonly districtsDestroyed: number;
  /** The districts. */
  readonly districts: readonly ClanCapitalRaidSeasonDistrict[];
}

/** The other clan in a raid. */
export interface ClanCapitalRaidSeasonClanInfo {
  /** The clan's tag. */
  readonly tag: ClanTag;
  /** The clan's name. */
  readonly name: string;
  /** The clan's level. */
  readonly level: number;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
}

/** A district under attack. */
export interface ClanCapitalRaidSeasonDistrict {
  /** The district's id: `70000000` and up. */
  readonly id: number;
  /** The district's English name. */
  readonly name: string;
  /** Level of the District Hall. */
  readonly districtHallLevel: number;
  /** The destroyed part, in percent. */
  readonly destructionPercent: number;
  /** Stars, 0 to 3; since May 2023. Seen as 0 although the attacks have stars. */
  readonly stars?: number;
  /** Attacks it took so far. */
  readonly attackCount: number;
  /** Capital gold looted from it. */
  readonly totalLooted: number;
  /** The attacks, newest first; present for the newest weekends only. */
  readonly attacks?: readonly ClanCapitalRaidSeasonAttack[];
}

/** An attack on a district. */
export interface ClanCapitalRaidSeasonAttack {
  /** The attacker. */
  readonly attacker: ClanCapitalRaidSeasonAttacker;
  /** The destroyed part of the district after the attack, in percent. */
  readonly destructionPercent: number;
  /** Stars of the district after the attack, 0 to 3. */
  readonly stars: number;
}

/** The attacker of a district. */
export interface ClanCapitalRaidSeasonAttacker {
  /** The player's tag. */
  readonly tag: PlayerTag;
  /** The player's name. */
  readonly name: string;
}

/**
 * A clan in the ranking by home village points.
 *
 * `GET /locations/{locationId}/rankings/clans`.
 */
export interface ClanRanking {
  /** The clan's tag. */
  readonly tag: ClanTag;
  /** The clan's name. */
  readonly name: string;
  /** The location that the clan states. */
  readonly location?: Location;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
  /** The clan's level. */
  readonly clanLevel: number;
  /** The number of members. */
  readonly members: number;
  /** Home village points, by which the ranking is sorted. */
  readonly clanPoints: number;
  /** The place, from 1. */
  readonly rank: number;
  /** The previous place; -1 for none. */
  readonly previousRank: number;
}

/**
 * A clan in the ranking by builder base points.
 *
 * `GET /locations/{locationId}/rankings/clans-builder-base`, until 2023 `…/rankings/clans-versus`.
 */
export interface ClanBuilderBaseRanking {
  /** The clan's tag. */
  readonly tag: ClanTag;
  /** The clan's name. */
  readonly name: string;
  /** The location that the clan states. */
  readonly location?: Location;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
  /** The clan's level. */
  readonly clanLevel: number;
  /** The number of members. */
  readonly members: number;
  /** The place, from 1. */
  readonly rank: number;
  /** The previous place; -1 for none. */
  readonly previousRank: number;
  /** Builder base points, by which the ranking is sorted. */
  readonly clanBuilderBasePoints: number;
  /** Legacy, until 2023: the earlier name of the builder base points. */
  readonly clanVersusPoints?: number;
  /** Documented, but never seen. */
  readonly clanPoints?: number;
}

/**
 * A clan in the ranking by clan capital points.
 *
 * `GET /locations/{locationId}/rankings/capitals`.
 */
export interface ClanCapitalRanking {
  /** The clan's tag. */
  readonly tag: ClanTag;
  /** The clan's name. */
  readonly name: string;
  /** The location that the clan states. */
  readonly location?: Location;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
  /** The clan's level. */
  readonly clanLevel: number;
  /** The number of members. */
  readonly members: number;
  /** The place, from 1. */
  readonly rank: number;
  /** The previous place; -1 for none, which is almost always. */
  readonly previousRank: number;
  /** Clan capital points, by which the ranking is sorted. */
  readonly clanCapitalPoints: number;
  /** Documented, but never seen. */
  readonly clanPoints?: number;
}

/**
 * A player in a ranking by trophies: of today, or of a past Legend League season.
 *
 * `GET /locations/{locationId}/rankings/players`, `GET /leagues/{leagueId}/seasons/{seasonId}`.
 */
export interface PlayerRanking {
  /** The player's tag. */
  readonly tag: PlayerTag;
  /** The player's name. */
  readonly name: string;
  /** Experience level. */
  readonly expLevel: number;
  /** Trophies, by which the ranking is sorted. */
  readonly trophies: number;
  /** Attacks won this season. */
  readonly attackWins: number;
  /** Defences won this season. */
  readonly defenseWins: number;
  /** The place, from 1. */
  readonly rank: number;
  /** The previous place; absent in rankings of past seasons. */
  readonly previousRank?: number;
  /** The player's clan, if any. */
  readonly clan?: PlayerRankingClan;
  /** Legacy, until 2025: the player's league. */
  readonly league?: League;
  /** The player's league tier; since October 2025. */
  readonly leagueTier?: LeagueTier;
}

/**
 * A player in the ranking by builder base trophies.
 *
 * `GET /locations/{locationId}/rankings/players-builder-base`, until 2023
 * `…/rankings/players-versus`.
 */
export interface PlayerBuilderBaseRanking {
  /** The player's tag. */
  readonly tag: PlayerTag;
  /** The player's name. */
  readonly name: string;
  /** Experience level. */
  readonly expLevel: number;
  /** The place, from 1. */
  readonly rank: number;
  /** The previous place; -1 for none. */
  readonly previousRank: number;
  /** Builder base trophies, by which the ranking is sorted. */
  readonly builderBaseTrophies: number;
  /** The player's clan, if any. */
  readonly clan?: PlayerRankingClan;
  /** The player's builder base league; since 2023. */
  readonly builderBaseLeague?: BuilderBaseLeague;
  /** Legacy, until 2023: the earlier name of the builder base trophies. */
  readonly versusTrophies?: number;
  /** Legacy, until 2023: builder base battles won. */
  readonly versusBattleWins?: number;
}

/** The clan of a player in a ranking. */
export interface PlayerRankingClan {
  /** The clan's tag. */
  readonly tag: ClanTag;
  /** The clan's name. */
  readonly name: string;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
}

/**
 * The id of a season.
 *
 * `2025-08`, `2025-10-06` or `v2-2026-08-03T05:00:00Z` for seasons of the Legend League and of clan war leagues, and a number for ranked seasons: the Unix time of their start, in seconds. `parseSeason()` parses it.
 */
export type SeasonId = string | number;

/**
 * A clan's tag, such as `#2PP`.
 *
 * Any string can be passed for one; the client corrects it as `correctTag()` does.
 */
export type ClanTag = string & { readonly [kind]?: 'ClanTag' };

/**
 * A player's tag, such as `#9JQ0YL2`. It behaves like {@link ClanTag}.
 *
 * Any string can be passed for one; the client corrects it as `correctTag()` does.
 */
export type PlayerTag = string & { readonly [kind]?: 'PlayerTag' };

/**
 * The tag of one war of a clan war league, from the rounds of a
 * {@link ClanWarLeagueGroup}. It behaves like {@link ClanTag}.
 *
 * A war that is not drawn yet has the tag `#0`, for which `isValidTag()` is false.
 */
export type WarTag = string & { readonly [kind]?: 'WarTag' };

/**
 * The tag of a weekly ranked league group, from a {@link Player}. It behaves like
 * {@link ClanTag}.
 *
 * A player in no group may have the tag `#0`, for which `isValidTag()` is false.
 */
export type LeagueGroupTag = string & { readonly [kind]?: 'LeagueGroupTag' };

/**
 * An instant as the API writes it.
 *
 * `20240101T080000.000Z`, or RFC 3339 as `2026-03-11T18:14:44Z` in ranked leagues. `parseTimestamp()` converts either to a `Date`; `new Date()` does not parse the first.
 */
export type Timestamp = string & { readonly [kind]?: 'Timestamp' };

/**
 * A time in a field for which no body was recorded.
 *
 * Mostly a {@link Timestamp}; whether a number counts seconds or milliseconds is not known.
 */
export type LenientTimestamp = Timestamp | (string & {}) | number;

/** The result of verifying a player's one-time token. */
export type VerifyTokenStatus =
  /** The token belongs to the player. */
  | 'ok'
  /** The token does not belong to the player, or was used before. */
  | 'invalid'
  | (string & {});

/**
 * The response to the one-time token that a player finds in the game's settings.
 *
 * A wrong token is not an error: the response is a success with the status
 * `'invalid'`.
 *
 * `POST /players/{playerTag}/verifytoken`.
 */
export interface VerifyTokenResponse {
  /** The requested player. */
  readonly tag: PlayerTag;
  /** The token that was sent. */
  readonly token: string;
  /** The result. */
  readonly status: VerifyTokenStatus;
}

/** The state of a clan's war. */
export type WarState =
  /** In no war. */
  | 'notInWar'
  /** The preparation day: attacks are not allowed yet. */
  | 'preparation'
  /** Attacks are allowed. */
  | 'inWar'
  /** The war is over; the next one has not begun. */
  | 'warEnded'
  /** Looking for an opponent. Documented, rare. */
  | 'inMatchmaking'
  /** About to enter a war. Documented, rare. */
  | 'enterWar'
  /** An opponent was found. Documented, rare. */
  | 'matched'
  /** At war. Documented, never seen. */
  | 'war'
  /** Over. Documented, never seen. */
  | 'ended'
  /** The clan does not exist. Documented, never seen. */
  | 'clanNotFound'
  /** The war log is private. Documented, never seen: the API responds with an error. */
  | 'accessDenied'
  | (string & {});

/** A modifier of the battles of a war. */
export type BattleModifier =
  /** None. */
  | 'none'
  /** Hard mode. */
  | 'hardMode'
  /** One step harder, in the Legend League. */
  | 'minusOne'
  /** Two steps harder, in the Legend League. */
  | 'minusTwo'
  /** Three steps harder, in the Legend League. */
  | 'minusThree'
  | (string & {});

/**
 * A war.
 *
 * `GET /clans/{clanTag}/currentwar`, where the requested clan is {@link ClanWar.clan}; and
 * `GET /clanwarleagues/wars/{warTag}`, where a clan may be either of the two.
 *
 * Without a war, both clans have a default badge and zeros, but no tags, names, members or times.
 */
export interface ClanWar {
  /** The state of the war. */
  readonly state: WarState;
  /**
   * The number of players per clan: 5 to 50. In the clan war league it is usually 15 or 30, and
   * other numbers exist.
   */
  readonly teamSize?: number;
  /** The number of attacks per member; see `attackLimit()`. */
  readonly attacksPerMember?: number;
  /** The modifier of the battles; since 2024, and not in the clan war league. */
  readonly battleModifier?: BattleModifier;
  /** When the preparation day began. */
  readonly preparationStartTime?: Timestamp;
  /** When attacks began, or will. */
  readonly startTime?: Timestamp;
  /** When the war ended, or will. */
  readonly endTime?: Timestamp;
  /** One clan; in the current war, the requested clan. */
  readonly clan: WarClan;
  /** The other clan. */
  readonly opponent: WarClan;
  /** The same as {@link ClanWar.startTime}; only in the clan war league. */
  readonly warStartTime?: Timestamp;
  /** The war's tag. Once documented, but never seen. */
  readonly tag?: WarTag;
}

/** One clan in a {@link ClanWar}. */
export interface WarClan {
  /** The clan's tag; absent when not in war. */
  readonly tag?: ClanTag;
  /** The clan's name; absent when not in war. */
  readonly name?: string;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
  /** The clan's level. */
  readonly clanLevel: number;
  /** Attacks made so far. */
  readonly attacks: number;
  /** Stars so far. */
  readonly stars: number;
  /** The average destroyed part of the opponent's villages, in percent. */
  readonly destructionPercentage: number;
  /** Experience that the clan earned. Documented, but only seen in the war log. */
  readonly expEarned?: number;
  /** The players, not sorted by {@link ClanWarMember.mapPosition}. */
  readonly members?: readonly ClanWarMember[];
}

/** A player in a {@link ClanWar}. */
export interface ClanWarMember {
  /** The player's tag. */
  readonly tag: PlayerTag;
  /** The player's name. */
  readonly name: string;
  /** Town Hall level. */
  readonly townhallLevel: number;
  /** The position on the war map, from 1. In the clan war league there are gaps. */
  readonly mapPosition: number;
  /** The player's attacks so far. */
  readonly attacks?: readonly ClanWarAttack[];
  /** The number of attacks on the player. */
  readonly opponentAttacks: number;
  /** The best attack on the player, if any. */
  readonly bestOpponentAttack?: ClanWarAttack;
}

/** An attack in a {@link ClanWar}. */
export interface ClanWarAttack {
  /** The attacker. */
  readonly attackerTag: PlayerTag;
  /** The defender. */
  readonly defenderTag: PlayerTag;
  /** Stars, 0 to 3. */
  readonly stars: number;
  /** The destroyed part of the village, in percent. */
  readonly destructionPercentage: number;
  /** The attack's number in the war, from 1, over both clans. */
  readonly order: number;
  /** The duration, in seconds; since 2021. */
  readonly duration?: number;
}

/**
 * The score of a clan in a war.
 *
 * More stars win. With equal stars, the higher average destruction wins; otherwise the war is a
 * tie. The time of attacks does not matter.
 */
export interface WarScore {
  /** Stars. */
  readonly stars: number;
  /** The average destroyed part of the opponent's villages, in percent. */
  readonly destructionPercentage: number;
}

/** The state of a group's clan war league season. */
export type ClanWarLeagueGroupState =
  /** Before the first war. */
  | 'preparation'
  /** Wars are in progress. */
  | 'inWar'
  /** The season is over. A war has `warEnded` instead. */
  | 'ended'
  /** Documented, never seen. */
  | 'notInWar'
  /** Documented, never seen. */
  | 'war'
  /** Documented, never seen: the API responds with an error. */
  | 'groupNotFound'
  | (string & {});

/**
 * A group of the clan war league.
 *
 * `GET /clans/{clanTag}/currentwar/leaguegroup`.
 */
export interface ClanWarLeagueGroup {
  /** The state of the season. */
  readonly state: ClanWarLeagueGroupState;
  /**
   * The season: a month such as `2025-08`, and a date since June 2026.
   *
   * Since then, the season does not follow from the calendar: there may be two in a month, and
   * groups of the same season may have dates a day or two apart. So only the group tells its
   * season.
   */
  readonly season?: SeasonId;
  /** The clans, usually eight. */
  readonly clans?: readonly ClanWarLeagueClan[];
  /** The rounds, one less than clans, in order. */
  readonly rounds?: readonly ClanWarLeagueRound[];
  /** The group's tag. Documented, but not seen in any real body, so its kind is not known. */
  readonly tag?: string;
}

/** A clan in a {@link ClanWarLeagueGroup}. */
export interface ClanWarLeagueClan {
  /** The clan's tag. */
  readonly tag: ClanTag;
  /** The clan's name. */
  readonly name: string;
  /** The clan's level. */
  readonly clanLevel: number;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
  /** The clan's roster, which has more players than one war. */
  readonly members: readonly ClanWarLeagueClanMember[];
}

/** A player on the roster of a {@link ClanWarLeagueClan}. */
export interface ClanWarLeagueClanMember {
  /** The player's tag. */
  readonly tag: PlayerTag;
  /** The player's name. */
  readonly name: string;
  /** Town Hall level. */
  readonly townHallLevel: number;
}

/** A round: the wars that take place at the same time. */
export interface ClanWarLeagueRound {
  /**
   * The wars' tags; `#0` for each war not drawn yet. See
   * `drawnWarTags()`.
   */
  readonly warTags: readonly WarTag[];
}

/** The result of a war for the requested clan. */
export type WarResult =
  /** Won. */
  | 'win'
  /** Lost. */
  | 'lose'
  /** A tie. */
  | 'tie'
  | (string & {});

/**
 * A past war, or a whole season of the clan war league.
 *
 * `GET /clans/{clanTag}/warlog`, newest first.
 */
export interface ClanWarLogEntry {
  /**
   * The result for the requested clan. A season of the clan war league has one as well, with
   * another meaning, or none.
   */
  readonly result: WarResult | null;
  /** When it ended. */
  readonly endTime: Timestamp;
  /** The number of players per clan. */
  readonly teamSize: number;
  /** The number of attacks per member; since 2021. */
  readonly attacksPerMember?: number;
  /** The modifier of the battles; since 2024. */
  readonly battleModifier?: BattleModifier;
  /**
   * The requested clan. For a season of the clan war league the numbers are totals over its
   * wars.
   */
  readonly clan: WarLogClan;
  /** The opponent; without tag and name for a season of the clan war league. */
  readonly opponent: WarLogClan;
}

/** One clan in a {@link ClanWarLogEntry}. */
export interface WarLogClan {
  /** The clan's tag. */
  readonly tag?: ClanTag;
  /** The clan's name. */
  readonly name?: string;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
  /** The clan's level then. */
  readonly clanLevel: number;
  /** Attacks made; absent for the opponent. */
  readonly attacks?: number;
  /** Stars. */
  readonly stars: number;
  /**
   * The average destroyed part of the opponent's villages, in percent; for a season of the clan
   * war league the sum over its wars, so more than 100.
   */
  readonly destructionPercentage: number;
  /** Experience that the clan earned; absent for the opponent. */
  readonly expEarned?: number;
  /** The players. Documented, but never seen in a war log. */
  readonly members?: readonly ClanWarMember[];
}
