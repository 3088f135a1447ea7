// What the API answers with. Made from the Rust models by `cargo run -p dts`; change those, not this.
//
// A key without `?` is in every answer of its kind that was recorded since 2024; one with `?` is missing for some accounts. Unions of texts take any other text too, because the game adds new ones.

/** Keeps tags, ids and times apart for the compiler; nothing has such a key. */
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
  battleType: BattleType;
  /** Whether the player attacked; otherwise they were attacked. */
  attack: boolean;
  /** The attacker's army, as in the game's share links but without the address around it. */
  armyShareCode: string;
  /** The other player. */
  opponentPlayerTag: PlayerTag;
  /** The other player's name; since June 2026. */
  opponentName?: string;
  /** The other player's Town Hall level; since June 2026. */
  opponentTownHallLevel?: number;
  /** Stars of the attack, 0 to 3. */
  stars: number;
  /** How much of the village was destroyed, in percent. */
  destructionPercentage: number;
  /** What the attacker took from the village. */
  lootedResources: Resource[];
  /** What the attacker was given on top. */
  extraLootedResources: Resource[];
  /** What was there to take. */
  availableLoot: Resource[];
  /** How long the battle took, in seconds; since June 2026. */
  battleTime?: number;
  /** When the battle was; since June 2026. Its form is not proven yet. */
  battleTimestamp?: OpenTimestamp;
}

/** An amount of something that can be looted. */
export interface Resource {
  /** What it is, in the game's own words: `Gold`, `Elixir`, `DarkElixir`, `CommonOre` … */
  name: string;
  /** How much of it. */
  amount: number;
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
  tag: ClanTag;
  /** The clan's name. */
  name: string;
  /** Who may join. */
  type: ClanType;
  /** What the clan says about itself; may be empty. */
  description: string;
  /** Where the clan says it is. */
  location?: Location;
  /** Whether the clan calls itself family friendly; since 2023. */
  isFamilyFriendly?: boolean;
  /** The clan's badge. */
  badgeUrls: BadgeUrls;
  /** The clan's level. */
  clanLevel: number;
  /** Home village points. */
  clanPoints: number;
  /** Builder base points; since May 2023. */
  clanBuilderBasePoints?: number;
  /** Legacy, until December 2023: the name of the builder base points then. */
  clanVersusPoints?: number;
  /** Clan capital points; since 2022. */
  clanCapitalPoints?: number;
  /** The capital's league; since 2023. */
  capitalLeague?: CapitalLeague;
  /** Home village trophies one needs to join. */
  requiredTrophies: number;
  /** How often the clan says it goes to war. */
  warFrequency: WarFrequency;
  /** Wars won in a row. */
  warWinStreak: number;
  /** Wars won. */
  warWins: number;
  /** Wars that ended in a tie; only where the war log is public. */
  warTies?: number;
  /** Wars lost; only where the war log is public. */
  warLosses?: number;
  /** Whether anybody may see the wars; the oldest bodies do not say. */
  isWarLogPublic?: boolean;
  /** The clan's league in the clan war league; since 2019. */
  warLeague?: WarLeague;
  /** How many members the clan has, at most 50. */
  members: number;
  /** What the clan calls itself, up to three labels. */
  labels: Label[];
  /** Builder base trophies one needs to join; since May 2023. */
  requiredBuilderBaseTrophies?: number;
  /** Legacy, until December 2023: the name of that requirement then. */
  requiredVersusTrophies?: number;
  /** Town Hall level one needs to join; since 2021. */
  requiredTownhallLevel?: number;
  /** League tier one needs to join. Documented since 2026, but not seen yet. */
  requiredLeagueTier?: LeagueTier;
  /** The language of the clan chat. */
  chatLanguage?: ChatLanguage;
  /** The clan's capital; since 2022. */
  clanCapital?: ClanCapital;
  /** The members, in the order of their clan rank. A dead clan has none. */
  memberList: ClanMember[];
}

/**
 * A clan as the search finds it: a {@link Clan} of which the API leaves out description, capital and members.
 *
 * `GET /clans`.
 */
