import { describe, expect, it } from "vitest";
import { memoryTracker } from "../memory-tracker.js";
import { groupRuns } from "./group-runs.js";

describe("groupRuns", () => {
  it("has mean and standard deviation over seeds", async () => {
    const tracker = memoryTracker();
    for (const [depth, values] of [
      ["4", [2, 4, 4, 4, 5, 5, 7, 9]],
      ["6", [1, Number.NaN]],
      [undefined, [3]],
    ] as const) {
      for (const rmse of values) {
        const run = await tracker.startRun();
        if (depth !== undefined) await run.logParams({ depth });
        await run.logMetricHistory("rmse", [rmse + 1, rmse]);
      }
    }
    const groups = await groupRuns(tracker, await tracker.runs(), {
      by: ["params.depth"],
      metrics: ["metrics.rmse", "metrics.rmse@max", "metrics.none"],
    });
    expect(groups.map(({ by, runs }) => [by["params.depth"], runs.length])).toEqual([
      ["4", 8],
      ["6", 2],
      [undefined, 1],
    ]);
    expect(groups[0]?.metrics["metrics.rmse"]).toEqual({
      count: 8,
      mean: 5,
      standardDeviation: Math.sqrt(32 / 7),
      min: 2,
      max: 9,
    });
    expect(groups[0]?.metrics["metrics.rmse@max"]).toMatchObject({ mean: 6, max: 10 });
    expect(groups[1]?.metrics["metrics.rmse"]).toMatchObject({ count: 1, mean: 1, standardDeviation: Number.NaN });
    expect(groups[2]?.metrics["metrics.none"]).toMatchObject({ count: 0, mean: Number.NaN });
    await expect(groupRuns(tracker, [], { by: [], metrics: [] })).rejects.toThrow(
      /^groupRuns: by: expected one or more/,
    );
  });
});
