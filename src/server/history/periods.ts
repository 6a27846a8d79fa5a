/** Length of a period of a series. */
export type PeriodUnit = (typeof periodUnits)[number];

export const periodUnits = ["hour", "day", "month", "year"] as const;

/** Periods as consecutive integers. */
export interface Periods {
  readonly unit: PeriodUnit;
  /** The period of a time in milliseconds (UTC). */
  fromTime(time: number): number;
  /** The first moment of a period, in milliseconds (UTC). */
  toTime(period: number): number;
  /** Such as `2020-03`. */
  format(period: number): string;
  /** The period of a string such as `2020-03`; undefined for other strings. */
  parse(text: string): number | undefined;
  /** A string as an example. */
  readonly example: string;
}

const hourMs = 3_600_000;
const lengths: Readonly<Record<PeriodUnit, number>> = { year: 4, month: 7, day: 10, hour: 13 };

/**
 * Periods of a unit.
 *
 * @example getPeriods("month").format(getPeriods("month").fromTime(Date.UTC(2020, 2, 31))) // "2020-03"
 */
export function getPeriods(unit: PeriodUnit): Periods {
  const length = lengths[unit];
  const fromTime = (time: number): number => {
    const date = new Date(time);
    if (unit === "year") return date.getUTCFullYear();
    if (unit === "month") return 12 * date.getUTCFullYear() + date.getUTCMonth();
    return Math.floor(time / (unit === "day" ? 24 * hourMs : hourMs));
  };
  const toTime = (period: number): number => {
    if (unit === "year") return Date.UTC(period, 0);
    if (unit === "month") return Date.UTC(Math.floor(period / 12), period % 12);
    return period * (unit === "day" ? 24 * hourMs : hourMs);
  };
  const format = (period: number): string => new Date(toTime(period)).toISOString().slice(0, length);
  return {
    ...{ unit, fromTime, toTime, format, example: "2020-03-01T00".slice(0, length) },
    parse(text) {
      if (text.length !== length) return undefined;
      const time = Date.parse(`${text}${"2020-01-01T00:00:00Z".slice(length)}`);
      const period = Number.isNaN(time) ? Number.NaN : fromTime(time);
      return Number.isNaN(period) || format(period) !== text ? undefined : period;
    },
  };
}
