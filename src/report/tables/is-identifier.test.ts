import { describe, expect, it } from "vitest";
import { isIdentifier } from "./is-identifier.js";

const column = (name: string, values: readonly number[]) => ({
  name,
  count: values.length,
  distinct: new Set(values).size,
  min: Math.min(...values),
  max: Math.max(...values),
});

describe("isIdentifier", () => {
  it.each([
    ["caseId", [11_556_037, 3]],
    ["case_id", [1, 2, 3]],
    ["ID", [90_001]],
    ["zip", [60_601, 60_602]],
    ["report", Array.from({ length: 20 }, (_, row) => 10_000_000 + row)],
    ["folio", [123_456_789, 987_654_321, ...Array.from({ length: 10 }, (_, row) => 200_000_000 + row * 7_000_001)]],
  ])("is true of %s", (name, values) => expect(isIdentifier(column(name, values))).toBe(true));

  it.each([
    ["case_id", [1, 1, 2]],
    ["volume", [12_345, 9_876]],
    ["population", Array.from({ length: 30 }, (_, row) => 800 * 2 ** row)],
    ["idle", [1, 2, 3]],
    ["hour", Array.from({ length: 24 }, (_, hour) => hour)],
    ["change_id", [-1, 2]],
  ])("is false of %s", (name, values) => expect(isIdentifier(column(name, values))).toBe(false));
});
