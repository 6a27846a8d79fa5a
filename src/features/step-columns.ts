import { ArgumentError } from "../core/errors.js";
import { mapIntegers } from "../core/map-numbers.js";
import type { Column, Columns } from "../table/columns.js";
import { getColumn } from "../table/get-column.js";

/** The kind of a column that an own step reads or adds. */
export type StepColumnKind = Column["kind"];

/** The kinds of columns by name. */
export type StepColumnKinds = { readonly [name: string]: StepColumnKind };

/** The columns that an own step reads: numbers and times as Float64Array, strings and categories as strings. */
export type StepInputs<Kinds extends StepColumnKinds> = {
  readonly [Name in keyof Kinds]: Kinds[Name] extends "number" | "time" ? Float64Array : readonly (string | null)[];
};

/** The columns that an own step adds. */
export type StepOutputs<Kinds extends StepColumnKinds> = {
  readonly [Name in keyof Kinds]: Kinds[Name] extends "number" | "time" ? ArrayLike<number> : ArrayLike<string | null>;
};

/** The values of the columns in `kinds`, checked. */
export function readStepColumns<Kinds extends StepColumnKinds>(
  columns: Columns,
  kinds: Kinds,
  caller: string,
): StepInputs<Kinds> {
  const entries = Object.entries(kinds).map(([name, kind]) => {
    const column = getColumn(columns, name, caller);
    if (toGroup(column.kind) !== toGroup(kind)) {
      throw new ArgumentError(
        `${caller}: column "${name}": expected kind ${kind}, got ${column.kind}; convert it with a step before, or leave it out of columns`,
      );
    }
    if (column.kind !== "category") return [name, column.values] as const;
    const strings = [...column.categories, null];
    return [name, Array.from(column.codes, (code) => strings.at(code) ?? null)] as const;
  });
  return Object.fromEntries(entries) as unknown as StepInputs<Kinds>;
}

/** Strings and categories are read in the same form. */
function toGroup(kind: StepColumnKind): string {
  return kind === "category" ? "string" : kind;
}

/** The columns with the values that an own step returned, checked. */
export function toStepColumns(
  values: Readonly<Record<string, ArrayLike<number> | ArrayLike<string | null>>>,
  kinds: StepColumnKinds,
  rowCount: number,
  caller: string,
): readonly (readonly [string, Column])[] {
  const names = Object.keys(kinds);
  const extra = Object.keys(values).find((name) => !names.includes(name));
  if (extra !== undefined) {
    throw new ArgumentError(
      `${caller}: transform returned "${extra}", which is not in outputs: ${names.join(", ")}; add it to outputs or leave it out of the result`,
    );
  }
  return Object.entries(kinds).map(([name, kind]) => {
    const given = values[name];
    if (given === undefined) {
      throw new ArgumentError(`${caller}: transform returned no "${name}"; return every column of outputs`);
    }
    if (given.length !== rowCount) {
      throw new ArgumentError(
        `${caller}: transform returned ${given.length} values for "${name}", expected ${rowCount}; return a value for each row`,
      );
    }
    return [name, toColumn(given, kind, `${caller}: transform: column "${name}"`)];
  });
}

function toColumn(values: ArrayLike<number> | ArrayLike<string | null>, kind: StepColumnKind, where: string): Column {
  if (kind === "number" || kind === "time") {
    const numbers = Float64Array.from(values as ArrayLike<number>);
    const bad =
      values instanceof Float64Array ? -1 : Array.from<unknown>(values).findIndex((value) => typeof value !== "number");
    if (bad >= 0)
      throw new ArgumentError(
        `${where}: expected a number at row index ${bad}, got ${show(values[bad])}; pass NaN for a missing number`,
      );
    return { kind, values: numbers };
  }
  const strings = Array.from(values as ArrayLike<string | null>);
  const bad = strings.findIndex((value) => value !== null && typeof value !== "string");
  if (bad >= 0) {
    throw new ArgumentError(
      `${where}: expected a string or null at row index ${bad}, got ${show(strings[bad])}; pass null for a missing string`,
    );
  }
  if (kind === "string") return { kind, values: strings };
  const categories = [...new Set(strings.filter((value) => value !== null))].sort();
  const codes = new Map<string | null, number>(categories.map((category, code) => [category, code]));
  return {
    kind,
    codes: mapIntegers(strings, (value) => codes.get(value) ?? -1),
    categories,
  };
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
