import { describe, expect, it } from "vitest";
import { compareRuns } from "./compare-runs.js";
import { memoryTracker } from "./memory-tracker.js";
import { metricSummary } from "./metric-summary.js";
import { type RunNode, runTree } from "./run-tree.js";

describe("compareRuns", () => {
  it("puts parameters, metrics and data side by side and says which differ", async () => {
    const tracker = memoryTracker();
    const a = await tracker.startRun({ name: "a" });
    const b = await tracker.startRun({ name: "b" });
    await a.logParams({ depth: 3, seed: 1 });
    await b.logParams({ depth: 4, seed: 1, extra: "x" });
    await a.logMetricHistory("rmse", [3, 1, 2]);
    await b.logMetrics({ rmse: 2, bad: Number.NaN });
    await a.logMetrics({ bad: Number.NaN });
    for (const run of [a, b]) await run.logInput({ name: "data", source: "s", digest: run.name, context: "training" });
    const { runs, params, metrics, inputs } = await compareRuns(tracker, [a.id, b.id]);
    expect(runs.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(params).toEqual([
      { key: "depth", values: ["3", "4"], differs: true },
      { key: "extra", values: [undefined, "x"], differs: true },
      { key: "seed", values: ["1", "1"], differs: false },
    ]);
    expect(metrics).toMatchObject([
      { key: "bad", differs: false },
      {
        key: "rmse",
        values: [
          { last: 2, min: 1, max: 3, points: 3 },
          { last: 2, min: 2, max: 2, points: 1 },
        ],
        differs: true,
      },
    ]);
    expect(inputs).toEqual([{ key: "data (training)", values: ["a", "b"], differs: true }]);
  });

  it("refuses fewer than two runs, and the same run twice", async () => {
    const tracker = memoryTracker();
    const { id } = await tracker.startRun();
    await expect(compareRuns(tracker, [id])).rejects.toThrow(/two runs or more, got 1/);
    await expect(compareRuns(tracker, [id, id])).rejects.toThrow(/is given twice/);
  });
});

describe("metricSummary", () => {
  const points = (...values: number[]) => values.map((value, step) => ({ value, step, timestamp: 0 }));

  it("passes over NaN for the smallest and largest", () => {
    expect(metricSummary(points(Number.NaN, 3, 1, Number.NaN))).toEqual({
      last: Number.NaN,
      min: 1,
      max: 3,
      points: 4,
    });
    expect(metricSummary(points(Number.NaN))).toEqual({
      last: Number.NaN,
      min: Number.NaN,
      max: Number.NaN,
      points: 1,
    });
    expect(metricSummary([])).toBeUndefined();
  });
});

describe("runTree", () => {
  it("puts nested runs below their parents, oldest first, and orphans at the top", async () => {
    let time = 0;
    const tracker = memoryTracker({ now: () => ++time });
    const parent = await tracker.startRun({ name: "parent" });
    const child = await tracker.startRun({ name: "child", parent });
    await tracker.startRun({ name: "second", parent });
    await tracker.startRun({ name: "grandchild", parent: child });
    await tracker.startRun({ name: "orphan", tags: { "mlflow.parentRunId": "gone" } });
    const own = await tracker.startRun({ name: "its own parent" });
    await own.setTags({ "mlflow.parentRunId": own.id });
    const outline = (nodes: readonly RunNode[]): unknown[] =>
      nodes.map(({ run, children }) => (children.length === 0 ? run.name : [run.name, ...outline(children)]));
    expect(outline(runTree(await tracker.runs()))).toEqual([
      "its own parent",
      "orphan",
      ["parent", ["child", "grandchild"], "second"],
    ]);
  });
});
