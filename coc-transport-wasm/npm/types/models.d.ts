// The models of the API. Generated from coc-models by `cargo run -p codegen`; do not edit.
//
// A key without `?` is in every response of its kind recorded since 2024; one with `?` is missing for some accounts. Unions of strings
// accept any other string too, because the game adds new ones. A value that several callers share is frozen.

/** Distinguishes tags, ids and times for the compiler; no value has such a key. */
declare const kind: unique symbol;

/** What kind of battle it was. */
export type BattleType =
  /** A raid for loot on somebody's home village. */
  | 'homeVillage'
  /** A battle of the ranked leagues. */
  | 'ranked'
  /** A battle of the Legend League. */
  | 'legend'
  | (string & {});

/**
 * One attack or defence of a player.
 *
 * `GET /players/{playerTag}/battlelog`, up to 50 of them, without paging.
 */
export interface BattleLogEntry {
  /** What kind of battle it was. */
  readonly battleType: BattleType;
  /** Whether the player attacked; otherwise they were attacked. */
  readonly attack: boolean;
  /** The attacker's army, as in the game's share links but without the address around it. */
  readonly armyShareCode: string;
  /** The other player. */
  readonly opponentPlayerTag: PlayerTag;
  /** The other player's name; since June 2026. */
  readonly opponentName?: string;
  /** The other player's Town Hall level; since June 2026. */
  readonly opponentTownHallLevel?: number;
  /** Stars of the attack, 0 to 3. */
  readonly stars: number;
  /** How much of the village was destroyed, in percent. */
  readonly destructionPercentage: number;
  /** What the attacker took from the village. */
  readonly lootedResources: readonly Resource[];
  /** What the attacker was given on top. */
  readonly extraLootedResources: readonly Resource[];
  /** What was there to take. */
  readonly availableLoot: readonly Resource[];
  /** How long the battle took, in seconds; since June 2026. */
  readonly battleTime?: number;
  /** When the battle was; since June 2026. Its form is not proven yet. */
  readonly battleTimestamp?: LenientTimestamp;
}

/** An amount of something that can be looted. */
export interface Resource {
  /** What it is, in the game's own words: `Gold`, `Elixir`, `DarkElixir`, `CommonOre` … */
  readonly name: string;
  /** How much of it. */
  readonly amount: number;
}

/** Who may join a clan. */
export type ClanType =
  /** Anybody who meets the requirements. */
  | 'open'
  /** Whoever is let in. */
  | 'inviteOnly'
  /** Nobody. */
  | 'closed'
  | (string & {});

/** How often a clan says it goes to war. */
export type WarFrequency =
  /** Whenever it can. */
  | 'always'
  /** More than once a week. */
  | 'moreThanOncePerWeek'
  /** Once a week. */
  | 'oncePerWeek'
  /** Less than once a week. */
  | 'lessThanOncePerWeek'
  /** Never. */
  | 'never'
  /** It does not say. */
  | 'unknown'
  /** Documented as a filter of the search; no clan has it. */
  | 'any'
  | (string & {});

