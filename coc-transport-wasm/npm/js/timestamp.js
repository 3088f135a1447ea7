// Timestamps in the API's two formats: `20240101T080000.000Z`, which `new Date()` does not parse,
// and RFC 3339.

const FORM = /^(\d{4})(-?)(\d\d)\2(\d\d)T(\d\d)(:?)(\d\d)\6(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))?$/;

export function parseTimestamp(text) {
  const parts = FORM.exec(text);
  if (parts && !parts[2] === !parts[6]) {
    const [, year, , month, day, hour, , minute, second, fraction, sign, offsetHours, offsetMinutes] = parts;
    // `Date.UTC` reads the year 24 as 1924.
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === +day;
    if (isDay && hour < 24 && minute < 60 && second < 60 && (!sign || (offsetHours < 24 && offsetMinutes < 60))) {
      const offset = sign ? Number(sign + 1) * (offsetHours * 60 + +offsetMinutes) : 0;
      date.setUTCHours(hour, minute - offset, second, (fraction ?? '').padEnd(3, '0').slice(0, 3));
      return date;
    }
  }
  throw new RangeError(
    `not a timestamp such as 20240101T080000.000Z or 2024-01-01T08:00:00Z: ${JSON.stringify(text) ?? typeof text}`,
  );
}

export function formatTimestamp(date) {
  const text = date.toISOString();
  // Years outside 0 to 9999 have a sign and six digits.
  if (text.length !== 24) throw new RangeError(`outside the years 0 to 9999: ${text}`);
  return text.replace(/[-:]/g, '');
}
