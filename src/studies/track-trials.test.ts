import { describe, expect, it } from "vitest";
import { choice } from "../search/space/choice.js";
import { integer } from "../search/space/integer.js";
import { memoryTracker } from "../tracking/memory-tracker.js";
import { maximize } from "./maximize.js";
import { minimize } from "./minimize.js";
import { optimize } from "./optimize.js";
import { trackTrials } from "./track-trials.js";

const space = { depth: integer(1, 6), kind: choice(["a", "b"]) };

describe("trackTrials", () => {
  it("tracks every trial as a child run with parameters, value, time and state", async () => {
    const tracker = memoryTracker();
    const parent = await tracker.startRun({ experiment: "traffic", name: "search" });
    const study = await minimize(
      space,
      ({ depth }, { number }) => {
        if (number === 2) throw new Error("no memory");
        return depth / 8;
      },
      { trials: 6, seed: 3, onTrial: trackTrials(parent, tracker, { metric: "rmse" }) },
    );
    const runs = (await tracker.runs({ experiment: "traffic" })).filter((run) => run.parentId === parent.id);
    expect(runs.length).toBe(6);
    for (const trial of study.trials) {
      const run = runs.find(({ name }) => name === `trial-${trial.number}`);
      const failed = trial.number === 2;
      expect(run).toMatchObject({
        status: failed ? "failed" : "finished",
        params: { depth: String(trial.params.depth), kind: trial.params.kind },
        tags: { "cuaderno.trial.number": String(trial.number), "cuaderno.trial.state": trial.state },
        startTime: trial.startedAt,
      });
      expect(run?.metrics.rmse).toBe(trial.value);
      expect(run?.metrics.duration_s).toBe((trial.durationMs ?? 0) / 1_000);
      expect(run?.tags["cuaderno.error"]).toBe(failed ? "no memory" : undefined);
    }
  });

  it("logs each new best value to the parent run, in both directions", async () => {
    for (const [search, better] of [
      [minimize, (a: number, b: number) => a < b],
      [maximize, (a: number, b: number) => a > b],
    ] as const) {
      const tracker = memoryTracker();
      const parent = await tracker.startRun();
      const study = await search(space, ({ depth }) => depth, {
        trials: 12,
        seed: 5,
        onTrial: trackTrials(parent, tracker),
      });
      const points = await tracker.metricHistory(parent.id, "best_value");
      expect(points.at(-1)).toMatchObject({ value: study.bestValue, step: study.best.number });
      for (const [index, { value }] of points.slice(1).entries()) {
        expect(better(value, points[index]?.value ?? Number.NaN)).toBe(true);
      }
    }
  });

  it("logs each of several objectives as a metric, and the size of the front to the parent run", async () => {
    const tracker = memoryTracker();
    const parent = await tracker.startRun({ experiment: "traffic", name: "search" });
    const study = await optimize(
      { error: "minimize", share: "maximize" },
      space,
      ({ depth }, { number }) => (number === 1 ? { error: Number.NaN, share: 0 } : { error: depth, share: depth / 2 }),
      { trials: 6, seed: 3, onTrial: trackTrials(parent, tracker) },
    );
    const runs = (await tracker.runs({ experiment: "traffic" })).filter((run) => run.parentId === parent.id);
    expect(runs).toHaveLength(6);
    for (const { number, state, values } of study.trials) {
      const run = runs.find(({ name }) => name === `trial-${number}`);
      expect(run?.status).toBe(state === "failed" ? "failed" : "finished");
      expect([run?.metrics.error, run?.metrics.share]).toEqual([values?.error, values?.share]);
    }
    expect((await tracker.metricHistory(parent.id, "front_size")).at(-1)?.value).toBe(study.front.length);
  });

  it("logs intermediate values, and nothing of a running trial", async () => {
    const tracker = memoryTracker();
    const parent = await tracker.startRun();
    const listen = trackTrials(parent, tracker, { metric: "rmse" });
    const trial = { number: 0, params: { depth: 3 }, intermediate: [], message: undefined };
    const time = { startedAt: 1_000, durationMs: 250 };
    await listen({ ...trial, state: "running", value: undefined, startedAt: 1_000, durationMs: undefined });
    await listen({
      ...trial,
      ...time,
      state: "pruned",
      value: 5,
      intermediate: [
        { step: 10, value: 9 },
        { step: 20, value: 5 },
      ],
    });
    const [run, ...others] = (await tracker.runs()).filter(({ parentId }) => parentId === parent.id);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ status: "finished", metrics: { rmse: 5, duration_s: 0.25 } });
    expect(await tracker.metricHistory(run?.id ?? "", "rmse_by_step")).toEqual([
      { step: 10, value: 9, timestamp: 1_250 },
      { step: 20, value: 5, timestamp: 1_250 },
    ]);
  });
});