/** What a player is in a clan. */
export type Role =
  /** A member. */
  | 'member'
  /** What the game calls an Elder. */
  | 'admin'
  /** A co-leader. */
  | 'coLeader'
  /** The leader. */
  | 'leader'
  /** In no clan. Documented, but never seen: the role is left out instead. */
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
  /** Who may join. */
  readonly type: ClanType;
  /** What the clan says about itself; may be empty. */
  readonly description: string;
  /** Where the clan says it is. */
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
  /** Legacy, until December 2023: the name of the builder base points then. */
  readonly clanVersusPoints?: number;
  /** Clan capital points; since 2022. */
  readonly clanCapitalPoints?: number;
  /** The capital's league; since 2023. */
  readonly capitalLeague?: CapitalLeague;
  /** Home village trophies one needs to join. */
  readonly requiredTrophies: number;
  /** How often the clan says it goes to war. */
  readonly warFrequency: WarFrequency;
  /** Wars won in a row. */
  readonly warWinStreak: number;
  /** Wars won. */
  readonly warWins: number;
  /** Wars that ended in a tie; only where the war log is public. */
  readonly warTies?: number;
  /** Wars lost; only where the war log is public. */
  readonly warLosses?: number;
  /** Whether anybody may see the wars; the oldest bodies do not say. */
  readonly isWarLogPublic?: boolean;
  /** The clan's league in the clan war league; since 2019. */
  readonly warLeague?: WarLeague;
  /** How many members the clan has, at most 50. */
  readonly members: number;
  /** What the clan calls itself, up to three labels. */
  readonly labels: readonly Label[];
  /** Builder base trophies one needs to join; since May 2023. */
  readonly requiredBuilderBaseTrophies?: number;
  /** Legacy, until December 2023: the name of that requirement then. */
  readonly requiredVersusTrophies?: number;
  /** Town Hall level one needs to join; since 2021. */
  readonly requiredTownhallLevel?: number;
  /** League tier one needs to join. Documented since 2026, but not seen yet. */
  readonly requiredLeagueTier?: LeagueTier;
  /** The language of the clan chat. */
  readonly chatLanguage?: ChatLanguage;
  /** The clan's capital; since 2022. */
  readonly clanCapital?: ClanCapital;
  /** The members, in the order of their clan rank. A dead clan has none. */
  readonly memberList: readonly ClanMember[];
}

/**
 * A clan as the search finds it: a {@link Clan} of which the API leaves out description, capital and members.
 *
 * `GET /clans`.
 */
