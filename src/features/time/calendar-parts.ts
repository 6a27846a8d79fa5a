import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import type { Columns } from "../../table/columns.js";
import { getColumn } from "../../table/get-column.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep, Step } from "../step.js";

/**
 * A part of a wall-clock time.
 *
 * `year`; `quarter` 1-4; `month` 1-12; `week` ISO week 1-53; `day` of the month 1-31; `dayOfYear` 1-366;
 * `weekday` 0 = Monday to 6 = Sunday; `weekend` 1 on Saturday and Sunday, else 0; `hour` 0-23; `minute` 0-59.
 */
export type CalendarPart =
  | "year"
  | "quarter"
  | "month"
  | "week"
  | "day"
  | "dayOfYear"
  | "weekday"
  | "weekend"
  | "hour"
  | "minute";

export interface CalendarPartsOptions<Part extends CalendarPart = CalendarPart, Prefix extends string = string> {
  /** A time column. */
  readonly column: string;
  /** The parts to add, each as a number column with the name of the part. */
  readonly parts: readonly Part[];
  /**
   * Prefix of the new columns.
   *
   * @default ""
   */
  readonly prefix?: Prefix | undefined;
  /**
   * Whether the time column remains.
   *
   * @default false
   */
  readonly keepSource?: boolean | undefined;
}

/**
 * A step that turns a time column into numbers such as hour and weekday.
 *
 * Times are wall-clock times, so no time zone is needed. A missing time gives missing parts.
 *
 * @example calendarParts({ column: "when", parts: ["hour"] }).kind // "calendarParts"
 */
export function calendarParts<Part extends CalendarPart, Prefix extends string = "">(
  options: CalendarPartsOptions<Part, Prefix>,
): Step<`${Prefix}${Part}`> {
  const { column, parts, prefix = "", keepSource = false }: CalendarPartsOptions = options;
  if (parts.length === 0) throw new ArgumentError(`calendarParts: parts is empty; choose from ${partNames.join(", ")}`);
  for (const part of parts) {
    if (!partNames.includes(part)) {
      throw new ArgumentError(
        `calendarParts: unknown part "${part}"${didYouMean(part, partNames)}; choose from ${partNames.join(", ")}`,
      );
    }
  }
  const fitted = fittedCalendarParts(column, parts, prefix, keepSource);
  return {
    kind: "calendarParts",
    fit(columns) {
      fitted.transform(columns);
      // fittedCalendarParts builds the names by the same pattern.
      return fitted as FittedStep<`${Prefix}${Part}`>;
    },
  };
}

/** A fitted calendarParts step from its JSON. */
export function restoreCalendarParts(json: JsonReader): FittedStep {
  const parts = json.strings("parts") as readonly CalendarPart[];
  return calendarParts({
    column: json.string("column"),
    parts,
    prefix: json.string("prefix"),
    keepSource: json.boolean("keepSource"),
  }).fit(emptyTimes(json.string("column")));
}

function emptyTimes(column: string): Columns {
  return { kind: "columns", rowCount: 0, byName: new Map([[column, { kind: "time", values: new Float64Array(0) }]]) };
}

function fittedCalendarParts(
  column: string,
  parts: readonly CalendarPart[],
  prefix: string,
  keepSource: boolean,
): FittedStep {
  const outputs = parts.map((part) => `${prefix}${part}`);
  return {
    kind: "calendarParts",
    inputs: [column],
    outputs,
    transform(columns) {
      const source = getColumn(columns, column, "calendarParts");
      if (source.kind !== "time") {
        throw new ArgumentError(
          `calendarParts: column "${column}": expected a time column, got ${source.kind}; declare it as a datetime in the schema`,
        );
      }
      const added = parts.map((part, index) => {
        const extract = extractors[part];
        const values = source.values.map((time) => (Number.isNaN(time) ? Number.NaN : extract(new Date(time))));
        return [outputs[index] ?? part, { kind: "number", values }] as const;
      });
      return replaceColumns(columns, keepSource ? [] : [column], added, "calendarParts", "choose another prefix");
    },
    toJSON: () => ({ kind: "calendarParts", column, parts: [...parts], prefix, keepSource }),
  };
}

const dayMs = 86_400_000;

const extractors: Readonly<Record<CalendarPart, (time: Date) => number>> = {
  year: (time) => time.getUTCFullYear(),
  quarter: (time) => Math.floor(time.getUTCMonth() / 3) + 1,
  month: (time) => time.getUTCMonth() + 1,
  week: isoWeek,
  day: (time) => time.getUTCDate(),
  dayOfYear: (time) => Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / dayMs) + 1,
  weekday: (time) => (time.getUTCDay() + 6) % 7,
  weekend: (time) => ((time.getUTCDay() + 6) % 7 >= 5 ? 1 : 0),
  hour: (time) => time.getUTCHours(),
  minute: (time) => time.getUTCMinutes(),
};

const partNames = Object.keys(extractors) as readonly CalendarPart[];

/** ISO 8601: the week of the day's Thursday, in the Thursday's year. */
function isoWeek(time: Date): number {
  const thursday = Math.floor(time.getTime() / dayMs) + 3 - ((time.getUTCDay() + 6) % 7);
  const yearStart = Date.UTC(new Date(thursday * dayMs).getUTCFullYear(), 0, 1) / dayMs;
  return Math.floor((thursday - yearStart) / 7) + 1;
}
