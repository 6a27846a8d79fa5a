import type { InputColumn } from "./input-column.js";
import { parseDate } from "./parse-date.js";

/** A value that is not what a column holds, and what it holds. */
export interface Unreadable {
  readonly expected: string;
}

/**
 * A value of a row as its column holds it: a number, a label, milliseconds of wall-clock time; null where it is
 * missing.
 */
export function parseInput(input: InputColumn, given: unknown): number | string | null | Unreadable {
  const { format = {}, kind } = input;
  let value = given;
  if (typeof value === "string" && (format.trim === true || kind === "number")) value = value.trim();
  if (value === null || value === undefined || (format.missing ?? [""]).includes(value as string)) return null;
  if (kind === "number") return parseNumber(input, value);
  if (kind === "time") return parseTime(input, value);
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : { expected: "a string" };
}

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function parseNumber({ numbers, format = {}, training }: InputColumn, value: unknown): number | null | Unreadable {
  const isFlag = numbers === "boolean" || training === undefined || (training.min === 0 && training.max === 1);
  if (typeof value === "bigint") return Number(value);
  const flag = isFlag ? flags[String(value).toLowerCase()] : undefined;
  if (flag !== undefined) return flag;
  if (numbers === "boolean") return { expected: "true or false" };
  const number = typeof value === "string" ? numberFromString(value, format) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    if (typeof number === "number" && Number.isNaN(number) && typeof value === "number") return null;
    return { expected: numbers === "integer" ? "an integer" : "a number" };
  }
  return numbers === "integer" && !Number.isInteger(number) ? { expected: "an integer" } : number;
}

const flags: Readonly<Record<string, number>> = {
  true: 1,
  t: 1,
  yes: 1,
  y: 1,
  "1": 1,
  false: 0,
  f: 0,
  no: 0,
  n: 0,
  "0": 0,
};

function numberFromString(value: string, { thousands, decimal, percent }: NonNullable<InputColumn["format"]>): number {
  let plain = percent === true ? value.replace(/\s?%$/, "") : value;
  if (thousands !== undefined && /^[+-]?\d{1,3}(\D\d{3})+(\D\d*)?$/.test(plain))
    plain = plain.replaceAll(thousands, "");
  if (decimal !== undefined) plain = plain.includes(".") ? "" : plain.replace(decimal, ".");
  return plainNumber.test(plain) ? Number(plain) : Number.NaN;
}

function parseTime({ format = {} }: InputColumn, value: unknown): number | Unreadable {
  if (Object.prototype.toString.call(value) === "[object Date]") return (value as Date).getTime();
  const time = typeof value === "string" ? parseDate(value, format.dates) : undefined;
  if (time !== undefined) return time;
  const example = format.dates?.[0] ?? "2016-02-28 17:00:00";
  const zoned = typeof value === "string" && /(Z|[+-]\d{2}:?\d{2})$/i.test(value);
  return { expected: `a date like ${example}${zoned ? " in the table's wall-clock time, without a UTC offset" : ""}` };
}
