import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { calendarParts } from "../features/time/calendar-parts.js";
import { groupMean } from "../models/baselines/group-mean.js";
import { meanModel } from "../models/baselines/mean-model.js";
import { linear } from "../models/linear/linear.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { crossValidate } from "../pipeline/cross-validate.js";
import { pipeline } from "../pipeline/pipeline.js";
import { restorePipeline } from "../pipeline/restore-pipeline.js";
import { timeSplit } from "../pipeline/time-split.js";
import { medianPruner } from "../search/pruners/median-pruner.js";
import { nopPruner } from "../search/pruners/nop-pruner.js";
import { gridSampler } from "../search/samplers/grid-sampler.js";
import { randomSampler } from "../search/samplers/random-sampler.js";
import { integer } from "../search/space/integer.js";
import { real } from "../search/space/real.js";
import { loadPolars } from "../table/load-polars.js";
import { memoryTracker } from "../tracking/memory-tracker.js";
import { tune } from "./tune.js";

const pl = loadPolars();
const random = randomSource(9);
const hours = 24 * 120;
const frame = pl.DataFrame({
  time: Array.from({ length: hours }, (_, hour) => new Date(Date.UTC(2024, 0, 1, hour))),
  word: Array.from({ length: hours }, () => ["Clear", "Rain", "Snow"][random.integer(3)] as string),
  volume: Array.from({ length: hours }, (_, hour) => 100 * (hour % 24) + 60 * random.normal()),
  jam: Array.from({ length: hours }, (_, hour) => hour % 24 > 15 && random.uniform() < 0.7),
});
const { train, test } = timeSplit(frame, { testShare: 0.2 });
const steps = [calendarParts({ column: "time", parts: ["hour"] })];
const space = { depth: integer(2, 5), learningRate: real(0.05, 0.5, { log: true }) };