export interface ClanSummary {
  /** The clan's tag. */
  tag: ClanTag;
  /** The clan's name. */
  name: string;
  /** Who may join. */
  type: ClanType;
  /** Where the clan says it is. */
  location?: Location;
  /** Whether the clan calls itself family friendly; since 2023. */
  isFamilyFriendly?: boolean;
  /** The clan's badge. */
  badgeUrls: BadgeUrls;
  /** The clan's level. */
  clanLevel: number;
  /** Home village points. */
  clanPoints: number;
  /** Builder base points; since May 2023. */
  clanBuilderBasePoints?: number;
  /** Legacy, until December 2023: the name of the builder base points then. */
  clanVersusPoints?: number;
  /** Clan capital points; since 2022. */
  clanCapitalPoints?: number;
  /** The capital's league; since 2023. */
  capitalLeague?: CapitalLeague;
  /** Home village trophies one needs to join. */
  requiredTrophies: number;
  /** How often the clan says it goes to war. */
  warFrequency: WarFrequency;
  /** Wars won in a row. */
  warWinStreak: number;
  /** Wars won. */
  warWins: number;
  /** Wars that ended in a tie; only where the war log is public. */
  warTies?: number;
  /** Wars lost; only where the war log is public. */
  warLosses?: number;
  /** Whether anybody may see the wars; the oldest bodies do not say. */
  isWarLogPublic?: boolean;
  /** The clan's league in the clan war league; since 2019. */
  warLeague?: WarLeague;
  /** How many members the clan has, at most 50. */
  members: number;
  /** What the clan calls itself, up to three labels. */
  labels: Label[];
  /** Builder base trophies one needs to join; since May 2023. */
  requiredBuilderBaseTrophies?: number;
  /** Legacy, until December 2023: the name of that requirement then. */
  requiredVersusTrophies?: number;
  /** Town Hall level one needs to join; since 2021. */
  requiredTownhallLevel?: number;
  /** League tier one needs to join. Documented since 2026, but not seen yet. */
  requiredLeagueTier?: LeagueTier;
  /** The language of the clan chat. */
  chatLanguage?: ChatLanguage;
  /** What the clan says about itself. Documented, but never seen in a search. */
  description?: string;
  /** The clan's capital. Documented, but never seen in a search. */
  clanCapital?: ClanCapital;
  /** The members. Documented, but never seen in a search. */
  memberList?: ClanMember[];
}

/**
 * A member of a clan.
 *
 * `GET /clans/{clanTag}/members`, and in a {@link Clan}.
 */
export interface ClanMember {
  /** The player's tag. */
  tag: PlayerTag;
  /** The player's name. */
  name: string;
  /** What the player is in the clan. */
  role: Role;
  /** Town Hall level; since December 2023. */
  townHallLevel?: number;
  /** Experience level. */
  expLevel: number;
  /** Legacy: the league of before October 2025. It is still sent, mostly as Unranked. */
  league?: League;
  /** The league tier; since October 2025. */
  leagueTier?: LeagueTier;
  /** Home village trophies. */
  trophies: number;
  /** Builder base trophies; since May 2023. */
  builderBaseTrophies?: number;
  /** Legacy, until December 2023: the name of the builder base trophies then. */
  versusTrophies?: number;
  /** The place in the clan, from 1. */
  clanRank: number;
  /** The place in the clan before; 0 for a new member. */
  previousClanRank: number;
  /** Troops given to clan mates this season, in housing space. */
  donations: number;
  /** Troops received from clan mates this season, in housing space. */
  donationsReceived: number;
  /** The player's house in the clan capital; not everybody has built one. */
  playerHouse?: PlayerHouse;
  /** The builder base league; since May 2023. */
  builderBaseLeague?: BuilderBaseLeague;
}

/** A clan's capital. New clans have an empty one. */
export interface ClanCapital {
  /** Level of the Capital Hall. */
  capitalHallLevel?: number;
  /** The districts, the Capital Peak among them. */
  districts?: ClanDistrictData[];
  /** Capital gold that was ever put into it; since 2026. A total over all members and years. */
  clanGoldSinkTotal?: number;
}

/** A district of a clan's capital. */
export interface ClanDistrictData {
  /** The district's id: `70000000` and up. */
  id: number;
  /** The district's English name. */
  name: string;
  /** Level of the District Hall. */
  districtHallLevel: number;
}

/** The language a clan says it talks. */
export interface ChatLanguage {
  /** The language's id: `75000000` and up. */
  id: number;
  /** The language's English name. */
  name: string;
  /** The language's code, such as `EN`. */
  languageCode: string;
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
  reason: ClientErrorReason;
  /** Why, for a person. A private war log is denied without one. */
  message?: string;
  /** The kind of error. Documented, but never seen. */
  type?: string;
  /**
   * More about it, where that is a text. Documented as an object of unknown shape, but never seen; what
   * is not a text is skipped, since it must not hide the reason.
   */
  detail?: string;
}

/**
 * The current season of the Gold Pass.
 *
 * `GET /goldpass/seasons/current`.
 */
export interface GoldPassSeason {
  /** When the season began. */
  startTime: Timestamp;
  /** When it ends: on the first of the next month. */
  endTime: Timestamp;
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
  small: string;
  /** 512 pixels wide. */
  large: string;
  /** 200 pixels wide. */
  medium: string;
}

