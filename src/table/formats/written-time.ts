import type { DataFrame, Expr } from "nodejs-polars";
import { loadPolars } from "../load-polars.js";
import { toUtcFormat } from "./exact-time.js";

/** A column of times as strings: in the format of its schema, in UTC where that has an offset, else in `usual`. */
export function writtenTime(frame: DataFrame, name: string, format: string | undefined, usual: string): Expr {
  const { timeZone } = frame.getColumn(name).dtype as { readonly timeZone?: string | null };
  const time = loadPolars().col(name);
  const isUtc = timeZone && format?.includes("%z") === true;
  return (isUtc ? time.dt.convertTimeZone("UTC") : time).dt.strftime(toUtcFormat(format) ?? usual);
}
