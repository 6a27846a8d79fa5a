import type { DataFrame, Series } from "nodejs-polars";
import { allIntegers } from "../stats/all-integers.js";
import { countInBins } from "../stats/count-in-bins.js";
import { mean } from "../stats/mean.js";
import { sortedQuantile } from "../stats/quantile.js";
import { sortFinite } from "../stats/sort-finite.js";
import { standardDeviation } from "../stats/standard-deviation.js";
import { sturgesEdges } from "../stats/sturges-edges.js";
import { type ColumnCorrelation, columnCorrelations } from "./column-correlations.js";
import { suspiciousNumbers, suspiciousStrings, suspiciousTimes } from "./csv/suspicious-values.js";
import { getRow } from "./get-row.js";
import { loadPolars } from "./load-polars.js";

/** What a frame holds, as data. */
export interface FrameDescription {
  readonly kind: "description";
  readonly rowCount: number;
  readonly columns: readonly ColumnDescription[];
  /** Rows that are equal to an earlier row in every column. */
  readonly duplicateRows: number;
  /** Columns that hold one value only, or none. */
  readonly constant: readonly string[];
  /** Every two columns of numbers, the strongest correlation first. */
  readonly correlations: readonly ColumnCorrelation[];
  /** What looks wrong, in sentences that name the column. */
  readonly remarks: readonly string[];
}

/** What one column holds. */
export interface ColumnDescription {
  readonly name: string;
  /** The engine's type, for example `Float64`. */
  readonly dtype: string;
  readonly missing: number;
  /** Different values, missing not counted. */
  readonly distinct: number;
  /** Of numbers, and of times in milliseconds since 1970; absent for strings and columns without a value. */
  readonly numbers?: NumberDescription;
  /** The most frequent values of strings and booleans, at most ten. */
  readonly frequent?: readonly { readonly value: string; readonly count: number }[];
  readonly remarks: readonly string[];
}

/** The figures of a column of numbers; infinities and NaN are left out. */
export interface NumberDescription {
  readonly mean: number;
  readonly standardDeviation: number;
  /** Min, 5 %, lower quartile, median, upper quartile, 95 %, max. */
  readonly quantiles: readonly [number, number, number, number, number, number, number];
  readonly zeros: number;
  readonly edges: Float64Array;
  readonly counts: Float64Array;
}

/** The maximum number of different strings that are checked, the most frequent first. */
const maxStrings = 20_000;
const shares = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1] as const;

/**
 * A profile of every column of a frame (type, missing, distinct, quantiles, histogram, most frequent values) and what
 * looks wrong: constant columns, duplicate rows, outliers, markers of missing values, damaged characters, spellings
 * that differ by case only.
 *
 * @example describe(loadPolars().DataFrame({ x: [1, 2, 2] })).duplicateRows // 1
 */
export function describe(frame: DataFrame): FrameDescription {
  const plain = frame.columns.filter((name) => !isNested(frame.getColumn(name)));
  const pl = loadPolars();
  const nulls = frame.width === 0 ? {} : getRow(frame.nullCount(), 0);
  const distinct = plain.length === 0 || frame.height === 0 ? {} : getRow(frame.select(pl.col(plain).nUnique()), 0);
  const numbers: (readonly [string, Float64Array])[] = [];
  const keep = (name: string, values: Float64Array): void => void numbers.push([name, values]);
  const columns = frame.columns.map((name) => {
    const missing = Number(nulls[name] ?? 0);
    const values = Number(distinct[name] ?? 0) - (missing > 0 ? 1 : 0);
    return describeColumn(frame, name, { missing, distinct: Math.max(values, 0) }, keep);
  });
  const duplicateRows = plain.length < frame.width || frame.height === 0 ? 0 : frame.height - frame.unique().height;
  const constant = frame.height < 2 ? [] : columns.filter((found) => found.distinct <= 1 && plain.includes(found.name));
  const correlations = columnCorrelations(numbers);
  const same = correlations
    .filter(({ correlation }) => Math.abs(correlation) > 0.9999)
    .map(({ one, other }) => `${one} and ${other} say the same: each is the other on another scale`);
  const repeats = duplicateRows === 0 ? [] : [`${duplicateRows} rows repeat an earlier row in every column`];
  return {
    kind: "description",
    rowCount: frame.height,
    columns,
    duplicateRows,
    constant: constant.map(({ name }) => name),
    correlations,
    remarks: [
      ...repeats,
      ...same,
      ...columns.flatMap(({ name, remarks }) => remarks.map((remark) => `${name}: ${remark}`)),
    ],
  };
}

