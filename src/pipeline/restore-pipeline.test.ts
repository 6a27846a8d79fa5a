import { describe, expect, it } from "vitest";
import { defineStep } from "../features/define-step.js";
import { select } from "../features/selection/select.js";
import { linear } from "../models/linear/linear.js";
import { numberColumn, stringColumn, tableFrom } from "../testing/feature-columns.js";
import { pipeline } from "./pipeline.js";
import { restorePipeline } from "./restore-pipeline.js";

const decimalComma = defineStep({
  kind: "decimalComma",
  inputs: { amount: "string" },
  outputs: { amount: "number" },
  transform: ({ amount }) => ({ amount: amount.map((text) => Number(text?.replace(",", ".") ?? Number.NaN)) }),
});
const rows = tableFrom({ amount: stringColumn("1,5", "2", "4,5"), other: numberColumn([1, 2, 3]) });

describe("restorePipeline", () => {
  const steps = [decimalComma(), select({ columns: ["amount"] })];
  const fitted = pipeline({ steps, model: linear() }).fit(rows, Float64Array.of(3, 4, 9));
  const json = JSON.stringify(fitted);

  it("restores own steps that are passed to it", () => {
    const restored = restorePipeline(json, { steps: [decimalComma] });
    expect(restored.predict(rows)).toEqual(fitted.predict(rows));
    expect(JSON.stringify(restored)).toBe(json);
  });

  it("refuses an own step that is not passed, with its name", () => {
    expect(() => restorePipeline(json, { path: "model.json" })).toThrow(
      'model.json.steps[0].kind: unknown step "decimalComma"; pass your own steps as restorePipeline(json, { steps: [decimalComma] })',
    );
  });
});