describe("tune", () => {
  it("searches by folds in time order, with the baselines on the same folds", async () => {
    const hourMean = pipeline({ steps, model: groupMean({ by: ["hour"] }) });
    const found = await tune({
      table: train.drop("jam"),
      target: "volume",
      space,
      pipeline: (params) =>
        pipeline({ steps, model: gradientBoosting({ ...params, rounds: 200, earlyStopping: 10, seed: 1 }) }),
      folds: 3,
      trials: 8,
      seed: 1,
      baselines: { hourMean },
    });
    expect(found.scores.map(({ name }) => name)).toEqual(["training mean", "hourMean", "best"]);
    expect(found.study.trials).toHaveLength(8);
    expect(found.study.bestValue).toBeCloseTo(found.scores[2]?.metrics.rmse ?? 0, 9);
    expect(found.foldRounds).toHaveLength(3);
    expect(found.fitted.model.rounds).toBe(found.rounds);
    expect(found.fitted.target?.name).toBe("volume");
    const own = crossValidate(hourMean, { table: train.drop("jam"), target: "volume", folds: found.folds });
    expect(found.scores[1]?.metrics.rmse).toBeCloseTo(own.mean.rmse ?? 0, 9);
    expect(found.verdict).toMatch(/^rmse: "best" [\d.]+, the baseline "hourMean" [\d.]+/);
    expect(found.fitted.predict(test)).toHaveLength(test.shape.height);
  });

  it("scores classes by probabilities, over the rows of all folds on request", async () => {
    const found = await tune({
      table: train.drop("volume"),
      target: "jam",
      space: { depth: integer(2, 3) },
      pipeline: ({ depth }) =>
        pipeline({ steps, model: gradientBoosting({ depth, objective: "logistic", rounds: 20 }) }),
      metric: "averagePrecision",
      average: "rows",
      trials: 2,
    });
    expect(found.metric).toBe("averagePrecision");
    expect(found.study.direction).toBe("maximize");
    expect(found.scores[0]?.name).toBe("training shares");
    expect(found.scores[0]?.metrics.rocAuc).toBeCloseTo(0.5, 1);
    expect(found.scores[1]?.metrics.averagePrecision).toBeGreaterThan(0.6);
  });

  it("prunes no point of a grid unless a pruner is named", async () => {
    const search = {
      table: train.drop("jam"),
      target: "volume",
      space: { depth: integer(1, 8) },
      pipeline: ({ depth }: { readonly depth: number }) =>
        pipeline({ steps, model: gradientBoosting({ depth: 9 - depth, rounds: 3, learningRate: 0.5 }) }),
    };
    const countPruned = async (given: object): Promise<number> => {
      const { study } = await tune({ ...search, ...given });
      return study.trials.filter(({ state }) => state === "pruned").length;
    };
    expect(await countPruned({ sampler: gridSampler() })).toBe(0);
    expect(await countPruned({ sampler: gridSampler(), pruner: medianPruner() })).toBeGreaterThan(0);
    expect(await countPruned({ sampler: randomSampler(), trials: 16, pruner: nopPruner() })).toBe(0);
  });

  it("records settings, trials, scores and the fitted pipeline", async () => {
    const tracker = memoryTracker();
    const found = await tune({
      table: train.drop("jam"),
      target: "volume",
      space: { depth: integer(2, 3) },
      pipeline: ({ depth }) => pipeline({ steps, model: gradientBoosting({ depth, rounds: 5 }) }),
      baselines: { "week's mean": pipeline({ steps, model: meanModel() }) },
      trials: 3,
      tracker,
      experiment: "traffic",
    });
    const runs = await tracker.runs({ experiment: "traffic" });
    const parent = runs.find(({ name }) => name === "tune volume");
    const settings = { target: "volume", metric: "rmse", folds: "3", best_depth: String(found.best.depth) };
    expect(parent?.params).toMatchObject(settings);
    expect(parent?.metrics["best.rmse"]).toBeCloseTo(found.study.bestValue, 9);
    expect(parent?.metrics["training_mean.rmse"]).toBeGreaterThan(500);
    expect(parent?.metrics["week_s_mean.rmse"]).toBeGreaterThan(500);
    expect(runs.filter(({ parentId }) => parentId === parent?.id)).toHaveLength(3);
    const model = await tracker.readArtifact(parent?.id ?? "", "model/model.json");
    expect(restorePipeline(new TextDecoder().decode(model)).predict(test)).toEqual(found.fitted.predict(test));
  });

  it("finds the same in threads as in one thread", async () => {
    const numbers = (): number[] => Array.from({ length: 20_000 }, () => random.uniform());
    const names = Array.from({ length: 12 }, (_, column) => `x${column}`);
    const wide = pl.DataFrame({
      ...Object.fromEntries(names.map((name) => [name, numbers()])),
      late: numbers().map((value) => value < 0.3),
    });
    const search = (workers: number) =>
      tune({
        table: wide,
        target: "late",
        space: { depth: integer(2, 3) },
        pipeline: ({ depth }) =>
          pipeline({ model: gradientBoosting({ depth, objective: "logistic", rounds: 20, earlyStopping: 3 }) }),
        trials: 2,
        workers,
      });
    const [here, inThreads] = [await search(0), await search(2)];
    expect(inThreads.study.trials.map(({ value }) => value)).toEqual(here.study.trials.map(({ value }) => value));
    expect(inThreads.fitted.toJSON()).toEqual(here.fitted.toJSON());
    expect(inThreads.predictions).toEqual(here.predictions);
  }, 60_000);

  it("refuses a metric of another task before any trial", async () => {
    const settings = { space: { depth: integer(2, 3) }, pipeline: () => pipeline({ steps, model: linear() }) };
    await expect(tune({ table: train, target: "volume", metric: "rocAuc", ...settings })).rejects.toThrow(
      'tune: metric "rocAuc" is for classes, the target "volume" has',
    );
    await expect(tune({ table: train, target: "word", metric: "rmse", ...settings })).rejects.toThrow(
      'tune: metric "rmse" is for regression, the target is many classes; use one of',
    );
  });
});