function describeColumn(
  frame: DataFrame,
  name: string,
  { missing, distinct }: { readonly missing: number; readonly distinct: number },
  keep: (name: string, values: Float64Array) => void,
): ColumnDescription {
  const pl = loadPolars();
  const series = frame.getColumn(name);
  const { variant } = series.dtype;
  const present = frame.height - missing;
  const shared = { name, dtype: variant, missing, distinct };
  const empty = frame.height > 0 && present === 0 ? ["every cell is missing"] : [];
  const constant = present > 1 && distinct === 1 ? ["every cell holds the same value"] : [];
  if (present === 0 || isNested(series)) return { ...shared, remarks: empty };
  const isTime = variant === "Datetime" || variant === "Date";
  if (isTime || /^(U?Int|Float|Decimal)/.test(variant)) {
    const value = isTime ? pl.col(name).cast(pl.Datetime("ms")).cast(pl.Int64) : pl.col(name);
    const numbers = frame
      .select(value.cast(pl.Float64).fillNull(Number.NaN))
      .getColumn(name)
      .toTypedArray() as Float64Array;
    if (!isTime) keep(name, numbers);
    const sorted = sortFinite(numbers);
    const infinite = present - sorted.length;
    const odd = infinite === 0 ? [] : [`${infinite === 1 ? "1 cell is" : `${infinite} cells are`} infinite or NaN`];
    if (sorted.length === 0) return { ...shared, remarks: odd };
    const suspicious = isTime ? suspiciousTimes(sorted) : suspiciousNumbers(sorted);
    return { ...shared, numbers: describeNumbers(sorted), remarks: [...constant, ...odd, ...suspicious] };
  }
  const counted = frame
    .lazy()
    .select(pl.col(name).cast(pl.Utf8).alias("value"))
    .filter(pl.col("value").isNotNull())
    .groupBy(["value"])
    .agg(pl.col("value").count().alias("count"))
    .sort([pl.col("count"), pl.col("value")], [true, false])
    .limit(maxStrings)
    .collectSync();
  const values = counted.getColumn("value").toArray() as unknown as readonly string[];
  const counts = counted.getColumn("count").toArray().map(Number);
  const frequent = values.slice(0, 10).map((value, index) => ({ value, count: counts[index] ?? 0 }));
  const suspicious = variant === "Bool" ? [] : suspiciousStrings(values, counts);
  return { ...shared, frequent, remarks: [...constant, ...suspicious] };
}

function describeNumbers(sorted: Float64Array): NumberDescription {
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  const edges = sturgesEdges(low, high, sorted.length, { integers: allIntegers(sorted) });
  return {
    mean: mean(sorted),
    standardDeviation: standardDeviation(sorted),
    quantiles: shares.map((share) => sortedQuantile(sorted, share)) as unknown as NumberDescription["quantiles"],
    zeros: sorted.reduce((total, value) => total + (value === 0 ? 1 : 0), 0),
    edges,
    counts: edges.length === 0 ? new Float64Array(0) : countInBins(sorted, edges),
  };
}

function isNested(series: Series): boolean {
  return ["List", "Struct", "Object", "FixedSizeList"].includes(series.dtype.variant);
}