/** Where an icon is to be had. Which sizes there are depends on what it shows. */
export interface IconUrls {
  /** 36 pixels wide; of the leagues of before October 2025. */
  tiny?: string;
  /** 72 pixels wide for old leagues, 125 for league tiers, 64 for labels. */
  small?: string;
  /** 288 pixels wide for old leagues (none for Unranked), 128 for labels. */
  medium?: string;
  /** 326 pixels wide; of league tiers. */
  large?: string;
}

/**
 * A label that a clan or a player has put on itself, such as "Clan Wars"; up to three each.
 *
 * `GET /labels/clans`, `GET /labels/players`.
 */
export interface Label {
  /** The label's id. */
  id: LabelId;
  /** The label's English name. */
  name: string;
  /** The label's icon, small and medium. */
  iconUrls?: IconUrls;
}

/**
 * A tier of the ranked leagues that replaced the {@link League}s in October 2025, such as "Electro League 33".
 *
 * `GET /leaguetiers`, `GET /leaguetiers/{leagueTierId}`.
 */
export interface LeagueTier {
  /** The tier's id. Ids have moved before: do not hard-code one. */
  id: LeagueTierId;
  /** The tier's English name. */
  name: string;
  /** The tier's icon, small and large. */
  iconUrls?: IconUrls;
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
  id: LeagueId;
  /** The league's English name. */
  name: string;
  /** The league's icon: tiny and small, and medium unless it is Unranked. */
  iconUrls?: IconUrls;
}

/**
 * A league of the builder base, such as "Copper League IV".
 *
 * `GET /builderbaseleagues`, `GET /builderbaseleagues/{leagueId}`.
 */
export interface BuilderBaseLeague {
  /** The league's id. */
  id: BuilderBaseLeagueId;
  /** The league's English name. */
  name: string;
}

/**
 * A league of clan capitals, such as "Titan League II".
 *
 * `GET /capitalleagues`, `GET /capitalleagues/{leagueId}`.
 */
export interface CapitalLeague {
  /** The league's id. */
  id: CapitalLeagueId;
  /** The league's English name. */
  name: string;
}

/**
 * A league of the clan war league, such as "Master League III".
 *
 * `GET /warleagues`, `GET /warleagues/{leagueId}`.
 */
export interface WarLeague {
  /** The league's id. */
  id: WarLeagueId;
  /** The league's English name. */
  name: string;
}

/**
 * A past season of the Legend League, named by the month or the day it ended.
 *
 * `GET /leagues/{leagueId}/seasons`; only the Legend League has any (`LEGEND_LEAGUE`). Oldest first.
 */
export interface LeagueSeason {
  /** The season's id, for `GET /leagues/{leagueId}/seasons/{seasonId}`. */
  id: SeasonId;
}

/**
 * How a ranked season ended for a player.
 *
 * `GET /players/{playerTag}/leaguehistory`, without paging.
 */
export interface LeagueSeasonResult {
  /** The season: the Unix time of its start. */
  leagueSeasonId: SeasonId;
  /** Trophies at the end. */
  leagueTrophies: number;
  /** The tier the season was played in. */
  leagueTierId: LeagueTierId;
  /** The place in the league group, from 1. */
  placement: number;
  /** Attacks won. */
  attackWins: number;
  /** Attacks lost. */
  attackLosses: number;
  /** Stars of all attacks. Seen as 0 beside two dozen wins. */
  attackStars: number;
  /** Defences won. */
  defenseWins: number;
  /** Defences lost. */
  defenseLosses: number;
  /** Stars of all attacks on the player. */
  defenseStars: number;
  /** How many attacks the tier allowed. */
  maxBattles: number;
}

/**
 * The players who compete with each other in one ranked season.
 *
 * `GET /leaguegroup/{leagueGroupTag}/{leagueSeasonId}?playerTag=`. The battles are those of the player asked
 * about.
 */
export interface LeagueGroup {
  /** Everybody in the group, 100 players. */
  members: LeagueGroupMember[];
  /** Attacks of the player asked about. */
  attackLogs: LeagueBattleLogEntry[];
  /** Attacks on the player asked about. */
  defenseLogs: LeagueBattleLogEntry[];
}

/** A player in a {@link LeagueGroup}. */
export interface LeagueGroupMember {
  /** The player's tag. */
  playerTag: PlayerTag;
  /** The player's name. */
  playerName: string;
  /** The tag of the player's clan. */
  clanTag?: ClanTag;
  /** The name of the player's clan. */
  clanName?: string;
  /** Trophies of this season. */
  leagueTrophies: number;
  /** Attacks won. */
  attackWinCount: number;
  /** Attacks lost. */
  attackLoseCount: number;
  /** Defences won. */
  defenseWinCount: number;
  /** Defences lost. */
  defenseLoseCount: number;
}

