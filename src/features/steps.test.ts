import { describe, expect, it } from "vitest";
import { type Columns, columnsOf } from "../table/columns.js";
import { stepContract } from "../testing/step-contract.js";
import { calendarParts } from "./calendar-parts.js";
import { cyclic } from "./cyclic.js";
import { drop } from "./drop.js";
import { impute } from "./impute.js";
import { oneHot } from "./one-hot.js";
import { ordinal } from "./ordinal.js";
import { restoreStep } from "./restore-step.js";
import { select } from "./select.js";
import { standardScale } from "./standard-scale.js";
import type { Step } from "./step.js";

const columns: Columns = columnsOf([
  ["when", { kind: "time", values: Float64Array.of(0, 1_451_606_400_000, Number.NaN, 1_500_000_000_000) }],
  ["hour", { kind: "number", values: Float64Array.of(0, 6, 12, 23) }],
  ["temp", { kind: "number", values: Float64Array.of(280.5, Number.NaN, 265, 301) }],
  ["weather", { kind: "text", values: ["Rain", "Clear", null, "Rain"] }],
  ["day", { kind: "category", codes: Int32Array.of(1, 0, -1, 1), categories: ["Mon", "Tue", "Wed"] }],
]);

const steps: readonly (readonly [Step, string?])[] = [
  [calendarParts({ column: "when", parts: ["hour", "weekday", "dayOfYear"], prefix: "when_" }), "when"],
  [cyclic({ column: "hour", period: 24, keepSource: true }), "hour"],
  [drop({ columns: ["weather", "day"] })],
  [impute({ columns: ["temp"], strategy: "median" }), "temp"],
  [impute({ columns: ["weather", "day"], strategy: "mostFrequent" }), "weather"],
  [impute({ columns: ["temp", "weather"], strategy: "mostFrequent" }), "temp"],
  [oneHot({ columns: ["weather", "day"], unseen: "other" }), "day"],
  [oneHot({ columns: ["hour"], minimumCount: 2, keepSource: true }), "hour"],
  [ordinal({ columns: ["weather", "day", "hour"] }), "weather"],
  [select({ columns: ["temp", "hour"] }), "temp"],
  [standardScale({ columns: ["temp", "hour"] }), "temp"],
];

steps.forEach(([step, input], place) => {
  stepContract(`${place} ${step.kind}`, { step, columns, ...(input !== undefined && { input }) });
});

describe("restoreStep", () => {
  it("refuses a kind it does not know and names those it knows", () => {
    expect(() => restoreStep({ kind: "eval" }, "p.json.steps[0]")).toThrow(
      /^p\.json\.steps\[0\]\.kind: "eval" is not a step; steps are calendarParts, cyclic, /,
    );
    expect(() => restoreStep({ kind: "constructor" })).toThrow("is not a step");
    expect(() => restoreStep("select")).toThrow('step: must be an object, got "select"');
  });
});
