import { expect, it } from "vitest";
import { standardScale } from "../features/scalers/standard-scale.js";
import { columnsFromEntries } from "../table/columns.js";
import { fitSteps } from "./fit-steps.js";

const toTable = (x: readonly number[], y: readonly number[]) =>
  columnsFromEntries([
    ["x", { kind: "number", values: Float64Array.from(x) }],
    ["y", { kind: "number", values: Float64Array.from(y) }],
  ]);

it("fits steps on training rows and applies them to others, without the target", () => {
  const fitted = fitSteps([standardScale({ columns: ["x"] })], toTable([1, 2, 3], [0, 0, 1]), "y");
  const columns = fitted.transform(toTable([2, 4], [9, 9]));
  expect([...columns.byName.keys()]).toEqual(["x"]);
  const column = columns.byName.get("x");
  expect(column?.kind === "number" && [...column.values]).toEqual([0, expect.closeTo(2 / Math.sqrt(2 / 3), 12)]);
});

it("refuses no steps", () => {
  expect(() => fitSteps([], toTable([1], [1]))).toThrow("fitSteps: steps is empty");
});
