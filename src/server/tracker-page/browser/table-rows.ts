import { compareValues } from "../../../tracking/query/parse-order.js";
import type { CellValue, RunColumn, TableRun } from "./run-columns.js";

/** A line of the table. */
export type TableRow =
  | {
      readonly kind: "run";
      readonly run: TableRun;
      readonly depth: number;
      /** Nested runs below it, all levels. */
      readonly nested: number;
      readonly isOpen: boolean;
      /** Best value of the nested runs in the column of the order, when that is a metric. */
      readonly best: CellValue;
    }
  | {
      readonly kind: "group";
      readonly key: string;
      readonly runs: readonly TableRun[];
      readonly isOpen: boolean;
    };

export interface RowOptions {
  readonly sort?: { readonly column: RunColumn; readonly descending: boolean } | undefined;
  readonly group?: RunColumn | undefined;
  /** Keys of open groups, and ids of runs whose nested runs are shown. */
  readonly open: ReadonlySet<string>;
}

/** The lines of the table: groups or trees of runs in the order of `sort`; without it, groups by their values. */
export function tableRows(runs: readonly TableRun[], { sort, group, open }: RowOptions): TableRow[] {
  if (group !== undefined) {
    return groupRows(sortRuns(runs, sort ?? { column: group, descending: false }), group, open);
  }
  const children = new Map<string, TableRun[]>();
  const ids = new Set(runs.map(({ record }) => record.id));
  const roots: TableRun[] = [];
  for (const run of runs) {
    const { id, parentId } = run.record;
    if (parentId === undefined || parentId === id || !ids.has(parentId)) roots.push(run);
    else {
      const siblings = children.get(parentId);
      if (siblings === undefined) children.set(parentId, [run]);
      else siblings.push(run);
    }
  }
  const rows: TableRow[] = [];
  const seen = new Set<string>();
  const add = (run: TableRun, depth: number): void => {
    const { id } = run.record;
    if (seen.has(id)) return;
    seen.add(id);
    const below = children.get(id) ?? [];
    const isOpen = open.has(id);
    rows.push({ kind: "run", run, depth, nested: below.length, isOpen, best: getBest(below, sort) });
    if (isOpen) for (const child of sortRuns(below, sort)) add(child, depth + 1);
  };
  for (const run of sortRuns(roots, sort)) add(run, 0);
  return rows;
}

/** The group of runs without a value, which is the last one. */
const noValue = "(none)";

function groupRows(runs: readonly TableRun[], group: RunColumn, open: ReadonlySet<string>): TableRow[] {
  const groups = new Map<string, TableRun[]>();
  for (const run of runs) {
    const value = group.value(run);
    const key = value === undefined ? noValue : group.format(value);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [run]);
    else members.push(run);
  }
  const missing = groups.get(noValue);
  if (missing !== undefined) {
    groups.delete(noValue);
    groups.set(noValue, missing);
  }
  return [...groups].flatMap(([key, members]): TableRow[] => {
    const isOpen = open.has(`group:${key}`);
    const lines = isOpen ? members : [];
    return [
      { kind: "group", key, runs: members, isOpen },
      ...lines.map((run) => ({ kind: "run", run, depth: 1, nested: 0, isOpen: false, best: undefined }) as const),
    ];
  });
}

/** Runs in the order of a column; parameters that are numbers in every run are compared as numbers. */
export function sortRuns(runs: readonly TableRun[], sort: RowOptions["sort"]): readonly TableRun[] {
  if (sort === undefined || runs.length < 2) return runs;
  const values = runs.map((run) => sort.column.value(run));
  const numbers = values.map((value) => (value === undefined || value === "" ? undefined : Number(value)));
  const areNumbers = numbers.every((value, index) => !Number.isNaN(value) || typeof values[index] === "number");
  const keys = new Map(runs.map((run, index) => [run, areNumbers ? numbers[index] : values[index]]));
  return [...runs].sort((a, b) => compareValues(keys.get(a), keys.get(b), sort.descending));
}

function getBest(runs: readonly TableRun[], sort: RowOptions["sort"]): CellValue {
  if (sort?.column.kind !== "metric") return undefined;
  const [first] = sortRuns(runs, sort);
  return first === undefined ? undefined : sort.column.value(first);
}

/** Mean and sample standard deviation of the numbers in a column; undefined without numbers. */
export function summarizeColumn(
  runs: readonly TableRun[],
  column: RunColumn,
): { readonly mean: number; readonly deviation: number | undefined } | undefined {
  const numbers = runs
    .map((run) => column.value(run))
    .filter((value): value is number => typeof value === "number" && !Number.isNaN(value));
  if (numbers.length === 0) return undefined;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: numbers.length < 2 ? undefined : Math.sqrt(squares / (numbers.length - 1)) };
}
