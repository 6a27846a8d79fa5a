import { describe, expect, it } from "vitest";
import { defineStep } from "../features/define-step.js";
import { groupMean } from "../models/baselines/group-mean.js";
import { columnsFromEntries } from "../table/columns.js";
import { getNumbers } from "../table/get-numbers.js";
import { pipeline } from "./pipeline.js";
import { restorePipeline } from "./restore-pipeline.js";

/** Above the mean of the training rows times a factor. */
const above = defineStep({
  kind: "above",
  defaults: { column: "size", factor: 1 },
  inputs: ({ column }) => [column],
  outputs: ["isLarge"],
  fit: (rows, { column }) => rows.numbers(column).reduce((total, value) => total + value, 0) / rows.rowCount,
  transform: (rows, { column, factor }, limit) => ({
    isLarge: rows.numbers(column).map((value) => (value > limit * factor ? 1 : 0)),
  }),
});

const columns = columnsFromEntries([
  ["size", { kind: "number", values: Float64Array.of(1, 2, 6) }],
  ["price", { kind: "number", values: Float64Array.of(10, 20, 90) }],
]);

describe("defineStep", () => {
  it("learns from the training rows and adds its columns", () => {
    const fitted = above().fit(columns);
    expect(fitted.toJSON()).toEqual({ kind: "above", settings: { column: "size", factor: 1 }, learned: 3 });
    expect([...getNumbers(fitted.transform(columns), "isLarge")]).toEqual([0, 0, 1]);
  });

  it("is saved with a pipeline and restored by name", () => {
    const fitted = pipeline({ steps: [above()], model: groupMean({ by: ["isLarge"] }) }).fit(columns, "price");
    const text = JSON.stringify(fitted);
    const restored = restorePipeline(text, { steps: [above] });
    expect([...restored.predict(columns)]).toEqual([15, 15, 90]);
    expect(JSON.stringify(restored)).toBe(text);
    expect(() => restorePipeline(text)).toThrow(
      'unknown step "above"; pass it as restorePipeline(json, { steps: [above] })',
    );
  });

  it("refuses unknown settings, missing outputs and columns of the wrong length", () => {
    expect(() => above({ factr: 2 } as never)).toThrow('above: unknown setting "factr"; expected column, factor');
    const empty = defineStep({ kind: "empty", defaults: {}, inputs: [], outputs: ["a"], transform: () => ({}) });
    expect(() => empty().fit(columns).transform(columns)).toThrow('empty: transform returned no column "a"');
    const short = defineStep({
      kind: "short",
      defaults: {},
      inputs: [],
      outputs: ["a"],
      transform: () => ({ a: ["x"] }),
    });
    expect(() => short().fit(columns).transform(columns)).toThrow('short: column "a" has 1 values, expected 3');
  });
});
