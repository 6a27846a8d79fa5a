import { ArgumentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { figureText } from "./figure-text.js";

/** Values of a series: numbers (NaN is a gap), dates, or names of categories. Dates may also be ISO strings. */
export type FigureValues =
  | readonly (number | null)[]
  | Float64Array
  | Int32Array
  | Float32Array
  | readonly string[]
  | readonly Date[];

/** Values ready for JSON, and the kind of axis for them. */
export interface PlottedValues {
  readonly kind: "number" | "date" | "category";
  readonly values: readonly (number | string | null)[];
}

/** Maximum number of points of a trace; more make notebooks and pages larger without showing more. */
export const mostPoints = 20_000;

/**
 * Values for Plotly's JSON: plain arrays, null for a gap, numbers rounded, dates as short ISO strings.
 *
 * Numbers have six significant digits, or as many as a hundred-thousandth of the range of the series needs, whichever
 * is more; integers are exact.
 */
export function plottedValues(caller: string, label: string, given: FigureValues): PlottedValues {
  if (!Array.isArray(given) && !ArrayBuffer.isView(given)) {
    throw new ArgumentError(
      `${caller}: ${label}: expected an array of numbers, dates or strings, got ${given === null ? "null" : typeof given}; pass the cells of a column`,
    );
  }
  const values = Array.from(given as ArrayLike<unknown>);
  const first = values.find((value) => value !== null && value !== undefined);
  if (first instanceof Date) return { kind: "date", values: values.map((value) => dateText(caller, label, value)) };
  if (typeof first === "string") {
    const strings = values.map((value) => (value === null || value === undefined ? null : String(value)));
    const dates = strings.every((text) => text === null || /^\d{4}-\d{2}(-\d{2}([ T][\d:.]+Z?)?)?$/.test(text));
    return dates
      ? { kind: "date", values: strings.map((text) => (text === null ? null : shortDate(text))) }
      : { kind: "category", values: strings.map((text) => (text === null ? null : figureText(text))) };
  }
  const numbers = values.map((value) => {
    if (value === null || value === undefined) return Number.NaN;
    if (typeof value !== "number") {
      throw new ArgumentError(
        `${caller}: ${label}: expected numbers only, got a ${typeof value}; give values of one type`,
      );
    }
    return value;
  });
  return { kind: "number", values: roundedNumbers(numbers) };
}

/** As `plottedValues`, for numbers only. */
export function plottedNumbers(caller: string, label: string, given: FigureValues): readonly (number | null)[] {
  const plotted = plottedValues(caller, label, given);
  if (plotted.kind !== "number")
    throw new ArgumentError(
      `${caller}: ${label}: expected numbers, got ${plotted.kind} values; pass numbers for this axis`,
    );
  return plotted.values as readonly (number | null)[];
}

/**
 * Numbers rounded for a figure; a value that is not finite becomes null, a gap.
 *
 * @example roundedNumbers([1 / 3, NaN, 1234567.891]) // [0.333333, null, 1234568]
 */
export function roundedNumbers(numbers: ArrayLike<number>): readonly (number | null)[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < numbers.length; index++) {
    const value = numbers[index] as number;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const decimalsOfRange = high > low ? 5 - Math.floor(Math.log10(high - low)) : 0;
  return Array.from(numbers, (value) => {
    if (!Number.isFinite(value)) return null;
    if (Number.isInteger(value)) return value;
    const decimals = Math.max(decimalsOfRange, 5 - Math.floor(Math.log10(Math.abs(value))), 0);
    return decimals > 15 ? Number(value.toPrecision(6)) : Number(value.toFixed(decimals));
  });
}

/** The value of a guide line as JSON. */
export function guideValue(at: number | string | Date): Json {
  return at instanceof Date ? shortDate(at.toISOString()) : at;
}

function dateText(caller: string, label: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (!(value instanceof Date))
    throw new ArgumentError(`${caller}: ${label}: expected dates only, got a ${typeof value}; give values of one type`);
  return Number.isNaN(value.getTime()) ? null : shortDate(value.toISOString());
}

/** An ISO string without trailing zeros: "2018-01-01", "2018-01-01 07:00". */
function shortDate(iso: string): string {
  return iso
    .replace("T", " ")
    .replace(/Z$/, "")
    .replace(/\.0+$/, "")
    .replace(/^(.{16}):00$/, "$1")
    .replace(/ 00:00$/, "");
}