/** A battle of a ranked season, seen from the player who was asked about. */
export interface LeagueBattleLogEntry {
  /** The other player's tag. */
  opponentPlayerTag: PlayerTag;
  /** The other player's name. */
  opponentName: string;
  /** Stars of the attack, 0 to 3. */
  stars: number;
  /** How much of the village was destroyed, in percent. */
  destructionPercentage: number;
  /** Trophies the player got for it. */
  trophies: number;
  /** When the battle was; RFC 3339, unlike all other times. */
  creationTime?: Timestamp;
}

/**
 * A country, a continent, or "International".
 *
 * `GET /locations`, `GET /locations/{locationId}`.
 */
export interface Location {
  /** The location's id. */
  id: LocationId;
  /** The location's English name. It is what says that this is a location at all. */
  name: string;
  /** Whether it is a country rather than a region. */
  isCountry: boolean;
  /** The country's ISO 3166 code of two letters, such as `DE`; regions have none. */
  countryCode?: string;
  /** The name in another language. Documented, but never seen. */
  localizedName?: string;
}

/** One page of a list, or the whole of it: without a `limit` the API sends all it has. */
export interface Page<T> {
  /** What is on the page, in the API's order. */
  items: T[];
  /** How to go on; battle logs and league histories have none. */
  paging?: Paging;
}

/** How to go on from a page. */
export interface Paging {
  /** Where the pages around this one begin. */
  cursors: Cursors;
}

/** Where the pages around a page begin. */
export interface Cursors {
  /** For the query parameter `after`: the next page. Present only where there is more. */
  after?: Cursor;
  /** For the query parameter `before`: the page before. */
  before?: Cursor;
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
  tag: PlayerTag;
  /** The player's name. */
  name: string;
  /** Town Hall level. */
  townHallLevel: number;
  /** Level of the Town Hall's weapon, where it has one. */
  townHallWeaponLevel?: number;
  /** Experience level. */
  expLevel: number;
  /** Home village trophies. */
  trophies: number;
  /** The most home village trophies there ever were. */
  bestTrophies: number;
  /** Stars won in clan wars. */
  warStars: number;
  /** Attacks won this season. */
  attackWins: number;
  /** Defences won this season. */
  defenseWins: number;
  /** Builder Hall level; beginners have none. */
  builderHallLevel?: number;
  /** Builder base trophies; since May 2023. */
  builderBaseTrophies?: number;
  /** The most builder base trophies there ever were; since May 2023. */
  bestBuilderBaseTrophies?: number;
  /** Legacy, until December 2023: the name of the builder base trophies then. */
  versusTrophies?: number;
  /** Legacy, until December 2023: the name of the most builder base trophies then. */
  bestVersusTrophies?: number;
  /** Legacy, until December 2023: builder base battles won. */
  versusBattleWins?: number;
  /** Legacy, until December 2023: the same as {@link Player.versusBattleWins}. */
  versusBattleWinCount?: number;
  /** What the player is in the clan, if in one. */
  role?: Role;
  /** Whether the player wants to be put into clan wars; since 2021. */
  warPreference?: WarPreference;
  /** Troops given to clan mates this season, in housing space. */
  donations: number;
  /** Troops received from clan mates this season, in housing space. */
  donationsReceived: number;
  /** Capital gold given to clan capitals ever; since 2022. */
  clanCapitalContributions?: number;
  /** The player's clan, if any. */
  clan?: PlayerClan;
  /** Legacy, until September 2025: the league, unless Unranked. See {@link Player.leagueTier}. */
  league?: League;
  /** The league tier; since October 2025. */
  leagueTier?: LeagueTier;
  /** The builder base league; since May 2023. */
  builderBaseLeague?: BuilderBaseLeague;
  /** The league group of this ranked season; absent or `#0` for none. Since 2026. */
  currentLeagueGroupTag?: LeagueGroupTag;
  /** This ranked season, to ask for the {@link LeagueGroup} with. Since 2026. */
  currentLeagueSeasonId?: SeasonId;
  /** The league group of the ranked season before; absent or `#0` for none. Since 2026. */
  previousLeagueGroupTag?: LeagueGroupTag;
  /** The ranked season before. Since 2026. */
  previousLeagueSeasonId?: SeasonId;
  /** What the player did in the Legend League, if ever in it. */
  legendStatistics?: PlayerLegendStatistics;
  /** All achievements, started or not. Names are not unique. */
  achievements: PlayerAchievementProgress[];
  /** The player's house in the clan capital; not everybody has built one. */
  playerHouse?: PlayerHouse;
  /** What the player calls themselves, up to three labels. */
  labels: Label[];
  /** Troops of all villages, with siege machines and pets. A name may be there twice, once per village. */
  troops: PlayerItemLevel[];
  /** Heroes of all villages. */
  heroes: PlayerItemLevel[];
  /** Hero equipment, worn or not; since December 2023. */
  heroEquipment: PlayerItemLevel[];
  /** Spells. */
  spells: PlayerItemLevel[];
}

