import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { defineStep } from "../features/define-step.js";
import { select } from "../features/selection/select.js";
import { calendarParts } from "../features/time/calendar-parts.js";
import { groupMean } from "../models/baselines/group-mean.js";
import { repeatColumn } from "../models/baselines/repeat-column.js";
import { linear } from "../models/linear/linear.js";
import { classificationMetrics } from "../models/metrics/classification-metrics.js";
import { regressionMetrics } from "../models/metrics/regression-metrics.js";
import { forecastSeries } from "../models/series/forecast-series.js";
import { seasonalNaive } from "../models/series/seasonal-naive.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { getNumbers } from "../table/get-numbers.js";
import { loadPolars } from "../table/load-polars.js";
import { toColumns } from "../table/to-columns.js";
import { evaluate } from "./evaluate.js";
import { pipeline } from "./pipeline.js";
import { timeSplit } from "./time-split.js";

const pl = loadPolars();
const random = randomSource(5);
const hours = 24 * 400;
const hour = Array.from({ length: hours }, (_, row) => row % 24);
const frame = pl.DataFrame({
  time: hour.map((_, row) => new Date(Date.UTC(2024, 0, 1, row))),
  rain: hour.map(() => random.uniform()),
  volume: hour.map((own) => 100 * own + random.normal() * 50),
  jam: hour.map((own) => own > 15 && random.uniform() < 0.7),
  level: hour.map((own) => (own < 8 ? "low" : own < 16 ? "mid" : "top")),
});
const { train, test } = timeSplit(frame, { cutoff: "2024-11-01" });
const steps = [calendarParts({ column: "time", parts: ["hour"] })];
const without =
  (...names: string[]) =>
  (part: typeof frame) =>
    part.drop(names) as unknown as typeof frame;

describe("evaluate", () => {
  const numbers = without("jam", "level");
  const trees = pipeline({ steps, model: gradientBoosting({ rounds: 50 }) }).fit(numbers(train), "volume");
  const byHour = pipeline({ steps, model: groupMean({ by: ["hour"] }) }).fit(numbers(train), "volume");

  it("measures a regression, with the training mean among the baselines", () => {
    const found = evaluate({ trees, byHour }, test);
    expect(found.task).toBe("regression");
    expect(found.rows.map(({ name, kind }) => [name, kind])).toEqual([
      ["training mean", "baseline"],
      ["byHour", "baseline"],
      ["trees", "model"],
    ]);
    const actual = getNumbers(toColumns(test), "volume");
    const expected = regressionMetrics(actual, trees.predict(test));
    expect(found.rows[2]?.metrics).toEqual({
      rmse: expected.rmse,
      meanAbsoluteError: expected.meanAbsoluteError,
      r2: expected.r2,
    });
    expect(found.verdict).toMatch(/^rmse: "trees" [\d.]+, the baseline "byHour" [\d.]+/);
  });

  it("measures each year or month too", () => {
    const { rows } = evaluate({ trees }, test, { by: { time: "time", every: "month" }, metrics: ["rmse"] });
    expect([...new Set(rows.map(({ group }) => group))]).toEqual(["all", "2024-11", "2024-12", "2025-01", "2025-02"]);
    expect(() => evaluate({ trees }, test, { by: "time" })).toThrow('write by: { time: "time", every: "year" }');
  });

  it("measures two classes by probabilities, also of models that predict numbers", () => {
    const classes = without("volume", "level");
    const model = gradientBoosting({ objective: "logistic", rounds: 40 });
    const jam = pipeline({ steps, model }).fit(classes(train), "jam");
    const line = pipeline({ steps, model: linear() }).fit(classes(train), "jam");
    const share = pipeline({ steps, model: groupMean({ by: ["hour"] }) }).fit(classes(train), "jam");
    const found = evaluate({ jam, line, share }, test);
    const actual = getNumbers(toColumns(test), "jam");
    const expected = classificationMetrics(actual, jam.probability(test));
    const [constant, , own] = found.rows;
    expect(constant).toMatchObject({ name: "training shares", metrics: { rocAuc: 0.5 } });
    expect(own?.metrics).toEqual({
      rocAuc: expected.rocAuc,
      averagePrecision: expected.averagePrecision,
      matthewsCorrelation: expected.matthewsCorrelation,
      f1: expected.f1,
      accuracy: expected.accuracy,
      logLoss: expected.logLoss,
    });
    expect(found.rows[1]?.metrics.rocAuc).toBeGreaterThan(0.9);
  });

  it("measures labels of many classes", () => {
    const model = gradientBoosting({ objective: "softmax", rounds: 20 });
    const level = pipeline({ steps, model }).fit(without("volume", "jam")(train), "level");
    const found = evaluate({ level }, test);
    expect(found.task).toBe("many classes");
    expect(found.rows[1]?.metrics.accuracy).toBe(1);
    expect(found.rows[0]?.metrics.accuracy).toBeCloseTo(1 / 3, 1);
  });

  it("compares with series models on the same rows", () => {
    const seasonal = forecastSeries(seasonalNaive({ period: 24 }), { orderBy: "time" });
    const lastDay = pipeline({ model: seasonal }).fit(train, "volume");
    const found = evaluate({ trees, lastDay }, test, { metrics: ["rmse"] });
    expect(found.rows.map(({ name, kind }) => [name, kind])).toEqual([
      ["training mean", "baseline"],
      ["lastDay", "baseline"],
      ["trees", "model"],
    ]);
    expect(found.rows[1]?.metrics.rmse).toBeLessThan(100);
  });

  it("takes a repeated column for a baseline, and for a model where an own step computes it", () => {
    const doubled = defineStep({
      kind: "doubled",
      inputs: { rain: "number" },
      outputs: { double: "number" },
      transform: ({ rain }) => ({ double: rain.map((value) => 2 * value) }),
    });
    const only = select({ columns: ["rain"] });
    const models = {
      repeated: pipeline({ steps: [only], model: repeatColumn({ column: "rain" }) }).fit(numbers(train), "volume"),
      own: pipeline({ steps: [only, doubled()], model: repeatColumn({ column: "double" }) }).fit(
        numbers(train),
        "volume",
      ),
    };
    expect(evaluate(models, numbers(test)).rows.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "training mean baseline",
      "repeated baseline",
      "own model",
    ]);
  });

  it("refuses metrics of another task, unknown metrics and mixed targets", () => {
    expect(() => evaluate({ trees }, test, { metrics: ["rocAuc"] })).toThrow(
      'evaluate: metric "rocAuc" is for two classes, the target is regression; use one of rmse',
    );
    expect(() => evaluate({ trees }, test, { metrics: ["rmsee" as "rmse"] })).toThrow('did you mean "rmse"');
    const other = pipeline({ steps, model: linear() }).fit(train.drop("level"), "jam");
    expect(() => evaluate({ trees, other }, test)).toThrow("the models have different targets: volume, jam");
  });
});
