// The helpers for tags, timestamps, seasons and wars. They need no client and no WebAssembly.

import type { ClanWar, ClanWarLeagueRound, ClanWarLogEntry, SeasonId, Timestamp, WarTag } from './models.js';

/**
 * The reason for which {@link correctTag} or {@link encodeTag} rejected a string. The message may be
 * shown to the person who entered it: an invisible character is escaped in it.
 */
export class TagError extends Error {
  name: 'TagError';
  /**
   * The kind of the error. `nothing` is `#0`, which the API sends for the absence of a war or of a
   * group; the last three are about links.
   */
  readonly reason:
    | 'empty'
    | 'nothing'
    | 'invalidCharacter'
    | 'tooShort'
    | 'tooLong'
    | 'invalidLink'
    | 'otherLink'
    | 'linkWithoutTag';
  /** The invalid character, for `invalidCharacter`. */
  readonly character?: string;
  /** The position of that character in the string, counted from 1. */
  readonly position?: number;
  /** The number of characters after the `#`, for `tooShort` and `tooLong`. */
  readonly length?: number;
  /** The subject to which the link should lead, such as `clan`, for `otherLink`. */
  readonly expected?: string;
  private constructor();
}

/** The options of {@link correctTag}. */
export interface CorrectTagOptions {
  /** The subject of the tag, to which a link must lead. Default: a clan or a player. */
  expected?: 'clan' | 'player' | undefined;
}

/**
 * Returns the tag that a person entered in its canonical form: upper case, with the `#`.
 *
 * Blanks and invisible characters around the tag, a missing `#`, a leading `%23`, lower case and the
 * letter O for the digit 0 are corrected, and the tag is taken from a link to a clan or a player that
 * was copied in the game. Anything else is rejected, because dropping a character could produce
 * another tag.
 *
 * ```js
 * correctTag(' 2ppo8 '); // '#2PP08'
 * correctTag('https://link.clashofclans.com/en?action=OpenClanProfile&tag=2PP'); // '#2PP'
 * ```
 *
 * @throws {@link TagError} if the string is not a tag.
 */
export function correctTag(text: string, options?: CorrectTagOptions): string;

/**
 * Whether a value is a well-formed tag: `#` and 3 to 12 of `0289PYLQGRJCUV`. The API sends `#0` in
 * place of an absent tag.
 */
export function isValidTag(text: unknown): text is string;

/**
 * Returns the id of a tag: the number that the game calls the account or the clan by, of which the tag
 * is the notation. Returns `undefined` for a string that is not a canonical tag ({@link correctTag}).
 * Every id is below 2⁵³, so that it is exact as a number.
 *
 * ```js
 * tagToId('#2PP'); // 256
 * ```
 */
export function tagToId(tag: string): number | undefined;

/**
 * Returns the tag of an id: the reverse of {@link tagToId}. Returns `undefined` if no tag has the id.
 *
 * @param id an integer, also as a `bigint` or in decimal digits
 */
export function idToTag(id: number | bigint | string): string | undefined;

/**
 * Returns the tag as a path segment of a URL, such as `%232PP`. It is not corrected.
 *
 * @throws {@link TagError} if the string is empty, or if URL parsers or servers could take it for
 *   another path: `..` in any encoding, or a backslash.
 */
export function encodeTag(tag: string): string;

/**
 * Parses a timestamp of the API, `20240101T080000.000Z` or RFC 3339. Fractions of a millisecond are
 * truncated.
 *
 * @throws `RangeError` if the string has neither format, or names a day or time that does not
 *   exist.
 */
export function parseTimestamp(text: Timestamp): Date;

/**
 * Formats a date as the API does, `20240101T080000.000Z`.
 *
 * @throws `RangeError` outside the years 0 to 9999, and for an invalid date.
 */
export function formatTimestamp(date: Date): string;

/**
 * A season named by month (`2025-08`), by day (`2025-10-06`), by an instant seven days before its
 * end (`v2-2026-08-03T05:00:00Z`), or, if ranked, by the Unix time of its start in seconds.
 */
export type Season =
  | { year: number; month: number; day?: undefined; unixSeconds?: undefined; instantSeconds?: undefined }
  | { year: number; month: number; day: number; unixSeconds?: undefined; instantSeconds?: undefined }
  | { instantSeconds: number; year?: undefined; month?: undefined; day?: undefined; unixSeconds?: undefined }
  | { unixSeconds: number; year?: undefined; month?: undefined; day?: undefined; instantSeconds?: undefined };

/** Parses a season id; months count from 1. Returns `undefined` for an unknown format. */
export function parseSeason(id: SeasonId): Season | undefined;

/** The id of the Legend League, the only league with seasons in the API. */
export const LEGEND_LEAGUE: 29000022;

/**
 * Whether a war belongs to the clan war league: only those wars have a {@link
 * ClanWar.warStartTime}.
 */
export function isLeagueWar(war: Pick<ClanWar, 'warStartTime'>): boolean;

/**
 * Returns the number of attacks per member: as the war states it, or else 1 in the clan war league,
 * and 2 in wars from before 2022.
 */
export function attackLimit(war: Pick<ClanWar, 'attacksPerMember' | 'warStartTime'>): number;

/** Returns the tags of a round's wars that have been drawn: all but `#0`. */
export function drawnWarTags(round: ClanWarLeagueRound): WarTag[];

/**
 * Whether an entry of the war log is a season of the clan war league rather than one war: a season
 * has no single opponent.
 */
export function isLeagueSeason(entry: Pick<ClanWarLogEntry, 'opponent'>): boolean;
