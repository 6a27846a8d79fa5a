import { describe, expect, it } from "vitest";
import { compareRuns } from "./compare-runs.js";
import { memoryTracker } from "./memory-tracker.js";

describe("compareRuns", () => {
  it("returns parameters, metrics and datasets of each run, and whether they differ", async () => {
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

  it("rejects fewer than two runs, and a repeated run", async () => {
    const tracker = memoryTracker();
    const { id } = await tracker.startRun();
    await expect(compareRuns(tracker, [id])).rejects.toThrow(/^compareRuns: expected two or more runs, got 1/);
    await expect(compareRuns(tracker, [id, id])).rejects.toThrow(/is repeated; pass each run once/);
  });
});
