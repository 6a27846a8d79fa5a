import { expect } from "vitest";
import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";

/** A number column; null is missing. */
export function numberColumn(values: readonly (number | null)[]): Column {
  return { kind: "number", values: Float64Array.from(values, (value) => value ?? Number.NaN) };
}

/** A string column; null is missing. */
export function stringColumn(...values: (string | null)[]): Column {
  return { kind: "string", values };
}

/** A table from columns by name. */
export function tableFrom(columns: Readonly<Record<string, Column>>): Columns {
  return columnsFromEntries(Object.entries(columns));
}

/** Passes when values agree to `digits` decimals and null means NaN. */
export function expectColumn(actual: Float64Array, expected: readonly (number | null)[], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, row) => {
    const number = expected[row] ?? Number.NaN;
    if (Number.isNaN(number)) expect(value).toBeNaN();
    else expect(value).toBeCloseTo(number, digits);
  });
}