export interface ClanSummary {
  /** The clan's tag. */
  readonly tag: ClanTag;
  /** The clan's name. */
  readonly name: string;
  /** Who may join. */
  readonly type: ClanType;
  /** Where the clan says it is. */
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
  /** Legacy, until December 2023: the name of the builder base points then. */
  readonly clanVersusPoints?: number;
  /** Clan capital points; since 2022. */
  readonly clanCapitalPoints?: number;
  /** The capital's league; since 2023. */
  readonly capitalLeague?: CapitalLeague;
  /** Home village trophies one needs to join. */
  readonly requiredTrophies: number;
  /** How often the clan says it goes to war. */
  readonly warFrequency: WarFrequency;
  /** Wars won in a row. */
  readonly warWinStreak: number;
  /** Wars won. */
  readonly warWins: number;
  /** Wars that ended in a tie; only where the war log is public. */
  readonly warTies?: number;
  /** Wars lost; only where the war log is public. */
  readonly warLosses?: number;
  /** Whether anybody may see the wars; the oldest bodies do not say. */
  readonly isWarLogPublic?: boolean;
  /** The clan's league in the clan war league; since 2019. */
  readonly warLeague?: WarLeague;
  /** How many members the clan has, at most 50. */
  readonly members: number;
  /** What the clan calls itself, up to three labels. */
  readonly labels: readonly Label[];
  /** Builder base trophies one needs to join; since May 2023. */
  readonly requiredBuilderBaseTrophies?: number;
  /** Legacy, until December 2023: the name of that requirement then. */
  readonly requiredVersusTrophies?: number;
  /** Town Hall level one needs to join; since 2021. */
  readonly requiredTownhallLevel?: number;
  /** League tier one needs to join. Documented since 2026, but not seen yet. */
  readonly requiredLeagueTier?: LeagueTier;
  /** The language of the clan chat. */
  readonly chatLanguage?: ChatLanguage;
  /** What the clan says about itself. Documented, but never seen in a search. */
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
  /** What the player is in the clan. */
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
  /** Legacy, until December 2023: the name of the builder base trophies then. */
  readonly versusTrophies?: number;
  /** The place in the clan, from 1. */
  readonly clanRank: number;
  /** The place in the clan before; 0 for a new member. */
  readonly previousClanRank: number;
  /** Troops given to clan mates this season, in housing space. */
  readonly donations: number;
  /** Troops received from clan mates this season, in housing space. */
  readonly donationsReceived: number;
  /** The player's house in the clan capital; not everybody has built one. */
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
  /** Capital gold that was ever put into it; since 2026. A total over all members and years. */
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

/** The language a clan says it talks. */
export interface ChatLanguage {
  /** The language's id: `75000000` and up. */
  readonly id: number;
  /** The language's English name. */
  readonly name: string;
  /** The language's code, such as `EN`. */
  readonly languageCode: string;
}

/** Why the API refused a request. */
export type ClientErrorReason =
  /** 400: a parameter is missing or makes no sense. */
  | 'badRequest'
  /** 403: the key is missing or wrong; or, where there is no message, the clan's war log is private. */
  | 'accessDenied'
  /** 403: the key does not allow requests from this address. */
  | 'accessDenied.invalidIp'
  /** 404: there is no such thing. */
  | 'notFound'
  /** 429: too many requests with this key. */
  | 'requestThrottled'
  /** 500: something went wrong at the API's end. */
  | 'unknownException'
  /** 503: the game and its API are down for maintenance. */
  | 'inMaintenance'
  | (string & {});

/** The body of an error. */
export interface ClientError {
  /** Why, for a program. */
  readonly reason: ClientErrorReason;
  /** Why, for a person. A private war log is denied without one. */
  readonly message?: string;
  /** The kind of error. Documented, but never seen. */
  readonly type?: string;
  /**
   * More about it, where that is a text. Documented as an object of unknown shape, but never seen; what
   * is not a text is skipped, since it must not hide the reason.
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

/** Id of a {@link Label}: clan labels are `56000000` and up, player labels `57000000` and up. */
export type LabelId = number & { readonly [kind]?: 'LabelId' };

/**
 * Id of a {@link League}, the home village leagues of before October 2025: `29000000`
 * (Unranked) to `29000022` (Legend League).
 */
export type LeagueId = number & { readonly [kind]?: 'LeagueId' };

/**
 * Id of a {@link LeagueTier}: `105000000` and up. Which tier has which number has changed
 * before, so ask the API rather than hard-code one.
 */
export type LeagueTierId = number & { readonly [kind]?: 'LeagueTierId' };

/** Id of a {@link BuilderBaseLeague}: `44000000` and up. */
export type BuilderBaseLeagueId = number & { readonly [kind]?: 'BuilderBaseLeagueId' };

/** Id of a {@link CapitalLeague}: `85000000` (Unranked) and up. */
export type CapitalLeagueId = number & { readonly [kind]?: 'CapitalLeagueId' };

/** Id of a {@link WarLeague}: `48000000` (Unranked) and up. */
export type WarLeagueId = number & { readonly [kind]?: 'WarLeagueId' };

/** Where a clan's badge is to be had, in three sizes that always come together. */
export interface BadgeUrls {
  /** 70 pixels wide. */
  readonly small: string;
  /** 512 pixels wide. */
  readonly large: string;
  /** 200 pixels wide. */
  readonly medium: string;
}

/** Where an icon is to be had. Which sizes there are depends on what it shows. */
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
 * A label that a clan or a player has put on itself, such as "Clan Wars"; up to three each.
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
 * A tier of the ranked leagues that replaced the {@link League}s in October 2025, such as "Electro League 33".
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
 * A past season of the Legend League, named by the month or the day it ended.
 *
 * `GET /leagues/{leagueId}/seasons`; only the Legend League has any (`LEGEND_LEAGUE`). Oldest first.
 */
export interface LeagueSeason {
  /** The season's id, for `GET /leagues/{leagueId}/seasons/{seasonId}`. */
  readonly id: SeasonId;
}

/**
 * How a ranked season ended for a player.
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
  /** How many attacks the tier allowed. */
  readonly maxBattles: number;
}

/**
 * The players who compete with each other in one ranked season.
 *
 * `GET /leaguegroup/{leagueGroupTag}/{leagueSeasonId}?playerTag=`. The battles are those of the player asked
 * about.
 */
export interface LeagueGroup {
  /** Everybody in the group, 100 players. */
  readonly members: readonly LeagueGroupMember[];
  /** Attacks of the player asked about. */
  readonly attackLogs: readonly LeagueBattleLogEntry[];
  /** Attacks on the player asked about. */
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

/** A battle of a ranked season, seen from the player who was asked about. */
export interface LeagueBattleLogEntry {
  /** The other player's tag. */
  readonly opponentPlayerTag: PlayerTag;
  /** The other player's name. */
  readonly opponentName: string;
  /** Stars of the attack, 0 to 3. */
  readonly stars: number;
  /** How much of the village was destroyed, in percent. */
  readonly destructionPercentage: number;
  /** Trophies the player got for it. */
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
  /** The location's English name. It is what says that this is a location at all. */
  readonly name: string;
  /** Whether it is a country rather than a region. */
  readonly isCountry: boolean;
  /** The country's ISO 3166 code of two letters, such as `DE`; regions have none. */
  readonly countryCode?: string;
  /** The name in another language. Documented, but never seen. */
  readonly localizedName?: string;
}

/** One page of a list, or the whole of it: without a `limit` the API sends all it has. */
export interface Page<T> {
  /** What is on the page, in the API's order. */
  readonly items: readonly T[];
  /** How to go on; battle logs and league histories have none. */
  readonly paging?: Paging;
}

/** How to go on from a page. */
export interface Paging {
  /** Where the pages around this one begin. */
  readonly cursors: Cursors;
}

/** Where the pages around a page begin. */
export interface Cursors {
  /** For the query parameter `after`: the next page. Present only where there is more. */
  readonly after?: Cursor;
  /** For the query parameter `before`: the page before. */
  readonly before?: Cursor;
}

/** A place in a list, opaque: it is handed back as it came. */
export type Cursor = string | number;

/** Whether a player wants to be put into clan wars. */
export type WarPreference =
  /** Yes. */
  | 'in'
  /** No. */
  | 'out'
  | (string & {});

/** Which of a player's villages something belongs to. */
export type Village =
  /** The home village. */
  | 'home'
  /** The builder base. */
  | 'builderBase'
  /** The clan capital. */
  | 'clanCapital'
  | (string & {});

/** Which part of a player's house something is. */
export type PlayerHouseElementType =
  /** What the house stands on. */
  | 'ground'
  /** The walls. */
  | 'walls'
  /** The roof. */
  | 'roof'
  /** What stands beside it. */
  | 'decoration'
  | (string & {});

/**
 * A player.
 *
 * `GET /players/{playerTag}`.
 *
 * Whoever is in no clan has neither {@link Player.clan} nor {@link Player.role}.
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
  /** The most home village trophies there ever were. */
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
  /** The most builder base trophies there ever were; since May 2023. */
  readonly bestBuilderBaseTrophies?: number;
  /** Legacy, until December 2023: the name of the builder base trophies then. */
  readonly versusTrophies?: number;
  /** Legacy, until December 2023: the name of the most builder base trophies then. */
  readonly bestVersusTrophies?: number;
  /** Legacy, until December 2023: builder base battles won. */
  readonly versusBattleWins?: number;
  /** Legacy, until December 2023: the same as {@link Player.versusBattleWins}. */
  readonly versusBattleWinCount?: number;
  /** What the player is in the clan, if in one. */
  readonly role?: Role;
  /** Whether the player wants to be put into clan wars; since 2021. */
  readonly warPreference?: WarPreference;
  /** Troops given to clan mates this season, in housing space. */
  readonly donations: number;
  /** Troops received from clan mates this season, in housing space. */
  readonly donationsReceived: number;
  /** Capital gold given to clan capitals ever; since 2022. */
  readonly clanCapitalContributions?: number;
  /** The player's clan, if any. */
  readonly clan?: PlayerClan;
  /** Legacy, until September 2025: the league, unless Unranked. See {@link Player.leagueTier}. */
  readonly league?: League;
  /** The league tier; since October 2025. */
  readonly leagueTier?: LeagueTier;
  /** The builder base league; since May 2023. */
  readonly builderBaseLeague?: BuilderBaseLeague;
  /** The league group of this ranked season; absent or `#0` for none. Since 2026. */
  readonly currentLeagueGroupTag?: LeagueGroupTag;
  /** This ranked season, to ask for the {@link LeagueGroup} with. Since 2026. */
  readonly currentLeagueSeasonId?: SeasonId;
  /** The league group of the ranked season before; absent or `#0` for none. Since 2026. */
  readonly previousLeagueGroupTag?: LeagueGroupTag;
  /** The ranked season before. Since 2026. */
  readonly previousLeagueSeasonId?: SeasonId;
  /** What the player did in the Legend League, if ever in it. */
  readonly legendStatistics?: PlayerLegendStatistics;
  /** All achievements, started or not. Names are not unique. */
  readonly achievements: readonly PlayerAchievementProgress[];
  /** The player's house in the clan capital; not everybody has built one. */
  readonly playerHouse?: PlayerHouse;
  /** What the player calls themselves, up to three labels. */
  readonly labels: readonly Label[];
  /** Troops of all villages, with siege machines and pets. A name may be there twice, once per village. */
  readonly troops: readonly PlayerItemLevel[];
  /** Heroes of all villages. */
  readonly heroes: readonly PlayerItemLevel[];
  /** Hero equipment, worn or not; since December 2023. */
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
  /** What it is, by its English name. */
  readonly name: string;
  /** The level it has. */
  readonly level: number;
  /** The highest level there is in the game, whatever the player's Town Hall allows. */
  readonly maxLevel: number;
  /** What a hero wears, two pieces at most; absent for what cannot wear any, such as a builder base hero. */
  readonly equipment?: readonly PlayerItemLevel[];
  /** The village it belongs to; the oldest bodies do not say. */
  readonly village?: Village;
  /** Whether a super troop is boosted now; absent when it is not. */
  readonly superTroopIsActive?: boolean;
}

/** How far a player is with an achievement. */
export interface PlayerAchievementProgress {
  /** The achievement's English name. Two achievements may have the same. */
  readonly name: string;
  /** Stars earned, 0 to 3. */
  readonly stars: number;
  /** What has been done. It stops at 2 000 000 000, so it never outgrows its type. */
  readonly value: number;
  /** What has to be done for the next star. */
  readonly target: number;
  /** What the achievement asks for, in English. */
  readonly info: string;
  /** What has been done, in English; some achievements have no such text. */
  readonly completionInfo: string | null;
  /** The village it belongs to; the oldest bodies do not say. */
  readonly village?: Village;
}

/** What a player did in the Legend League. */
export interface PlayerLegendStatistics {
  /** Legend trophies ever won. */
  readonly legendTrophies: number;
  /** The season before. */
  readonly previousSeason?: LegendLeagueTournamentSeasonResult;
  /** The best season. */
  readonly bestSeason?: LegendLeagueTournamentSeasonResult;
  /** The current season, without an id. */
  readonly currentSeason?: LegendLeagueTournamentSeasonResult;
  /** The builder base season before. */
  readonly previousBuilderBaseSeason?: LegendLeagueTournamentSeasonResult;
  /** The best builder base season. */
  readonly bestBuilderBaseSeason?: LegendLeagueTournamentSeasonResult;
  /** Legacy, until December 2023: the name of the builder base season before then. */
  readonly previousVersusSeason?: LegendLeagueTournamentSeasonResult;
  /** Legacy, until December 2023: the name of the best builder base season then. */
  readonly bestVersusSeason?: LegendLeagueTournamentSeasonResult;
}

/** How a season of the Legend League went. */
export interface LegendLeagueTournamentSeasonResult {
  /** The season; the current one has no id yet. */
  readonly id?: SeasonId;
  /** The place, worldwide; the current season may have none. */
  readonly rank?: number;
  /** Trophies at the end, or now. */
  readonly trophies: number;
}

/** A player's house in the clan capital. */
export interface PlayerHouse {
  /** What it is made of. */
  readonly elements: readonly PlayerHouseElement[];
}

/** A part of a player's house. */
export interface PlayerHouseElement {
  /** Which part it is. */
  readonly type: PlayerHouseElementType;
  /** The look that was chosen for it. */
  readonly id: number;
}

/** Where a raid weekend is. */
export type ClanCapitalRaidSeasonState =
  /** Going on. */
  | 'ongoing'
  /** Over. */
  | 'ended'
  /** Documented, never seen. */
  | 'unknown'
  | (string & {});

/**
 * A raid weekend, from Friday to Monday, 07:00 UTC.
 *
 * `GET /clans/{clanTag}/capitalraidseasons`, newest first. Only the newest tell who attacked what.
 */
export interface ClanCapitalRaidSeason {
  /** Where it is. */
  readonly state: ClanCapitalRaidSeasonState;
  /** When it began. */
  readonly startTime: Timestamp;
  /** When it ended, or will. */
  readonly endTime: Timestamp;
  /** Capital gold looted by all members. */
  readonly capitalTotalLoot: number;
  /** Capitals destroyed. */
  readonly raidsCompleted: number;
  /** Attacks by all members. */
  readonly totalAttacks: number;
  /** Districts destroyed. */
  readonly enemyDistrictsDestroyed: number;
  /** Raid medals for each attack; 0 until the weekend is over. */
  readonly offensiveReward: number;
  /** Raid medals for the defence; 0 until the weekend is over. */
  readonly defensiveReward: number;
  /** Who took part; only told of the newest weekends. */
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
  /** Attacks everybody has. */
  readonly attackLimit: number;
  /** Attacks the player earned on top, 0 or 1. */
  readonly bonusAttackLimit: number;
  /** Capital gold looted. */
  readonly capitalResourcesLooted: number;
}

/** A capital that the clan attacked. */
export interface ClanCapitalRaidSeasonAttackLogEntry {
  /** Whose capital it is. The same clan can be met twice in a weekend. */
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
  /** Who attacks. */
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
  /** How much of it is destroyed, in percent. */
  readonly destructionPercent: number;
  /** Stars, 0 to 3; since May 2023. Seen as 0 where the attacks say otherwise. */
  readonly stars?: number;
  /** Attacks it took so far. */
  readonly attackCount: number;
  /** Capital gold looted from it. */
  readonly totalLooted: number;
  /** The attacks, newest first; only told of the newest weekends. */
  readonly attacks?: readonly ClanCapitalRaidSeasonAttack[];
}

/** An attack on a district. */
export interface ClanCapitalRaidSeasonAttack {
  /** Who attacked. */
  readonly attacker: ClanCapitalRaidSeasonAttacker;
  /** How much of the district was destroyed after it, in percent. */
  readonly destructionPercent: number;
  /** Stars of the district after it, 0 to 3. */
  readonly stars: number;
}

/** Who attacked a district. */
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
  /** Where the clan says it is. */
  readonly location?: Location;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
  /** The clan's level. */
  readonly clanLevel: number;
  /** How many members it has. */
  readonly members: number;
  /** Home village points, which the ranking is by. */
  readonly clanPoints: number;
  /** The place, from 1. */
  readonly rank: number;
  /** The place before; -1 for none. */
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
  /** Where the clan says it is. */
  readonly location?: Location;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
  /** The clan's level. */
  readonly clanLevel: number;
  /** How many members it has. */
  readonly members: number;
  /** The place, from 1. */
  readonly rank: number;
  /** The place before; -1 for none. */
  readonly previousRank: number;
  /** Builder base points, which the ranking is by. */
  readonly clanBuilderBasePoints: number;
  /** Legacy, until 2023: the name of the builder base points then. */
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
  /** Where the clan says it is. */
  readonly location?: Location;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
  /** The clan's level. */
  readonly clanLevel: number;
  /** How many members it has. */
  readonly members: number;
  /** The place, from 1. */
  readonly rank: number;
  /** The place before; -1 for none, which is almost always. */
  readonly previousRank: number;
  /** Clan capital points, which the ranking is by. */
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
  /** Trophies, which the ranking is by. */
  readonly trophies: number;
  /** Attacks won this season. */
  readonly attackWins: number;
  /** Defences won this season. */
  readonly defenseWins: number;
  /** The place, from 1. */
  readonly rank: number;
  /** The place before; rankings of past seasons have none. */
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
 * `GET /locations/{locationId}/rankings/players-builder-base`, until 2023 `…/rankings/players-versus`.
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
  /** The place before; -1 for none. */
  readonly previousRank: number;
  /** Builder base trophies, which the ranking is by. */
  readonly builderBaseTrophies: number;
  /** The player's clan, if any. */
  readonly clan?: PlayerRankingClan;
  /** The player's builder base league; since 2023. */
  readonly builderBaseLeague?: BuilderBaseLeague;
  /** Legacy, until 2023: the name of the builder base trophies then. */
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
 * `2025-08` or `2025-10-06` for seasons of the Legend League and of clan war leagues, and a number for ranked seasons: the Unix time of their start, in seconds. `parseSeason()` parses it.
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
 * The tag of a weekly ranked league group, from a {@link Player}. It behaves like {@link ClanTag}.
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
 * A time in a field of which no recorded body proves the form.
 *
 * Mostly a {@link Timestamp}; whether a number counts seconds or milliseconds is not known.
 */
export type LenientTimestamp = Timestamp | (string & {}) | number;

/** Whether a player's one-time token was right. */
export type VerifyTokenStatus =
  /** The token belongs to the player. */
  | 'ok'
  /** It does not, or it was used before. */
  | 'invalid'
  | (string & {});

/**
 * The answer to the one-time token that a player finds in the game's settings.
 *
 * A wrong token is an answer, not an error: the reply is a success with the status
 * `'invalid'`.
 *
 * `POST /players/{playerTag}/verifytoken`.
 */
export interface VerifyTokenResponse {
  /** The player asked about. */
  readonly tag: PlayerTag;
  /** The token that was sent. */
  readonly token: string;
  /** Whether it was right. */
  readonly status: VerifyTokenStatus;
}

/** Where a clan is with its war. */
export type WarState =
  /** In no war. */
  | 'notInWar'
  /** The war is on the map, attacks are not allowed yet. */
  | 'preparation'
  /** Attacks are allowed. */
  | 'inWar'
  /** The war is over; the next has not been found. */
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
  /** There is no such clan. Documented, never seen. */
  | 'clanNotFound'
  /** The war log is private. Documented, never seen: the API answers with an error. */
  | 'accessDenied'
  | (string & {});

/** A rule that makes the battles of a war different. */
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
 * `GET /clans/{clanTag}/currentwar`, where the clan asked about is {@link ClanWar.clan}; and
 * `GET /clanwarleagues/wars/{warTag}`, where it may be on either side.
 *
 * A clan that is in no war has both sides with a default badge and zeros, but no tags, names, members or times.
 */
export interface ClanWar {
  /** Where the war is. */
  readonly state: WarState;
  /** How many players fight on each side: 5 to 50, and 15 or 30 in the clan war league. */
  readonly teamSize?: number;
  /** How often each member may attack; see `attackLimit()`. */
  readonly attacksPerMember?: number;
  /** What is different about the battles; since 2024, and not in the clan war league. */
  readonly battleModifier?: BattleModifier;
  /** When the preparation day began. */
  readonly preparationStartTime?: Timestamp;
  /** When attacks began, or will. */
  readonly startTime?: Timestamp;
  /** When the war ended, or will. */
  readonly endTime?: Timestamp;
  /** One side; of the current war, the clan asked about. */
  readonly clan: WarClan;
  /** The other side. */
  readonly opponent: WarClan;
  /** When attacks began, once more; only in the clan war league. */
  readonly warStartTime?: Timestamp;
  /** The war's tag. Once documented, but never seen. */
  readonly tag?: WarTag;
}

/** One side of a {@link ClanWar}. */
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
  /** How much of the other side's villages is destroyed, in percent, on average. */
  readonly destructionPercentage: number;
  /** Experience the clan earned. Documented here, but only seen in the war log. */
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
  /** The place on the war map, from 1. In the clan war league there are gaps. */
  readonly mapPosition: number;
  /** The player's attacks so far. */
  readonly attacks?: readonly ClanWarAttack[];
  /** How often the player was attacked. */
  readonly opponentAttacks: number;
  /** The best attack on the player, if any. */
  readonly bestOpponentAttack?: ClanWarAttack;
}

