import { columnsFromEntries, pipeline, repeatColumn, restorePipeline } from "cuaderno";
import { expect, it } from "vitest";
import { dampedTrend } from "./damped-trend.js";

const numbers = (...values: readonly number[]) => ({ kind: "number", values: Float64Array.from(values) }) as const;
const rows = columnsFromEntries([
  ["last", numbers(50, 98, 1, 70)],
  ["ahead", numbers(1, 3, 2, 0)],
  ["change5", numbers(2, 2, -3, 5)],
  ["value", numbers(51, 100, 0, 70)],
]);

it("dampedTrend adds the fading change, clips to the possible range, and is restored with its pipeline", () => {
  const trend = dampedTrend({ window: 5, damping: 0.5, maximum: 100 });
  const fitted = pipeline({ steps: [trend], model: repeatColumn({ column: "forecast" }) }).fit(rows, "value");
  expect([...fitted.predict(rows)]).toEqual([51, 99.75, 0, 70]);
  const restored = restorePipeline(JSON.parse(JSON.stringify(fitted)), { steps: [dampedTrend] });
  expect([...restored.predict(rows)]).toEqual([51, 99.75, 0, 70]);
});

it("dampedTrend without damping repeats the last value", () => {
  const trend = dampedTrend({ window: 5, damping: 0 });
  const fitted = pipeline({ steps: [trend], model: repeatColumn({ column: "forecast" }) }).fit(rows, "value");
  expect([...fitted.predict(rows)]).toEqual([50, 98, 1, 70]);
});
