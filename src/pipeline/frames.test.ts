import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { calendarParts } from "../features/time/calendar-parts.js";
import { groupMean } from "../models/baselines/group-mean.js";
import { lastValue } from "../models/baselines/last-value.js";
import { meanModel } from "../models/baselines/mean-model.js";
import { logistic } from "../models/linear/logistic.js";
import { rmse } from "../models/metrics/rmse.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { loadPolars } from "../table/load-polars.js";
import { toColumns } from "../table/to-columns.js";
import { groupSplit } from "./group-split.js";
import { pipeline } from "./pipeline.js";
import { randomSplit } from "./random-split.js";
import { restorePipeline } from "./restore-pipeline.js";
import { stratifiedFolds } from "./stratified-folds.js";
import { stratifiedSplit } from "./stratified-split.js";
import { timeFolds } from "./time-folds.js";
import { timeSplit } from "./time-split.js";

const pl = loadPolars();
const random = randomSource(3);
const hours = 24 * 60;
const weather = Array.from({ length: hours }, () => ["Clear", "Rain", "Snow"][random.integer(3)] as string);
const frame = pl.DataFrame({
  time: Array.from({ length: hours }, (_, hour) => new Date(Date.UTC(2024, 0, 1, hour))),
  weather,
  height: Array.from({ length: hours }, () => random.uniform()),
  busy: weather.map((word, hour) => word === "Clear" && hour % 24 > 6),
  kind: weather.map((word) => (word === "Snow" ? "slow" : "usual")),
  volume: weather.map((word, hour) => 100 * (hour % 24) + (word === "Snow" ? -400 : 0) + random.normal()),
});

describe("splits of frames", () => {
  it("give frames by time, at a date or by share", () => {
    const { train, test } = timeSplit(frame, { time: "time", cutoff: "2024-02-01" });
    expect([train.shape.height, test.shape.height]).toEqual([31 * 24, 29 * 24]);
    expect(test.row(0)[0]).toEqual(new Date("2024-02-01T00:00:00Z"));
    expect(timeSplit(frame, { testShare: 0.25 }).test.shape.height).toBe(15 * 24);
    expect(() => timeSplit(frame, { time: "weather", cutoff: "2024-02-01" })).toThrow(
      'timeSplit: column "weather" is category, not a time',
    );
    expect(() => timeSplit(frame.select("weather"), { testShare: 0.2 })).toThrow(
      "timeSplit: the table has no time column; name one as time",
    );
  });

  it("refuse to shuffle rows with a time column, unless allowed", () => {
    expect(() => randomSplit(frame, { seed: 1 })).toThrow("randomSplit: ");
    expect(() => stratifiedSplit(frame, { by: "kind", seed: 1 })).toThrow("set allowShuffledDates");
    const { train, test } = randomSplit(frame, { seed: 1, allowShuffledDates: true });
    expect([train.shape.height, test.shape.height]).toEqual([hours * 0.8, hours * 0.2]);
    expect(randomSplit(frame.drop("time"), { seed: 1 }).test.columns).not.toContain("time");
  });

  it("draw by class and by group", () => {
    const share = (part: typeof frame): number =>
      (part.getColumn("kind").toArray() as unknown as string[]).filter((label) => label === "slow").length /
      part.shape.height;
    const { test } = stratifiedSplit(frame, { by: "kind", seed: 1, allowShuffledDates: true });
    expect(share(test)).toBeCloseTo(share(frame), 2);
    const groups = groupSplit(frame, { by: "weather", seed: 2, testShare: 0.3 });
    expect(groups.test.getColumn("weather").nUnique()).toBe(1);
    expect(groups.train.getColumn("weather").nUnique()).toBe(2);
  });

  it("give folds as row indexes", () => {
    expect(timeFolds(frame, { folds: 3 })).toEqual(
      timeFolds(
        Float64Array.from({ length: hours }, (_, row) => row),
        { folds: 3 },
      ),
    );
    expect(stratifiedFolds(frame, { by: "kind", folds: 4, seed: 1 })).toHaveLength(4);
  });
});

