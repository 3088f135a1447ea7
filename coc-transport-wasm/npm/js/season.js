// Season ids: `2025-08`, `2025-10-06`, `v2-2026-08-03T05:00:00Z`, or the Unix time of the season's
// start in seconds.

import { parseTimestamp } from './timestamp.js';

export const LEGEND_LEAGUE = 29000022;

export function parseSeason(id) {
  const text = String(id);
  const calendar = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(text);
  if (calendar) {
    const [year, month, day] = calendar.slice(1).map(Number);
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, calendar[3] ? day : 1);
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== (calendar[3] ? day : 1)) return undefined;
    return calendar[3] ? { year, month, day } : { year, month };
  }
  if (/^v2-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) {
    try {
      return { instantSeconds: parseTimestamp(text.slice(3)).getTime() / 1000 };
    } catch {
      return undefined; // No such day or time.
    }
  }
  // `+1` and `007` are not in canonical form.
  const unixSeconds = /^(?:0|-?[1-9]\d*)$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(unixSeconds) ? { unixSeconds } : undefined;
}
