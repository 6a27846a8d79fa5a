import { loadPolars } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";

/** A value that its unit does not allow. */
export interface ImpossibleValue {
  readonly indicator: string;
  readonly area: string;
  readonly year: number;
  readonly value: number;
  readonly rule: string;
}

/**
 * Values below zero, and shares beyond 100 %: no unit of these indicators allows them. They stay in the table, as the publisher gives them, and
 * are named.
 */
export function impossibleValues(observations: DataFrame): readonly ImpossibleValue[] {
  const pl = loadPolars();
  const value = pl.col("OBS_VALUE");
  const isShare = pl.col("UNIT_MEASURE").str.contains("^PT").fillNull(false);
  const rows = observations
    .filter(value.lt(pl.lit(0)).or(isShare.and(value.gt(pl.lit(100)))))
    .select("INDICATOR", "REF_AREA_LABEL", "REF_AREA", "TIME_PERIOD", "OBS_VALUE")
    .rows() as [string, string | null, string, number, number][];
  return rows.map(([indicator, label, code, year, own]) => ({
    indicator,
    area: label ?? code,
    year: Number(year),
    value: own,
    rule: own < 0 ? "below zero" : "beyond 100 %",
  }));
}