/** The clan of a {@link Player}. */
export interface PlayerClan {
  /** The clan's tag. */
  tag: ClanTag;
  /** The clan's name. */
  name: string;
  /** The clan's level. */
  clanLevel: number;
  /** The clan's badge. */
  badgeUrls: BadgeUrls;
}

/** The level of a troop, hero, spell or piece of equipment. */
export interface PlayerItemLevel {
  /** What it is, by its English name. */
  name: string;
  /** The level it has. */
  level: number;
  /** The highest level there is in the game, whatever the player's Town Hall allows. */
  maxLevel: number;
  /** What a hero wears, two pieces at most; absent for what cannot wear any, such as a builder base hero. */
  equipment?: PlayerItemLevel[];
  /** The village it belongs to; the oldest bodies do not say. */
  village?: Village;
  /** Whether a super troop is boosted now; absent when it is not. */
  superTroopIsActive?: boolean;
}

/** How far a player is with an achievement. */
export interface PlayerAchievementProgress {
  /** The achievement's English name. Two achievements may have the same. */
  name: string;
  /** Stars earned, 0 to 3. */
  stars: number;
  /** What has been done. It stops at 2 000 000 000, so it never outgrows its type. */
  value: number;
  /** What has to be done for the next star. */
  target: number;
  /** What the achievement asks for, in English. */
  info: string;
  /** What has been done, in English; some achievements have no such text. */
  completionInfo: string | null;
  /** The village it belongs to; the oldest bodies do not say. */
  village?: Village;
}

/** What a player did in the Legend League. */
export interface PlayerLegendStatistics {
  /** Legend trophies ever won. */
  legendTrophies: number;
  /** The season before. */
  previousSeason?: LegendLeagueTournamentSeasonResult;
  /** The best season. */
  bestSeason?: LegendLeagueTournamentSeasonResult;
  /** The current season, without an id. */
  currentSeason?: LegendLeagueTournamentSeasonResult;
  /** The builder base season before. */
  previousBuilderBaseSeason?: LegendLeagueTournamentSeasonResult;
  /** The best builder base season. */
  bestBuilderBaseSeason?: LegendLeagueTournamentSeasonResult;
  /** Legacy, until December 2023: the name of the builder base season before then. */
  previousVersusSeason?: LegendLeagueTournamentSeasonResult;
  /** Legacy, until December 2023: the name of the best builder base season then. */
  bestVersusSeason?: LegendLeagueTournamentSeasonResult;
}

/** How a season of the Legend League went. */
export interface LegendLeagueTournamentSeasonResult {
  /** The season; the current one has no id yet. */
  id?: SeasonId;
  /** The place, worldwide; the current season may have none. */
  rank?: number;
  /** Trophies at the end, or now. */
  trophies: number;
}

/** A player's house in the clan capital. */
export interface PlayerHouse {
  /** What it is made of. */
  elements: PlayerHouseElement[];
}

/** A part of a player's house. */
export interface PlayerHouseElement {
  /** Which part it is. */
  type: PlayerHouseElementType;
  /** The look that was chosen for it. */
  id: number;
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
  state: ClanCapitalRaidSeasonState;
  /** When it began. */
  startTime: Timestamp;
  /** When it ended, or will. */
  endTime: Timestamp;
  /** Capital gold looted by all members. */
  capitalTotalLoot: number;
  /** Capitals destroyed. */
  raidsCompleted: number;
  /** Attacks by all members. */
  totalAttacks: number;
  /** Districts destroyed. */
  enemyDistrictsDestroyed: number;
  /** Raid medals for each attack; 0 until the weekend is over. */
  offensiveReward: number;
  /** Raid medals for the defence; 0 until the weekend is over. */
  defensiveReward: number;
  /** Who took part; only told of the newest weekends. */
  members?: ClanCapitalRaidSeasonMember[];
  /** The capitals the clan attacked, in order. */
  attackLog: ClanCapitalRaidSeasonAttackLogEntry[];
  /** The clans that attacked the clan's capital, in order. */
  defenseLog: ClanCapitalRaidSeasonDefenseLogEntry[];
}

