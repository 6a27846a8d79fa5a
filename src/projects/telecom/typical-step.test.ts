import { columnsFromEntries, pipeline, repeatColumn, restorePipeline } from "cuaderno";
import { describe, expect, it } from "vitest";
import { typicalStep } from "./typical-step.js";

const number = (...values: number[]) => ({ kind: "number", values: Float64Array.from(values) }) as const;
const rows = columnsFromEntries([
  ["last", number(10, 50, 99.9)],
  ["ahead", number(1, 12, 12)],
  ["step12", number(-0.2, 0.5, 0.5)],
  ["share", number(9.7, 55, 100)],
]);

describe("typicalStep", () => {
  it("adds a part of the median change per month ahead, within 0 to 100 %", () => {
    const predict = (part: number) => {
      const steps = [typicalStep({ window: 12, part })];
      const fitted = pipeline({ steps, model: repeatColumn({ column: "forecast" }) }).fit(rows, "share");
      return [...restorePipeline(JSON.parse(JSON.stringify(fitted)), { steps: [typicalStep] }).predict(rows)];
    };
    expect(predict(1)).toEqual([9.8, 56, 100]);
    expect(predict(0.5)).toEqual([9.9, 53, 100]);
    expect(predict(0)).toEqual([10, 50, 99.9]);
  });

  it("refuses rows without the change of its window", () => {
    expect(() => typicalStep({ window: 6 }).fit(rows)).toThrow('"step6"');
  });
});