describe("a pipeline fitted on a frame", () => {
  const { train, test } = timeSplit(frame, { cutoff: "2024-02-01" });
  const actual = toColumns(test).byName.get("volume") as { readonly values: Float64Array };
  const trees = pipeline({
    steps: [calendarParts({ column: "time", parts: ["hour"] })],
    model: gradientBoosting({ rounds: 60 }),
  });
  const fitted = trees.fit(train.drop("busy").drop("kind"), "volume");

  it("codes strings as categories for trees, without their names", () => {
    expect(fitted.featureNames).toEqual(["weather", "height", "hour"]);
    expect(fitted.steps.at(-1)?.toJSON()).toMatchObject({ kind: "ordinal", unseen: "missing" });
    expect(JSON.stringify(fitted.model.toJSON())).toContain("categories_nodes");
    expect(rmse(actual.values, fitted.predict(test))).toBeLessThan(60);
  });

  it("predicts the same from a frame, from columns and after restoring", () => {
    const restored = restorePipeline(JSON.stringify(fitted.toJSON()));
    expect(restored.predict(test)).toEqual(fitted.predict(toColumns(test)));
    expect(restored.target).toEqual(fitted.target);
    expect(restored.inputs).toEqual(fitted.inputs);
  });

  it("has the baselines as pipelines, on any frame", () => {
    const hour = calendarParts({ column: "time", parts: ["hour"] });
    const hourMean = pipeline({ steps: [hour], model: groupMean({ by: ["hour", "weather"] }) }).fit(train, "volume");
    expect(rmse(actual.values, hourMean.predict(test))).toBeLessThan(20);
    const mean = pipeline({ model: meanModel() }).fit(train, "volume");
    expect(mean.inputs).toEqual([]);
    expect(new Set(mean.predict(test)).size).toBe(1);
    const last = pipeline({ model: lastValue({ orderBy: "time", by: ["weather"] }) }).fit(train, "volume");
    expect(restorePipeline(last.toJSON()).predict(test)).toEqual(last.predict(test));
  });

  it("learns booleans and labels as classes", () => {
    const classifier = (objective: "logistic" | "softmax") =>
      pipeline({
        steps: [calendarParts({ column: "time", parts: ["hour"] })],
        model: gradientBoosting({ objective, rounds: 20 }),
      });
    const busy = classifier("logistic").fit(train.drop("kind").drop("volume"), "busy");
    expect(busy.probability(test)[0]).toBeLessThan(0.1);
    const kind = classifier("logistic").fit(train.drop("busy").drop("volume"), "kind");
    expect(kind.target?.labels).toEqual(["slow", "usual"]);
    expect(kind.predictLabels(test)).toEqual(test.getColumn("kind").toArray());
    const word = classifier("softmax").fit(train.drop("kind"), "weather");
    expect(new Set(word.predictLabels(test))).toEqual(new Set(["Clear", "Rain", "Snow"]));
    expect(() => trees.fit(train, "weather")).toThrow(
      'the target "weather" has 3 labels and gradientBoosting predicts numbers',
    );
  });

  it("gives probabilities of baselines and other models of numbers for a target of 0 and 1, and of labels", () => {
    const hour = calendarParts({ column: "time", parts: ["hour"] });
    const without = train.drop("kind").drop("volume");
    const share = pipeline({ steps: [hour], model: groupMean({ by: ["hour"] }) }).fit(without, "busy");
    for (const fitted of [share, restorePipeline(share.toJSON())]) {
      expect(fitted.probability(test)).toEqual(fitted.predict(test));
      expect(fitted.probabilities(test)[0]).toEqual(fitted.predict(test).map((value) => 1 - value));
    }
    const mean = pipeline({ model: meanModel() }).fit(without, "busy");
    expect(new Set(mean.probability(test))).toEqual(new Set([mean.target?.shares?.[1]]));
    const labels = pipeline({ steps: [hour], model: groupMean({ by: ["hour"], target: "class" }) });
    const weather = labels.fit(train.drop("kind"), "weather");
    expect(weather.probabilities(test)).toHaveLength(3);
    const numbers = pipeline({ model: meanModel() }).fit(train, "volume");
    expect(() => numbers.probability(test)).toThrow('model "mean" has no probabilities for a target of numbers');
  });

  it("watches a validation frame and takes weights by name", () => {
    const early = pipeline({
      steps: [calendarParts({ column: "time", parts: ["hour"] })],
      model: gradientBoosting({ rounds: 500, earlyStopping: 5, learningRate: 0.5 }),
    }).fit(train, "volume", { validation: test });
    expect(early.model.rounds).toBeLessThan(500);
    const weighted = pipeline({
      steps: [calendarParts({ column: "time", parts: ["hour"] })],
      model: gradientBoosting(),
    });
    expect(weighted.fit(train, "volume", { weights: "height" }).featureNames).not.toContain("height");
  });

  it("says which steps are missing before a model that needs numbers", () => {
    expect(() => pipeline({ model: logistic() }).fit(train.drop("time"), "busy")).toThrow(
      'column "weather" is category, a model needs numbers; encode it',
    );
    expect(() => fitted.predict([{ weather: "Snow" }] as never)).toThrow("use predictRows(model, rows)");
    expect(() => fitted.predict(test.lazy() as never)).toThrow("LazyDataFrame");
  });
});
