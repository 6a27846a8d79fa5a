import { mapNumbers } from "../core/map-numbers.js";
import { type ColumnCorrelation, columnCorrelations } from "../table/column-correlations.js";
import type { Columns } from "../table/columns.js";

/** Rank correlations (Spearman) of columns of numbers. */
export interface CorrelationProfile {
  /** At most 40, in the order of the table. */
  readonly columns: readonly string[];
  /** Of every two columns: the first with each later one, then the second; null where a side does not vary. */
  readonly values: readonly (number | null)[];
  /** Rows that were looked at. */
  readonly rows: number;
}

/** Of more rows this number is looked at, evenly spread. */
const mostRows = 20_000;
const mostColumns = 40;

/**
 * The rank correlations of a table's columns of numbers: neither heavy tails nor units change them.
 *
 * @example
 * const numbers = { kind: "number", values: Float64Array.of(1, 2, 3) } as const;
 * rankCorrelations(columnsFromEntries([["a", numbers], ["b", numbers]])).values; // [1]
 */
export function rankCorrelations({ byName, rowCount }: Columns): CorrelationProfile {
  const step = Math.max(1, Math.ceil(rowCount / mostRows));
  const ranked = [...byName]
    .flatMap(([name, column]) => (column.kind === "number" ? [[name, column.values] as const] : []))
    .slice(0, mostColumns)
    .map(([name, values]) => [name, toRanks(everyNth(values, step))] as const);
  const columns = ranked.map(([name]) => name);
  const found = new Map(columnCorrelations(ranked).map((own) => [key(own), own.correlation]));
  const values = columns.flatMap((one, index) =>
    columns.slice(index + 1).map((other) => {
      const value = found.get(key({ one, other }));
      return value === undefined ? null : Number(value.toFixed(4));
    }),
  );
  return { columns, values, rows: Math.ceil(rowCount / step) };
}

/** The correlations of several tables: the means, weighted by rows. Columns that one of them lacks are left out. */
export function mergeCorrelations(profiles: readonly CorrelationProfile[]): CorrelationProfile | undefined {
  const [first] = profiles;
  if (first === undefined) return undefined;
  const columns = first.columns.filter((name) => profiles.every((own) => own.columns.includes(name)));
  const values = columns.flatMap((one, index) =>
    columns.slice(index + 1).map((other) => {
      const known = profiles.flatMap((own) => {
        const value = getCorrelation(own, one, other);
        return value === null ? [] : [{ value, rows: own.rows }];
      });
      const rows = known.reduce((sum, own) => sum + own.rows, 0);
      return rows === 0 ? null : Number((known.reduce((sum, own) => sum + own.value * own.rows, 0) / rows).toFixed(4));
    }),
  );
  return { columns, values, rows: profiles.reduce((sum, own) => sum + own.rows, 0) };
}

/** The correlation of two columns; null where it is not known. */
export function getCorrelation({ columns, values }: CorrelationProfile, one: string, other: string): number | null {
  const [first, second] = [columns.indexOf(one), columns.indexOf(other)].sort((a, b) => a - b) as [number, number];
  if (first < 0 || first === second) return null;
  const before = first * columns.length - (first * (first + 1)) / 2;
  return values[before + second - first - 1] ?? null;
}

function key({ one, other }: Pick<ColumnCorrelation, "one" | "other">): string {
  return JSON.stringify([one, other]);
}

function everyNth(values: Float64Array, step: number): Float64Array {
  return step === 1 ? values : mapNumbers({ length: Math.ceil(values.length / step) }, (_, row) => values[row * step]);
}

/** Ranks, equal values with the mean of theirs; missing and infinite values stay missing. */
function toRanks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).filter((row) => Number.isFinite(values[row]));
  order.sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let index = start; index < end; index++) ranks[order[index]] = (start + end - 1) / 2;
    start = end;
  }
  return ranks;
}
