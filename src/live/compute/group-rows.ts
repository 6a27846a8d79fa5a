import type { Column, Columns } from "../../table/columns.js";
import type { LiveAxis, LivePeriod } from "../live-spec.js";

/** A value that groups rows: a number, milliseconds of a time, or a label. */
export type GroupKey = number | string;

/** The rows of one group. */
export interface RowGroup {
  readonly key: GroupKey;
  readonly rows: Int32Array;
}

/** What the keys of groups are. */
export type KeyKind = "number" | "time" | "label";

/** An axis given by the name of its column or in full. */
export function toAxis(axis: string | LiveAxis): LiveAxis {
  return typeof axis === "string" ? { column: axis } : axis;
}

/**
 * The rows grouped by a column, ascending: labels in the order of the column's categories. Missing values are left
 * out.
 */
export function groupRows(columns: Columns, axis: LiveAxis, rows: Int32Array): readonly RowGroup[] {
  const column = columns.byName.get(axis.column);
  if (column === undefined) return [];
  const { keys, groups, sizes } = numberGroups(rows, rowKeys(column, axis));
  const members = sizes.map((size) => new Int32Array(size));
  const filled = new Int32Array(members.length);
  for (const [position, group] of groups.entries()) {
    const own = members[group];
    if (own === undefined) continue;
    const next = filled[group] ?? 0;
    own[next] = rows[position] ?? 0;
    filled[group] = next + 1;
  }
  return keys
    .map((key, group) => ({ key, rows: members[group] ?? new Int32Array(0) }))
    .sort((a, b) => a.key - b.key)
    .map(({ key, rows: own }) => ({ key: keyValue(column, axis, key), rows: own }));
}

/** The group of each row by its position in `keys`, -1 without a key, and the size of each group. */
function numberGroups(
  rows: Int32Array,
  keyAt: (row: number) => number,
): { readonly keys: readonly number[]; readonly groups: Int32Array; readonly sizes: readonly number[] } {
  const known = new Map<number, number>();
  const groups = new Int32Array(rows.length).fill(-1);
  const sizes: number[] = [];
  for (let position = 0; position < rows.length; position++) {
    const key = keyAt(rows[position] ?? 0);
    if (Number.isNaN(key)) continue;
    let group = known.get(key);
    if (group === undefined) {
      group = sizes.length;
      known.set(key, group);
      sizes.push(0);
    }
    groups[position] = group;
    sizes[group] = (sizes[group] ?? 0) + 1;
  }
  return { keys: [...known.keys()], groups, sizes };
}

/** What the keys of an axis are. */
export function keyKind(columns: Columns, { column, every }: LiveAxis): KeyKind {
  const kind = columns.byName.get(column)?.kind;
  if (kind === "time")
    return every === undefined || !Object.hasOwn(cycles, every) ? "time" : every === "hourOfDay" ? "number" : "label";
  return kind === "number" ? "number" : "label";
}

const dayMs = 86_400_000;
const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Parts of a time that come again. */
const cycles: Partial<Readonly<Record<LivePeriod, (time: number) => number>>> = {
  monthOfYear: (time) => new Date(time).getUTCMonth(),
  weekday: (time) => (new Date(time).getUTCDay() + 6) % 7,
  hourOfDay: (time) => new Date(time).getUTCHours(),
};

/** The beginning of the period of a time. */
const periods: Partial<Readonly<Record<LivePeriod, (time: number) => number>>> = {
  hour: (time) => Math.floor(time / 3_600_000) * 3_600_000,
  day: (time) => Math.floor(time / dayMs) * dayMs,
  month: (time) => {
    const date = new Date(time);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  },
  year: (time) => Date.UTC(new Date(time).getUTCFullYear(), 0, 1),
};

function rowKeys(column: Column, { every, step }: LiveAxis): (row: number) => number {
  if (column.kind === "category") return (row) => ((column.codes[row] ?? -1) < 0 ? NaN : (column.codes[row] ?? NaN));
  if (column.kind === "string") return () => Number.NaN;
  const { values } = column;
  const toKey = every === undefined ? undefined : (cycles[every] ?? periods[every]);
  if (column.kind === "time" && toKey !== undefined) {
    return (row) => {
      const time = values[row] ?? Number.NaN;
      return Number.isNaN(time) ? time : toKey(time);
    };
  }
  if (column.kind === "number" && step !== undefined) return (row) => Math.floor((values[row] ?? NaN) / step) * step;
  return (row) => values[row] ?? Number.NaN;
}

function keyValue(column: Column, { every }: LiveAxis, key: number): GroupKey {
  if (column.kind === "category") return column.categories[key] ?? "";
  if (column.kind === "time" && every === "weekday") return weekdays[key] ?? "";
  if (column.kind === "time" && every === "monthOfYear") return months[key] ?? "";
  return key;
}
