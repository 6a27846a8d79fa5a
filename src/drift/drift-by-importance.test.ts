import { expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { type Column, columnsFromEntries } from "../table/columns.js";
import { datasetDrift } from "./dataset-drift.js";
import { driftByImportance } from "./drift-by-importance.js";

it("puts a column that matters before one that moved further, and leaves out what the model does not use", () => {
  const random = randomSource(3);
  const normal = (shift: number): Column => ({
    kind: "number",
    values: Float64Array.from({ length: 800 }, () => random.normal() + shift),
  });
  const table = (far: number, near: number) =>
    columnsFromEntries([
      ["far", normal(far)],
      ["near", normal(near)],
      ["unused", normal(far)],
    ]);
  const ranked = driftByImportance(datasetDrift(table(0, 0), table(2, 0.6)), { far: 1, near: 9, other: 10 });
  expect(ranked.map(({ column, importance, drifted }) => [column, importance, drifted])).toEqual([
    ["near", 0.45, true],
    ["far", 0.05, true],
  ]);
  expect(ranked[0]?.weighted).toBeCloseTo(0.45 * (ranked[0]?.strength ?? 0), 12);
});
