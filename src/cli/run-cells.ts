import { formatDuration } from "../core/format-duration.js";
import type { RunRecord } from "../tracking/tracker.js";
import { textTable } from "./text-table.js";

/** Number of characters of an id in tables; enough to tell runs apart and to type. */
export const idLength = 8;

/**
 * A number with at most `digits` significant digits.
 *
 * @example formatNumber(1 / 3) // "0.333333"
 */
export function formatNumber(value: number, digits = 6): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return String(Number(value.toPrecision(digits)));
}

/** Local time of a run's start. */
export function formatTime(milliseconds: number): string {
  const time = new Date(milliseconds);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** Duration of a run that has ended. */
export function formatTook(run: RunRecord): string {
  return run.endTime === undefined ? "" : formatDuration(Math.max(0, run.endTime - run.startTime));
}

/**
 * A string on one line of at most `length` characters, without control characters: names and values may come from
 * anywhere.
 */
export function toOneLine(text: string, length = 120): string {
  const line = text.replace(/\s*[\r\n]\s*/g, " ").replace(/[\p{Cc}\p{Cf}]/gu, "");
  return [...line].length > length ? `${[...line].slice(0, length - 1).join("")}…` : line;
}

/** A table below an empty line; nothing without rows. */
export function formatSection(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ["", ...textTable([heading, ...rows])];
}
