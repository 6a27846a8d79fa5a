import type { Expr } from "nodejs-polars";
import { loadPolars } from "../load-polars.js";

/**
 * The date or time that a string begins with, null where it begins with none. Where the engine finds no time it tries
 * again without the first characters, so that it reads 31/02/2020 as 1 February and 2018-02-29 as a day of the year 8:
 * a mark in front prevents that. What follows the time is not looked at, and a second 60 is the next minute.
 */
export function anchoredTime(text: Expr, format: string): Expr {
  const pl = loadPolars();
  return pl.lit("x").plus(text).str.strptime(pl.Datetime, `x${format}`).keepName();
}
