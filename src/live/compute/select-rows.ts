import type { Column, Columns } from "../../table/columns.js";
import type { LiveSpec } from "../live-spec.js";
import type { FilterState, LiveState } from "../live-state.js";

/** The indices of the rows that all filters select, ascending. */
export function selectRows(columns: Columns, { filters }: LiveSpec, state: LiveState): Int32Array {
  const tests = filters.flatMap(({ column }, position) => {
    const chosen = state.filters[position];
    const values = columns.byName.get(column);
    return chosen === null || chosen === undefined || values === undefined ? [] : [rowTest(values, chosen)];
  });
  const rows = new Int32Array(columns.rowCount);
  let count = 0;
  for (let row = 0; row < columns.rowCount; row++) {
    if (tests.every((test) => test(row))) rows[count++] = row;
  }
  return rows.slice(0, count);
}

/** A row without a value is selected only while its filter selects everything. */
function rowTest(column: Column, chosen: FilterState): (row: number) => boolean {
  if (chosen.kind === "labels") {
    if (column.kind !== "category") return () => true;
    const selected = column.categories.map((label) => chosen.labels.includes(label));
    return (row) => selected[column.codes[row] ?? -1] === true;
  }
  if (column.kind !== "number" && column.kind !== "time") return () => true;
  const { values } = column;
  const { low, high } = chosen;
  const [from, to] = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY];
  return (row) => {
    const value = values[row] ?? Number.NaN;
    return value >= from && value <= to;
  };
}
