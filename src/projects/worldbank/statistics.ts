import { column, schema, type TableSchema } from "cuaderno";
import { loadPolars } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { areaKind } from "./area-kind.js";

/** What an empty value counts as: nothing ("drop"), or 0 as in the original project ("zero"), which is wrong and here to show it. */
export type EmptyChoice = "drop" | "zero";

const shared = {
  DATABASE_ID: column.category(),
  INDICATOR: column.category(),
};
const moments = {
  mean: column.number({ nullable: true }),
  median: column.number({ nullable: true }),
  min: column.number({ nullable: true }),
  max: column.number({ nullable: true }),
  count: column.integer({ description: "values that the figures rest on" }),
  empty: column.integer({ description: "years whose value is empty" }),
};

/** Refined: a row per indicator and area. */
export const areaStatisticsSchema: TableSchema = schema(
  "statistics",
  {
    ...shared,
    REF_AREA: column.category(),
    REF_AREA_LABEL: column.string({ nullable: true }),
    kind: column.category({ description: "country or group of countries", values: ["country", "group"] }),
    UNIT_MEASURE: column.category({ nullable: true, description: "unit of mean, median, min and max" }),
    ...moments,
    first_year: column.integer({ nullable: true, description: "first year with a value" }),
    last_year: column.integer({ nullable: true, description: "last year with a value" }),
  },
  { key: ["DATABASE_ID", "INDICATOR", "REF_AREA"], description: "Each area's values over all years" },
);

/** Refined: three rows per indicator, over countries, groups, and both. An indicator has one unit, so no unit is mixed with another. */
export const globalStatisticsSchema: TableSchema = schema(
  "global",
  {
    ...shared,
    areas: column.category({ description: "which areas", values: ["countries", "groups", "all"] }),
    UNIT_MEASURE: column.category({ nullable: true }),
    ...moments,
    standard_deviation: column.number({ nullable: true }),
    area_count: column.integer(),
  },
  { key: ["DATABASE_ID", "INDICATOR", "areas"], description: "Each indicator over areas and years" },
);

/** Mean, median, least, greatest and count of every indicator in every area. */
export function areaStatistics(
  observations: DataFrame,
  { empty = "drop" }: { readonly empty?: EmptyChoice } = {},
): DataFrame {
  const pl = loadPolars();
  const year = pl.when(pl.col("OBS_VALUE").isNotNull()).then(pl.col("TIME_PERIOD")).otherwise(pl.lit(null));
  const by = ["DATABASE_ID", "INDICATOR", "REF_AREA"];
  return withValues(withKind(observations), empty)
    .withColumns(year.alias("known_year"))
    .groupBy(...by)
    .agg(
      pl.col("REF_AREA_LABEL").dropNulls().first(),
      pl.col("kind").first(),
      pl.col("UNIT_MEASURE").dropNulls().first(),
      ...momentsOf(),
      pl.col("known_year").min().alias("first_year"),
      pl.col("known_year").max().alias("last_year"),
    )
    .sort(by)
    .select(...Object.keys(areaStatisticsSchema.columns));
}

/** The same over all areas of an indicator: countries alone, groups alone (which hold countries again), and both as the original did. */
export function globalStatistics(
  observations: DataFrame,
  { empty = "drop" }: { readonly empty?: EmptyChoice } = {},
): DataFrame {
  const pl = loadPolars();
  const marked = withValues(withKind(observations), empty);
  const views = [
    { areas: "countries", rows: marked.filter(pl.col("kind").eq(pl.lit("country"))) },
    { areas: "groups", rows: marked.filter(pl.col("kind").eq(pl.lit("group"))) },
    { areas: "all", rows: marked },
  ];
  const parts = views.map(({ areas, rows }) =>
    rows
      .groupBy("DATABASE_ID", "INDICATOR")
      .agg(
        pl.col("UNIT_MEASURE").dropNulls().first(),
        ...momentsOf(),
        pl.col("used").std().alias("standard_deviation"),
        pl.col("REF_AREA").nUnique().cast(pl.Int64).alias("area_count"),
      )
      .withColumns(pl.lit(areas).alias("areas"))
      .select(...Object.keys(globalStatisticsSchema.columns)),
  );
  return pl.concat(parts).sort(["DATABASE_ID", "INDICATOR", "areas"]);
}

/** The observations with a column that tells countries from groups. */
export function withKind(observations: DataFrame): DataFrame {
  const pl = loadPolars();
  const codes = observations.getColumn("REF_AREA").toArray() as string[];
  return observations.withColumns(pl.Series("kind", codes.map(areaKind), pl.Utf8));
}

function withValues(observations: DataFrame, empty: EmptyChoice): DataFrame {
  const pl = loadPolars();
  const value = pl.col("OBS_VALUE");
  return observations.withColumns((empty === "zero" ? value.fillNull(0) : value).alias("used"));
}

function momentsOf() {
  const pl = loadPolars();
  const used = pl.col("used");
  return [
    used.mean().alias("mean"),
    used.median().alias("median"),
    used.min().alias("min"),
    used.max().alias("max"),
    used.count().cast(pl.Int64).alias("count"),
    pl.col("OBS_VALUE").isNull().cast(pl.Int64).sum().alias("empty"),
  ];
}
