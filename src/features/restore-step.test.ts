import { describe, expect, it } from "vitest";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { stepContract } from "../testing/step-contract.js";
import { kMeans } from "./derive/k-means.js";
import { nearestOnSphere } from "./derive/nearest-on-sphere.js";
import { pca } from "./derive/pca.js";
import { polynomialFeatures } from "./derive/polynomial-features.js";
import { frequencyEncode } from "./encoders/frequency-encode.js";
import { oneHot } from "./encoders/one-hot.js";
import { ordinal } from "./encoders/ordinal.js";
import { targetEncode } from "./encoders/target-encode.js";
import { impute } from "./impute.js";
import { restoreStep } from "./restore-step.js";
import { clip } from "./scalers/clip.js";
import { log1p } from "./scalers/log1p.js";
import { minMaxScale } from "./scalers/min-max-scale.js";
import { quantileScale } from "./scalers/quantile-scale.js";
import { robustScale } from "./scalers/robust-scale.js";
import { standardScale } from "./scalers/standard-scale.js";
import { yeoJohnson } from "./scalers/yeo-johnson.js";
import { correlationFilter } from "./selection/correlation-filter.js";
import { drop } from "./selection/drop.js";
import { select } from "./selection/select.js";
import { selectKBest } from "./selection/select-k-best.js";
import { varianceThreshold } from "./selection/variance-threshold.js";
import type { Step } from "./step.js";
import { calendarParts } from "./time/calendar-parts.js";
import { cyclic } from "./time/cyclic.js";
import { differences } from "./time/differences.js";
import { lags } from "./time/lags.js";
import { rolling } from "./time/rolling.js";

const columns: Columns = columnsFromEntries([
  ["when", { kind: "time", values: Float64Array.of(0, 1_451_606_400_000, Number.NaN, 1_500_000_000_000) }],
  ["hour", { kind: "number", values: Float64Array.of(0, 6, 12, 23) }],
  ["temp", { kind: "number", values: Float64Array.of(280.5, Number.NaN, 265, 301) }],
  ["weather", { kind: "string", values: ["Rain", "Clear", null, "Rain"] }],
  ["level", { kind: "number", values: Float64Array.of(1.5, -2, 0.25, 7) }],
  ["flat", { kind: "number", values: Float64Array.of(2, 2, 2, 2) }],
  ["latitude", { kind: "number", values: Float64Array.of(41.9, 41.7, Number.NaN, 41.5) }],
  ["longitude", { kind: "number", values: Float64Array.of(-87.6, -87.65, -87.6, -87.7) }],
  ["day", { kind: "category", codes: Int32Array.of(1, 0, -1, 1), categories: ["Mon", "Tue", "Wed"] }],
]);

const target = Float64Array.of(3, 1, 4, 1.5);
const points = [
  { name: "north", latitude: 42, longitude: -87.7 },
  { name: "south", latitude: 41.6, longitude: -87.6 },
];
const candidates = ["hour", "level", "flat"];

const steps: readonly (readonly [Step, string?])[] = [
  [clip({ columns: ["temp"], bounds: { sigmas: 1 } }), "temp"],
  [clip({ columns: ["hour"], bounds: { quantiles: [0.1, 0.6] }, outside: "missing" }), "hour"],
  [clip({ columns: ["temp", "hour"], bounds: { iqr: 0.5 } }), "temp"],
  [clip({ columns: ["temp"], bounds: { low: 270, high: 300 } }), "temp"],
  [correlationFilter({ threshold: 0.8, columns: candidates })],
  [frequencyEncode({ columns: ["weather", "day"] }), "weather"],
  [kMeans({ columns: ["hour", "level"], clusters: 2, seed: 1 }), "level"],
  [log1p({ columns: ["hour"] }), "hour"],
  [minMaxScale({ columns: ["temp", "flat"], range: [-1, 1] }), "temp"],
  [nearestOnSphere({ latitude: "latitude", longitude: "longitude", points }), "longitude"],
  [pca({ columns: candidates, components: 2 }), "level"],
  [pca({ columns: candidates, components: 0.9, prefix: "axis" }), "level"],
  [polynomialFeatures({ columns: ["hour", "temp"], degree: 3 }), "temp"],
  [quantileScale({ columns: ["temp"], output: "normal" }), "temp"],
  [robustScale({ columns: ["temp", "flat"] }), "flat"],
  [selectKBest({ k: 1, score: "fRegression", columns: candidates })],
  [targetEncode({ columns: ["weather"], smooth: 2 }), "weather"],
  [targetEncode({ columns: ["weather", "day", "hour"] }), "day"],
  [varianceThreshold({ columns: candidates })],
  [yeoJohnson({ columns: ["temp", "hour"] }), "hour"],

  [calendarParts({ column: "when", parts: ["hour", "weekday", "dayOfYear"], prefix: "when_" }), "when"],
  [cyclic({ column: "hour", period: 24, keepSource: true }), "hour"],
  [drop({ columns: ["weather", "day"] })],
  [impute({ columns: ["temp"], strategy: "median" }), "temp"],
  [impute({ columns: ["temp", "when"], strategy: "mean" }), "temp"],
  [impute({ columns: ["weather"], strategy: { constant: "none" } }), "weather"],
  [impute({ columns: ["weather", "day"], strategy: "mostFrequent" }), "weather"],
  [impute({ columns: ["temp", "weather"], strategy: "mostFrequent" }), "temp"],
  [oneHot({ columns: ["weather", "day"], unseen: "other" }), "day"],
  [oneHot({ columns: ["hour"], minimumCount: 2, keepSource: true }), "hour"],
  [ordinal({ columns: ["weather", "day", "hour"] }), "weather"],
  [select({ columns: ["temp", "hour"] }), "temp"],
  [standardScale({ columns: ["temp", "hour"] }), "temp"],
];

steps.forEach(([step, input], index) => {
  stepContract(`${index} ${step.kind}`, { step, columns, target, ...(input !== undefined && { input }) });
});

const past: readonly Step[] = [
  differences({ columns: ["hour"], lags: [1, 2], orderBy: "hour" }),
  lags({ columns: ["temp", "level"], lags: [1, 2] }),
  lags({ columns: ["level"], lags: [1], orderBy: "hour", by: ["weather"] }),
  rolling({ columns: ["level"], window: 2, statistics: ["mean", "deviation", "minimum", "maximum"], minimumCount: 1 }),
];

past.forEach((step, index) => {
  stepContract(`${index} ${step.kind}`, {
    step,
    columns,
    input: index === 0 ? "hour" : "level",
    readsPast: true,
    optional: ["every"],
  });
});

describe("restoreStep", () => {
  it("refuses an unknown kind and says where to pass own steps", () => {
    expect(() => restoreStep({ kind: "eval" }, { path: "p.json.steps[0]" })).toThrow(
      /^p\.json\.steps\[0\]\.kind: unknown step "eval"; pass your own steps as restorePipeline\(json, { steps: \[eval\] }\)/,
    );
    expect(() => restoreStep({ kind: "constructor" })).toThrow('step.kind: unknown step "constructor"');
    expect(() => restoreStep("select")).toThrow('step: expected an object, got "select"');
  });
});
