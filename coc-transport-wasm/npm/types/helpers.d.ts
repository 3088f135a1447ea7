// What needs no client and no WebAssembly: tags, times, seasons, and questions to wars.

import type { ClanWar, ClanWarLeagueRound, ClanWarLogEntry, SeasonId, Timestamp, WarTag } from './models.js';

/** Why {@link correctTag} refused a text. The message is fit to be shown to the person who wrote it. */
export class TagError extends Error {
  name: 'TagError';
  /** What is wrong with it. */
  readonly reason: 'empty' | 'invalidCharacter' | 'tooShort' | 'tooLong';
  /** The character that is in no tag, for `invalidCharacter`. */
  readonly character?: string;
  /** Its place in the text as it was written, in characters, counted from 1. */
  readonly position?: number;
  /** How many characters there are after the `#`, for `tooShort` and `tooLong`. */
  readonly length?: number;
  private constructor();
}

/**
 * The tag a person meant: upper case, with the `#`.
 *
 * White space around it, a missing `#`, a leading `%23`, lower case and the letter O for the digit 0 are corrected. Anything else
 * is refused, because dropping a character could make another tag.
 *
 * ```js
 * correctTag(' 2ppo8 '); // '#2PP08'
 * ```
 *
 * @throws {@link TagError} where the text is no tag.
 */
export function correctTag(text: string): string;

/** Whether it is a well-formed tag, `#` and 3 to 12 of `0289PYLQGRJCUV`. The API sends `#0` where there is none. */
export function isValidTag(text: unknown): text is string;

/** The tag as a path segment of a URL: `%232PP`. It is not corrected. */
export function encodeTag(tag: string): string;

/**
 * The instant of a time as the API writes it, `20240101T080000.000Z` or RFC 3339. What is below a millisecond is cut off.
 *
 * @throws `RangeError` where the text has neither form, or names a day or time that does not exist.
 */
export function parseTimestamp(text: Timestamp): Date;

/**
 * An instant in the API's own form, `20240101T080000.000Z`.
 *
 * @throws `RangeError` outside the years 0 to 9999, and for an invalid date.
 */
export function formatTimestamp(date: Date): string;

/** A season of the form `2025-08`, of the form `2025-10-06`, or a ranked one, named by the Unix time of its start in seconds. */
export type Season =
  | { year: number; month: number; day?: undefined; unixSeconds?: undefined }
  | { year: number; month: number; day: number; unixSeconds?: undefined }
  | { unixSeconds: number; year?: undefined; month?: undefined; day?: undefined };

/** What a season's id tells; months count from 1. `undefined` for an id of none of the known forms. */
export function parseSeason(id: SeasonId): Season | undefined;

/** The id of the Legend League, the only league of which the API keeps seasons. */
export const LEGEND_LEAGUE: 29000022;

/** Whether a war is of the clan war league: only those have a {@link ClanWar.warStartTime}. */
export function isLeagueWar(war: Pick<ClanWar, 'warStartTime'>): boolean;

/**
 * How often each member may attack: what the war says; in the clan war league, which does not say, 1; and 2 in wars of before 2022,
 * which did not say either.
 */
export function attackLimit(war: Pick<ClanWar, 'attacksPerMember' | 'warStartTime'>): number;

/** The tags of a round's wars that can be asked for: all but `#0`. */
export function drawnWarTags(round: ClanWarLeagueRound): WarTag[];

/** Whether an entry of the war log is a season of the clan war league rather than one war: it has no one opponent. */
export function isLeagueSeason(entry: Pick<ClanWarLogEntry, 'opponent'>): boolean;