/** A member who took part in a raid weekend. */
export interface ClanCapitalRaidSeasonMember {
  /** The player's tag. */
  tag: PlayerTag;
  /** The player's name. */
  name: string;
  /** Attacks made. */
  attacks: number;
  /** Attacks everybody has. */
  attackLimit: number;
  /** Attacks the player earned on top, 0 or 1. */
  bonusAttackLimit: number;
  /** Capital gold looted. */
  capitalResourcesLooted: number;
}

/** A capital that the clan attacked. */
export interface ClanCapitalRaidSeasonAttackLogEntry {
  /** Whose capital it is. The same clan can be met twice in a weekend. */
  defender: ClanCapitalRaidSeasonClanInfo;
  /** Attacks it took so far. */
  attackCount: number;
  /** Districts it has. */
  districtCount: number;
  /** Districts destroyed. */
  districtsDestroyed: number;
  /** The districts. */
  districts: ClanCapitalRaidSeasonDistrict[];
}

/** An attack of another clan on the clan's capital. */
export interface ClanCapitalRaidSeasonDefenseLogEntry {
  /** Who attacks. */
  attacker: ClanCapitalRaidSeasonClanInfo;
  /** Attacks they made so far. */
  attackCount: number;
  /** Districts the capital has. */
  districtCount: number;
  /** Districts destroyed. */
  districtsDestroyed: number;
  /** The districts. */
  districts: ClanCapitalRaidSeasonDistrict[];
}

/** The other clan in a raid. */
export interface ClanCapitalRaidSeasonClanInfo {
  /** The clan's tag. */
  tag: ClanTag;
  /** The clan's name. */
  name: string;
  /** The clan's level. */
  level: number;
  /** The clan's badge. */
  badgeUrls: BadgeUrls;
}

/** A district under attack. */
export interface ClanCapitalRaidSeasonDistrict {
  /** The district's id: `70000000` and up. */
  id: number;
  /** The district's English name. */
  name: string;
  /** Level of the District Hall. */
  districtHallLevel: number;
  /** How much of it is destroyed, in percent. */
  destructionPercent: number;
  /** Stars, 0 to 3; since May 2023. Seen as 0 where the attacks say otherwise. */
  stars?: number;
  /** Attacks it took so far. */
  attackCount: number;
  /** Capital gold looted from it. */
  totalLooted: number;
  /** The attacks, newest first; only told of the newest weekends. */
  attacks?: ClanCapitalRaidSeasonAttack[];
}

/** An attack on a district. */
export interface ClanCapitalRaidSeasonAttack {
  /** Who attacked. */
  attacker: ClanCapitalRaidSeasonAttacker;
  /** How much of the district was destroyed after it, in percent. */
  destructionPercent: number;
  /** Stars of the district after it, 0 to 3. */
  stars: number;
}

/** Who attacked a district. */
export interface ClanCapitalRaidSeasonAttacker {
  /** The player's tag. */
  tag: PlayerTag;
  /** The player's name. */
  name: string;
}

/**
 * A clan in the ranking by home village points.
 *
 * `GET /locations/{locationId}/rankings/clans`.
 */
export interface ClanRanking {
  /** The clan's tag. */
  tag: ClanTag;
  /** The clan's name. */
  name: string;
  /** Where the clan says it is. */
  location?: Location;
  /** The clan's badge. */
  badgeUrls: BadgeUrls;
  /** The clan's level. */
  clanLevel: number;
  /** How many members it has. */
  members: number;
  /** Home village points, which the ranking is by. */
  clanPoints: number;
  /** The place, from 1. */
  rank: number;
  /** The place before; -1 for none. */
  previousRank: number;
}

/**
 * A clan in the ranking by builder base points.
 *
 * `GET /locations/{locationId}/rankings/clans-builder-base`, until 2023 `…/rankings/clans-versus`.
 */
export interface ClanBuilderBaseRanking {
  /** The clan's tag. */
  tag: ClanTag;
  /** The clan's name. */
  name: string;
  /** Where the clan says it is. */
  location?: Location;
  /** The clan's badge. */
  badgeUrls: BadgeUrls;
  /** The clan's level. */
  clanLevel: number;
  /** How many members it has. */
  members: number;
  /** The place, from 1. */
  rank: number;
  /** The place before; -1 for none. */
  previousRank: number;
  /** Builder base points, which the ranking is by. */
  clanBuilderBasePoints: number;
  /** Legacy, until 2023: the name of the builder base points then. */
  clanVersusPoints?: number;
  /** Documented, but never seen. */
  clanPoints?: number;
}

/**
 * A clan in the ranking by clan capital points.
 *
 * `GET /locations/{locationId}/rankings/capitals`.
 */
