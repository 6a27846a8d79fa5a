import type { DataFrame } from "nodejs-polars";

/** The first day of each row's `TIME_PERIOD`, for an axis of time. */
export function yearStarts(observations: DataFrame): Date[] {
  return (observations.getColumn("TIME_PERIOD").toArray() as number[]).map((year) => new Date(Date.UTC(year, 0, 1)));
}
