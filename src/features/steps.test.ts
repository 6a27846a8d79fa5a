import { describe, expect, it } from "vitest";
import { type Columns, columnsOf } from "../table/columns.js";
import { stepContract } from "../testing/step-contract.js";
import { calendarParts } from "./calendar-parts.js";
import { clip } from "./clip.js";
import { correlationFilter } from "./correlation-filter.js";
import { cyclic } from "./cyclic.js";
import { differences } from "./differences.js";
import { drop } from "./drop.js";
import { frequencyEncode } from "./frequency-encode.js";
import { impute } from "./impute.js";
import { kMeans } from "./k-means.js";
import { lags } from "./lags.js";
import { log1p } from "./log1p.js";
import { minMaxScale } from "./min-max-scale.js";
import { nearestOnSphere } from "./nearest-on-sphere.js";
import { oneHot } from "./one-hot.js";
import { ordinal } from "./ordinal.js";
import { pca } from "./pca.js";
import { polynomialFeatures } from "./polynomial-features.js";
import { quantileScale } from "./quantile-scale.js";
import { restoreStep } from "./restore-step.js";
import { robustScale } from "./robust-scale.js";
import { rolling } from "./rolling.js";
import { select } from "./select.js";
import { selectKBest } from "./select-k-best.js";
import { standardScale } from "./standard-scale.js";
import type { Step } from "./step.js";
import { targetEncode } from "./target-encode.js";
import { varianceThreshold } from "./variance-threshold.js";
import { yeoJohnson } from "./yeo-johnson.js";

const columns: Columns = columnsOf([
  ["when", { kind: "time", values: Float64Array.of(0, 1_451_606_400_000, Number.NaN, 1_500_000_000_000) }],
  ["hour", { kind: "number", values: Float64Array.of(0, 6, 12, 23) }],
  ["temp", { kind: "number", values: Float64Array.of(280.5, Number.NaN, 265, 301) }],
  ["weather", { kind: "text", values: ["Rain", "Clear", null, "Rain"] }],
  ["level", { kind: "number", values: Float64Array.of(1.5, -2, 0.25, 7) }],
  ["flat", { kind: "number", values: Float64Array.of(2, 2, 2, 2) }],
  ["latitude", { kind: "number", values: Float64Array.of(41.9, 41.7, Number.NaN, 41.5) }],
  ["longitude", { kind: "number", values: Float64Array.of(-87.6, -87.65, -87.6, -87.7) }],
  ["day", { kind: "category", codes: Int32Array.of(1, 0, -1, 1), categories: ["Mon", "Tue", "Wed"] }],
]);

const target = Float64Array.of(3, 1, 4, 1.5);
const places = [
  { name: "north", latitude: 42, longitude: -87.7 },
  { name: "south", latitude: 41.6, longitude: -87.6 },
];
const chooses = ["hour", "level", "flat"];

const steps: readonly (readonly [Step, string?])[] = [
  [clip({ columns: ["temp"], bounds: { sigmas: 1 } }), "temp"],
  [clip({ columns: ["hour"], bounds: { quantiles: [0.1, 0.6] }, outside: "missing" }), "hour"],
  [correlationFilter({ threshold: 0.8, columns: chooses })],
  [frequencyEncode({ columns: ["weather", "day"] }), "weather"],
  [kMeans({ columns: ["hour", "level"], clusters: 2, seed: 1 }), "level"],
  [log1p({ columns: ["hour"] }), "hour"],
  [minMaxScale({ columns: ["temp", "flat"], range: [-1, 1] }), "temp"],
  [nearestOnSphere({ latitude: "latitude", longitude: "longitude", places }), "longitude"],
  [pca({ columns: chooses, components: 2 }), "level"],
  [pca({ columns: chooses, components: 0.9, prefix: "axis" }), "level"],
  [polynomialFeatures({ columns: ["hour", "temp"], degree: 3 }), "temp"],
  [quantileScale({ columns: ["temp"], output: "normal" }), "temp"],
  [robustScale({ columns: ["temp", "flat"] }), "flat"],
  [selectKBest({ k: 1, score: "fRegression", columns: chooses })],
  [targetEncode({ columns: ["weather"], smooth: 2 }), "weather"],
  [varianceThreshold({ columns: chooses })],
  [yeoJohnson({ columns: ["temp", "hour"] }), "hour"],

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
  stepContract(`${place} ${step.kind}`, { step, columns, target, ...(input !== undefined && { input }) });
});

const past: readonly Step[] = [
  differences({ columns: ["hour"], lags: [1, 2], orderBy: "hour" }),
  lags({ columns: ["temp", "level"], lags: [1, 2] }),
  lags({ columns: ["level"], lags: [1], orderBy: "hour", by: ["weather"] }),
  rolling({ columns: ["level"], window: 2, statistics: ["mean", "deviation", "minimum", "maximum"], minimumCount: 1 }),
];

past.forEach((step, place) => {
  stepContract(`${place} ${step.kind}`, { step, columns, input: place === 0 ? "hour" : "level", readsPast: true });
});

describe("restoreStep", () => {
  it("refuses a kind it does not know and names those it knows", () => {
    expect(() => restoreStep({ kind: "eval" }, "p.json.steps[0]")).toThrow(
      /^p\.json\.steps\[0\]\.kind: "eval" is not a step; steps are calendarParts, clip, correlationFilter, cyclic, /,
    );
    expect(() => restoreStep({ kind: "constructor" })).toThrow("is not a step");
    expect(() => restoreStep("select")).toThrow('step: must be an object, got "select"');
  });
});