export interface ClanCapitalRanking {
  /** The clan's tag. */
  tag: ClanTag;
  /** The clan's name. */
  name: string;
  /** Where the clan says it is. */
  location?: Location;
  /** The clan's badge. */
  badgeUrls: BadgeUrls;
  /** The clan's level. */
  clanLevel: number;
  /** How many members it has. */
  members: number;
  /** The place, from 1. */
  rank: number;
  /** The place before; -1 for none, which is almost always. */
  previousRank: number;
  /** Clan capital points, which the ranking is by. */
  clanCapitalPoints: number;
  /** Documented, but never seen. */
  clanPoints?: number;
}

/**
 * A player in a ranking by trophies: of today, or of a past Legend League season.
 *
 * `GET /locations/{locationId}/rankings/players`, `GET /leagues/{leagueId}/seasons/{seasonId}`.
 */
export interface PlayerRanking {
  /** The player's tag. */
  tag: PlayerTag;
  /** The player's name. */
  name: string;
  /** Experience level. */
  expLevel: number;
  /** Trophies, which the ranking is by. */
  trophies: number;
  /** Attacks won this season. */
  attackWins: number;
  /** Defences won this season. */
  defenseWins: number;
  /** The place, from 1. */
  rank: number;
  /** The place before; rankings of past seasons have none. */
  previousRank?: number;
  /** The player's clan, if any. */
  clan?: PlayerRankingClan;
  /** Legacy, until 2025: the player's league. */
  league?: League;
  /** The player's league tier; since October 2025. */
  leagueTier?: LeagueTier;
}

/**
 * A player in the ranking by builder base trophies.
 *
 * `GET /locations/{locationId}/rankings/players-builder-base`, until 2023 `…/rankings/players-versus`.
 */
export interface PlayerBuilderBaseRanking {
  /** The player's tag. */
  tag: PlayerTag;
  /** The player's name. */
  name: string;
  /** Experience level. */
  expLevel: number;
  /** The place, from 1. */
  rank: number;
  /** The place before; -1 for none. */
  previousRank: number;
  /** Builder base trophies, which the ranking is by. */
  builderBaseTrophies: number;
  /** The player's clan, if any. */
  clan?: PlayerRankingClan;
  /** The player's builder base league; since 2023. */
  builderBaseLeague?: BuilderBaseLeague;
  /** Legacy, until 2023: the name of the builder base trophies then. */
  versusTrophies?: number;
  /** Legacy, until 2023: builder base battles won. */
  versusBattleWins?: number;
}

/** The clan of a player in a ranking. */
export interface PlayerRankingClan {
  /** The clan's tag. */
  tag: ClanTag;
  /** The clan's name. */
  name: string;
  /** The clan's badge. */
  badgeUrls: BadgeUrls;
}

/**
 * The id of a season.
 *
 * `2025-08` or `2025-10-06` for seasons of the Legend League and of clan war leagues, and a number for ranked seasons: the Unix time of their start, in seconds. `parseSeason()` takes it apart.
 */
export type SeasonId = string | number;

/**
 * A clan's tag, such as `#2PP`.
 *
 * Any text can be given where one is asked for; the client corrects what a person wrote as `correctTag()` does.
 */
export type ClanTag = string & { readonly [kind]?: 'ClanTag' };

/**
 * A player's tag, such as `#9JQ0YL2`. It behaves like {@link ClanTag}.
 *
 * Any text can be given where one is asked for; the client corrects what a person wrote as `correctTag()` does.
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
 * `20240101T080000.000Z`, or RFC 3339 as `2026-03-11T18:14:44Z` in ranked leagues. `parseTimestamp()` makes a `Date` of either; `new Date()` does not read the first.
 */
export type Timestamp = string & { readonly [kind]?: 'Timestamp' };

/**
 * A time in a field of which no recorded body proves the form.
 *
 * Mostly a {@link Timestamp}; whether a number counts seconds or milliseconds is not known.
 */
export type OpenTimestamp = Timestamp | (string & {}) | number;

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
  tag: PlayerTag;
  /** The token that was sent. */
  token: string;
  /** Whether it was right. */
  status: VerifyTokenStatus;
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
  state: WarState;
  /** How many players fight on each side: 5 to 50, and 15 or 30 in the clan war league. */
  teamSize?: number;
  /** How often each member may attack; see `attackLimit()`. */
  attacksPerMember?: number;
  /** What is different about the battles; since 2024, and not in the clan war league. */
  battleModifier?: BattleModifier;
  /** When the preparation day began. */
  preparationStartTime?: Timestamp;
  /** When attacks began, or will. */
  startTime?: Timestamp;
  /** When the war ended, or will. */
  endTime?: Timestamp;
  /** One side; of the current war, the clan asked about. */
  clan: WarClan;
  /** The other side. */
  opponent: WarClan;
  /** When attacks began, once more; only in the clan war league. */
  warStartTime?: Timestamp;
  /** The war's tag. Once documented, but never seen. */
  tag?: WarTag;
}

