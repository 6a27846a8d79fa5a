import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { oneHot } from "../features/encoders/one-hot.js";
import { calendarParts } from "../features/time/calendar-parts.js";
import { linear } from "../models/linear/linear.js";
import { kNearest } from "../models/neighbors/k-nearest.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { pipeline } from "./pipeline.js";
import { hasContributions, predictionChange } from "./prediction-change.js";

const table = (seed: number, count: number, shift: number): Columns => {
  const random = randomSource(seed);
  const x = Float64Array.from({ length: count }, () => random.normal() + shift);
  const noise = Float64Array.from({ length: count }, () => random.normal());
  const at = Float64Array.from({ length: count }, (_, row) => row * 3_600_000);
  const road = Array.from({ length: count }, () => "ab"[random.integer(2)] as string);
  return columnsFromEntries([
    ["x", { kind: "number", values: x }],
    ["noise", { kind: "number", values: noise }],
    ["at", { kind: "time", values: at }],
    ["road", { kind: "string", values: road }],
    ["y", { kind: "number", values: x.map((value, row) => 5 * value + (road[row] === "a" ? 3 : 0)) }],
    ["high", { kind: "string", values: Array.from(x, (value) => (value > 0 ? "yes" : "no")) }],
  ]);
};
const steps = [calendarParts({ column: "at", parts: ["hour", "weekday"] }), oneHot({ columns: ["road"] })];
const drop = (columns: Columns, ...names: string[]): Columns =>
  columnsFromEntries([...columns.byName].filter(([name]) => !names.includes(name)));
const [before, after] = [table(1, 900, 0), table(2, 700, 0.5)];
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("predictionChange", () => {
  it.each([
    ["boosted trees", gradientBoosting({ rounds: 40, depth: 3 })],
    ["a linear model", linear()],
  ])("adds up exactly to the change of the mean prediction of %s", (_, model) => {
    const fitted = pipeline({ steps: model.kind === "linear" ? steps.slice(1) : steps, model }).fit(
      drop(before, "high", ...(model.kind === "linear" ? ["at"] : [])),
      "y",
    );
    const found = predictionChange(fitted, { reference: before, current: after });
    const change = mean(fitted.predict(after)) - mean(fitted.predict(before));
    expect(found.change).toBeCloseTo(change, 6);
    expect(found.columns.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(found.change, 9);
    expect(found.columns[0]?.column).toBe("x");
    expect(found.columns[0]?.importance).toBeGreaterThan(0.6);
    expect(found.columns.map(({ column }) => column).sort()).toContain("road");
    expect(found.columns.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(1, 9);
    expect([found.scale, hasContributions(fitted)]).toEqual(["prediction", true]);
  });

  it("explains two classes by log odds, of some rows where there are many", () => {
    const fitted = pipeline({ steps, model: gradientBoosting({ objective: "logistic", rounds: 20 }) }).fit(
      drop(before, "y"),
      "high",
    );
    const found = predictionChange(fitted, { reference: before, current: after, rows: 200 });
    expect([found.scale, found.referenceRows, found.currentRows]).toEqual(["log odds", 200, 200]);
    expect(found.change).toBeGreaterThan(0.5);
  });

  it("refuses models without exact contributions", () => {
    const fitted = pipeline({ model: kNearest({ target: "number", neighbours: 3 }) }).fit(
      drop(before, "high", "at", "road"),
      "y",
    );
    expect(hasContributions(fitted)).toBe(false);
    expect(() => predictionChange(fitted, { reference: before, current: after })).toThrow(
      'predictionChange: model "kNearest" has no exact contributions',
    );
  });
});
