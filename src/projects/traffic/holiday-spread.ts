import { defineStep } from "cuaderno";
import type { StepFactory } from "cuaderno/features";

/** Settings of `holidaySpread`. */
export interface HolidaySpreadSettings {
  /** `day`: every row of a day on which one row names a holiday; `row`: only the row that names it, as published. */
  readonly over: "day" | "row";
}

/**
 * A step that adds `isHoliday` (1 or 0) from the time and the holiday's name. The table names a holiday only in the row
 * of 00:00; the step spreads it over the day. It remembers the holidays of the training rows, so that a later row of
 * such a day is known by itself.
 *
 * @example holidaySpread({ over: "row" }).kind // "holidaySpread"
 */
export const holidaySpread: StepFactory<HolidaySpreadSettings, "isHoliday"> = defineStep({
  kind: "holidaySpread",
  settings: { over: "day" } as HolidaySpreadSettings,
  inputs: { time: "time", holiday: "string" },
  outputs: { isHoliday: "number" },
  fit: ({ time, holiday }, { settings }) => (settings.over === "row" ? [] : [...namedDays(time, holiday)].sort()),
  transform({ time, holiday }, { settings, learned }) {
    const days = settings.over === "row" ? new Set<string>() : new Set([...learned, ...namedDays(time, holiday)]);
    return { isHoliday: time.map((value, row) => (isNamed(holiday[row]) || days.has(toDay(value)) ? 1 : 0)) };
  },
});

function namedDays(times: Float64Array, names: readonly (string | null)[]): Set<string> {
  return new Set([...times].filter((_, row) => isNamed(names[row])).map(toDay));
}

function isNamed(name: string | null | undefined): boolean {
  return name !== null && name !== undefined && name !== "None";
}

function toDay(time: number): string {
  return Number.isNaN(time) ? "" : new Date(time).toISOString().slice(0, 10);
}