/** One side of a {@link ClanWar}. */
export interface WarClan {
  /** The clan's tag; absent when not in war. */
  tag?: ClanTag;
  /** The clan's name; absent when not in war. */
  name?: string;
  /** The clan's badge. */
  badgeUrls: BadgeUrls;
  /** The clan's level. */
  clanLevel: number;
  /** Attacks made so far. */
  attacks: number;
  /** Stars so far. */
  stars: number;
  /** How much of the other side's villages is destroyed, in percent, on average. */
  destructionPercentage: number;
  /** Experience the clan earned. Documented here, but only seen in the war log. */
  expEarned?: number;
  /** The players, not sorted by {@link ClanWarMember.mapPosition}. */
  members?: ClanWarMember[];
}

/** A player in a {@link ClanWar}. */
export interface ClanWarMember {
  /** The player's tag. */
  tag: PlayerTag;
  /** The player's name. */
  name: string;
  /** Town Hall level. */
  townhallLevel: number;
  /** The place on the war map, from 1. In the clan war league there are gaps. */
  mapPosition: number;
  /** The player's attacks so far. */
  attacks?: ClanWarAttack[];
  /** How often the player was attacked. */
  opponentAttacks: number;
  /** The best attack on the player, if any. */
  bestOpponentAttack?: ClanWarAttack;
}

/** An attack in a {@link ClanWar}. */
export interface ClanWarAttack {
  /** Who attacked. */
  attackerTag: PlayerTag;
  /** Who was attacked. */
  defenderTag: PlayerTag;
  /** Stars, 0 to 3. */
  stars: number;
  /** How much of the village was destroyed, in percent. */
  destructionPercentage: number;
  /** The attack's number in the war, from 1, over both sides. */
  order: number;
  /** How long it took, in seconds; since 2021. */
  duration?: number;
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
  state: ClanWarLeagueGroupState;
  /** The season, `2025-08`. */
  season?: SeasonId;
  /** The clans, usually eight. */
  clans?: ClanWarLeagueClan[];
  /** The rounds, one less than clans, in order. */
  rounds?: ClanWarLeagueRound[];
  /** The group's tag. Documented, but not seen in any real body; what it is a tag of is open, so it is text. */
  tag?: string;
}

/** A clan in a {@link ClanWarLeagueGroup}. */
export interface ClanWarLeagueClan {
  /** The clan's tag. */
  tag: ClanTag;
  /** The clan's name. */
  name: string;
  /** The clan's level. */
  clanLevel: number;
  /** The clan's badge. */
  badgeUrls: BadgeUrls;
  /** Everybody on the clan's roster, which is more than fight in one war. */
  members: ClanWarLeagueClanMember[];
}

/** A player on the roster of a {@link ClanWarLeagueClan}. */
export interface ClanWarLeagueClanMember {
  /** The player's tag. */
  tag: PlayerTag;
  /** The player's name. */
  name: string;
  /** Town Hall level. */
  townHallLevel: number;
}

/** A round: wars that are fought at the same time. */
export interface ClanWarLeagueRound {
  /** The wars' tags; `#0` for each war not drawn yet. See `drawnWarTags()`. */
  warTags: WarTag[];
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
  result: WarResult | null;
  /** When it ended. */
  endTime: Timestamp;
  /** How many players fought on each side. */
  teamSize: number;
  /** How often each member could attack; since 2021. */
  attacksPerMember?: number;
  /** What was different about the battles; since 2024. */
  battleModifier?: BattleModifier;
  /** The clan asked about. For a season of the clan war league the numbers are totals over its wars. */
  clan: WarLogClan;
  /** The other side; without tag and name for a season of the clan war league. */
  opponent: WarLogClan;
}

/** One side of a {@link ClanWarLogEntry}. */
export interface WarLogClan {
  /** The clan's tag. */
  tag?: ClanTag;
  /** The clan's name. */
  name?: string;
  /** The clan's badge. */
  badgeUrls: BadgeUrls;
  /** The clan's level then. */
  clanLevel: number;
  /** Attacks made; not told of the opponent. */
  attacks?: number;
  /** Stars. */
  stars: number;
  /**
   * How much of the other side's villages was destroyed, in percent, on average; for a season of the clan
   * war league the sum over its wars, so more than 100.
   */
  destructionPercentage: number;
  /** Experience the clan earned; not told of the opponent. */
  expEarned?: number;
  /** The players. Documented, but never seen in a war log. */
  members?: ClanWarMember[];
}
