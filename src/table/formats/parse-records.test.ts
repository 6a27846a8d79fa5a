import { describe, expect, it } from "vitest";
import { type ColumnSpec, column } from "../schema/column.js";
import { schema } from "../schema/schema.js";
import { parseRecords } from "./parse-records.js";

const cells = (values: readonly unknown[], spec: ColumnSpec): readonly unknown[] =>
  parseRecords(
    values.map((v) => ({ v })),
    schema("t", { v: spec }),
  )
    .getColumn("v")
    .toArray();

describe("parseRecords", () => {
  it("reads numbers as they are, strings by the marks of the column", () => {
    const german = column.number({ thousands: ".", decimal: "," });
    expect(cells([1.234, 1234.5, "1.234", "1.234,5"], german)).toEqual([1.234, 1234.5, 1234, 1234.5]);
  });

  it("reads a bigint exactly", () => {
    expect(cells([9007199254740993n], column.string())).toEqual(["9007199254740993"]);
  });
});
