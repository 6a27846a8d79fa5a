import type { HistoryTables } from "./open-history.js";

/** The periods of a dataset. */
export interface DatasetReport {
  readonly name: string;
  readonly version: number;
  readonly rows: number;
  readonly first: string | null;
  readonly last: string | null;
  /** Periods between the first and the last that have no row, at most 100 of them. */
  readonly gaps: readonly string[];
  readonly gapCount: number;
}

/** What each dataset of a series has. */
export function datasetReports({ tables, periods }: HistoryTables): readonly DatasetReport[] {
  return tables.map(({ name, version, rowByPeriod }) => {
    const known = [...rowByPeriod.keys()];
    const [first, last] = [known[0], known.at(-1)];
    const gaps: string[] = [];
    let gapCount = 0;
    for (let period = first ?? 0; period <= (last ?? -1); period++) {
      if (rowByPeriod.has(period)) continue;
      gapCount += 1;
      if (gaps.length < 100) gaps.push(periods.format(period));
    }
    return {
      ...{ name, version, rows: known.length, gaps, gapCount },
      first: first === undefined ? null : periods.format(first),
      last: last === undefined ? null : periods.format(last),
    };
  });
}
