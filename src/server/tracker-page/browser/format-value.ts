import type { RunRecord } from "../../../tracking/tracker.js";

/** A number with five significant digits; undefined and what is not a number as they are. */
export function formatValue(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value !== "number") return value;
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6 || (size < 1e-4 && size > 0)) return value.toExponential(3);
  return String(Number(value.toPrecision(5)));
}

/** A time in the reader's zone, to the minute. */
export function formatTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return String(milliseconds);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A duration in its two largest units. */
export function formatDuration(milliseconds: number | undefined): string {
  if (milliseconds === undefined || !(milliseconds >= 0)) return "";
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`;
}

export function formatBytes(size: number): string {
  if (size < 1_000) return `${size} B`;
  if (size < 1e6) return `${(size / 1e3).toFixed(1)} kB`;
  return size < 1e9 ? `${(size / 1e6).toFixed(1)} MB` : `${(size / 1e9).toFixed(1)} GB`;
}

/** Name of a run for people; its id when it has none. */
export function toRunName({ name, id }: Pick<RunRecord, "name" | "id">): string {
  return name.trim() === "" ? id.slice(0, 8) : name;
}

export function runDuration({ startTime, endTime }: Pick<RunRecord, "startTime" | "endTime">): number | undefined {
  return endTime === undefined ? undefined : endTime - startTime;
}
