import { loadPolars } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";

/** How the raw rows become rows that a model can learn from. */
export interface PrepareOptions {
  /**
   * What the flag `isHoliday` says: `midnight` takes the table at its word, which names a holiday only on the row of 00:00; `day`
   * spreads it over all rows of that day. Default: `day`.
   */
  readonly holiday?: "midnight" | "day";
  /** Rows equal in every column: `drop` keeps the last of them, `keep` keeps all. Default: `drop`. */
  readonly repeats?: "drop" | "keep";
}

/**
 * The rows in order of time, without repeats, with `isHoliday` (0 or 1) and the calendar parts `year`, `month`, `weekday` (0 = Monday)
 * and `hour`. The input frame is not changed.
 */
export function prepareTraffic(
  frame: DataFrame,
  { holiday = "day", repeats = "drop" }: PrepareOptions = {},
): DataFrame {
  const pl = loadPolars();
  const time = pl.col("time");
  const isNamed = pl.col("holiday").neq(pl.lit("None"));
  const rows = repeats === "drop" ? frame.unique({ keep: "last", maintainOrder: true }) : frame;
  const named = isNamed.cast(pl.Float64);
  return rows
    .withColumns(
      time.dt.year().cast(pl.Int32).alias("year"),
      time.dt.month().cast(pl.Int32).alias("month"),
      time.dt.weekday().sub(1).cast(pl.Int32).alias("weekday"),
      time.dt.hour().cast(pl.Int32).alias("hour"),
      time.dt.strftime("%Y-%m-%d").alias("day"),
    )
    .withColumns((holiday === "day" ? named.max().over("day") : named).alias("isHoliday"))
    .drop("day")
    .sort("time", false, false, true);
}
