const isoTime =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:(Z)|([+-])(\d\d):?(\d\d)?)?)?$/i;

/**
 * Milliseconds since 1970 of an ISO 8601 date or time, or undefined when the text is neither or the date does not
 * exist. A time without a UTC offset is in UTC, so that the result does not depend on the time zone of the machine.
 *
 * @example parseUtcTime("2026-11-01T12:00") // 1793534400000
 * @example parseUtcTime("2026-02-30") // undefined
 */
export function parseUtcTime(text: string): number | undefined {
  const match = isoTime.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const [, , , , , , , fraction = "", , sign, offsetHour = "0", offsetMinute = "0"] = match;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (hour > 24 || minute > 59 || second > 59 || (hour === 24 && minute + second > 0)) return undefined;
  const offset = (sign === "-" ? -1 : 1) * (Number(offsetHour) * 60 + Number(offsetMinute));
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const milliseconds = Math.trunc(Number(`0.${fraction || "0"}`) * 1_000 + 1e-6);
  return date.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1_000 + milliseconds;
}