/** An attack in a {@link ClanWar}. */
export interface ClanWarAttack {
  /** Who attacked. */
  readonly attackerTag: PlayerTag;
  /** Who was attacked. */
  readonly defenderTag: PlayerTag;
  /** Stars, 0 to 3. */
  readonly stars: number;
  /** How much of the village was destroyed, in percent. */
  readonly destructionPercentage: number;
  /** The attack's number in the war, from 1, over both sides. */
  readonly order: number;
  /** How long it took, in seconds; since 2021. */
  readonly duration?: number;
}

/** Where a clan war league season is for a group. */
export type ClanWarLeagueGroupState =
  /** Before the first war. */
  | 'preparation'
  /** Wars are on. */
  | 'inWar'
  /** Over. Unlike a war, which is then `warEnded`. */
  | 'ended'
  /** Documented, never seen. */
  | 'notInWar'
  /** Documented, never seen. */
  | 'war'
  /** Documented, never seen: the API answers with an error. */
  | 'groupNotFound'
  | (string & {});

/**
 * A group of the clan war league.
 *
 * `GET /clans/{clanTag}/currentwar/leaguegroup`.
 */
export interface ClanWarLeagueGroup {
  /** Where the season is. */
  readonly state: ClanWarLeagueGroupState;
  /** The season, `2025-08`. */
  readonly season?: SeasonId;
  /** The clans, usually eight. */
  readonly clans?: readonly ClanWarLeagueClan[];
  /** The rounds, one less than clans, in order. */
  readonly rounds?: readonly ClanWarLeagueRound[];
  /** The group's tag. Documented, but not seen in any real body; what it is a tag of is open, so it is text. */
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
  /** Everybody on the clan's roster, which is more than fight in one war. */
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

/** A round: wars that are fought at the same time. */
export interface ClanWarLeagueRound {
  /** The wars' tags; `#0` for each war not drawn yet. See `drawnWarTags()`. */
  readonly warTags: readonly WarTag[];
}

/** How a war ended for the clan asked about. */
export type WarResult =
  /** Won. */
  | 'win'
  /** Lost. */
  | 'lose'
  /** Neither. */
  | 'tie'
  | (string & {});

/**
 * A past war, or a whole season of the clan war league.
 *
 * `GET /clans/{clanTag}/warlog`, newest first.
 */
export interface ClanWarLogEntry {
  /**
   * How it ended for the clan asked about. Often none for a season of the clan war league, but not always:
   * see `isLeagueSeason()`.
   */
  readonly result: WarResult | null;
  /** When it ended. */
  readonly endTime: Timestamp;
  /** How many players fought on each side. */
  readonly teamSize: number;
  /** How often each member could attack; since 2021. */
  readonly attacksPerMember?: number;
  /** What was different about the battles; since 2024. */
  readonly battleModifier?: BattleModifier;
  /** The clan asked about. For a season of the clan war league the numbers are totals over its wars. */
  readonly clan: WarLogClan;
  /** The other side; without tag and name for a season of the clan war league. */
  readonly opponent: WarLogClan;
}

/** One side of a {@link ClanWarLogEntry}. */
export interface WarLogClan {
  /** The clan's tag. */
  readonly tag?: ClanTag;
  /** The clan's name. */
  readonly name?: string;
  /** The clan's badge. */
  readonly badgeUrls: BadgeUrls;
  /** The clan's level then. */
  readonly clanLevel: number;
  /** Attacks made; not told of the opponent. */
  readonly attacks?: number;
  /** Stars. */
  readonly stars: number;
  /**
   * How much of the other side's villages was destroyed, in percent, on average; for a season of the clan
   * war league the sum over its wars, so more than 100.
   */
  readonly destructionPercentage: number;
  /** Experience the clan earned; not told of the opponent. */
  readonly expEarned?: number;
  /** The players. Documented, but never seen in a war log. */
  readonly members?: readonly ClanWarMember[];
}
