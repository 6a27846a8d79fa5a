import type { Columns } from "../../table/columns.js";
import type { LiveTableView } from "../live-spec.js";
import { resultAxis } from "./compute-figure.js";
import { type GroupKey, groupRows, toAxis } from "./group-rows.js";
import { measureLabel, toMeasure } from "./measure-label.js";
import { rowMeasure } from "./measure-rows.js";
import type { ResultColumn, ViewResult } from "./view-result.js";

type Cell = number | string | null;
type TableResult = Extract<ViewResult, { readonly kind: "table" }>;

/** A table of groups or of rows, sorted and cut. */
export function computeTable(columns: Columns, view: LiveTableView, rows: Int32Array): TableResult {
  const { by = [], sort, order = "descending", rows: most = 20, title = "" } = view;
  const shown = by.length === 0 ? listedRows(columns, view, rows) : groupedRows(columns, view, rows);
  const named = shown.columns.findIndex(({ label }) => label === sort);
  const position = sort === undefined && by.length > 0 ? by.length : named;
  const sorted = position < 0 ? shown.rows : [...shown.rows].sort((a, b) => compare(a[position], b[position], order));
  return { kind: "table", title, columns: shown.columns, rows: sorted.slice(0, most), total: sorted.length };
}

/** Missing values are last in both orders. */
function compare(a: Cell | undefined, b: Cell | undefined, order: "ascending" | "descending"): number {
  const [left, right] = [isMissing(a), isMissing(b)];
  if (left || right) return Number(left) - Number(right);
  const first = typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : Number(a !== b);
  return order === "ascending" ? first : -first;
}

function isMissing(cell: Cell | undefined): boolean {
  return cell === null || cell === undefined || Number.isNaN(cell);
}

interface Rows {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

function groupedRows(columns: Columns, { by = [], columns: measures }: LiveTableView, rows: Int32Array): Rows {
  const axes = by.map(toAxis);
  let groups: { readonly keys: readonly GroupKey[]; readonly rows: Int32Array }[] = [{ keys: [], rows }];
  for (const axis of axes) {
    groups = groups.flatMap(({ keys, rows: own }) =>
      groupRows(columns, axis, own).map((group) => ({ keys: [...keys, group.key], rows: group.rows })),
    );
  }
  const full = measures.map(toMeasure);
  const functions = full.map((measure) => rowMeasure(columns, measure));
  return {
    columns: [
      ...axes.map((axis) => resultAxis(columns, axis)),
      ...full.map((measure) => ({ ...measureLabel(measure), kind: "number" as const })),
    ],
    rows: groups.map(({ keys, rows: own }) => [...keys, ...functions.map((toValue) => toValue(own))]),
  };
}

function listedRows(columns: Columns, { columns: names }: LiveTableView, rows: Int32Array): Rows {
  const given = names.map(toMeasure);
  const axes = given.map(({ column = "", label, unit, decimals }) => ({
    ...resultAxis(columns, { column, label, unit }),
    decimals,
  }));
  return {
    columns: axes,
    rows: Array.from(rows, (row) => given.map(({ column = "" }) => cellAt(columns, column, row))),
  };
}

function cellAt({ byName }: Columns, name: string, row: number): Cell {
  const column = byName.get(name);
  if (column === undefined || column.kind === "string") return column?.values[row] ?? null;
  return column.kind === "category"
    ? (column.categories[column.codes[row] ?? -1] ?? null)
    : (column.values[row] ?? null);
}
