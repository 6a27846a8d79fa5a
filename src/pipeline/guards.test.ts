import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { targetEncode } from "../features/encoders/target-encode.js";
import { randomOversample } from "../features/resamplers/random-oversample.js";
import { randomUndersample } from "../features/resamplers/random-undersample.js";
import type { Resampler } from "../features/resamplers/resampler.js";
import { smote } from "../features/resamplers/smote.js";
import { selectKBest } from "../features/selection/select-k-best.js";
import type { Step } from "../features/step.js";
import { groupMean } from "../models/baselines/group-mean.js";
import { meanModel } from "../models/baselines/mean-model.js";
import { linear } from "../models/linear/linear.js";
import type { Model } from "../models/model.js";
import { kNearest } from "../models/neighbors/k-nearest.js";
import { columnsFromEntries } from "../table/columns.js";
import { getNumbers } from "../table/get-numbers.js";
import { takeRows } from "../table/take-rows.js";
import { pipeline } from "./pipeline.js";

const random = randomSource(8);
const rowCount = 120;
const label = Float64Array.from({ length: rowCount }, (_, row) => (row % 8 === 0 ? 1 : 0));
const rows = columnsFromEntries([
  ["x", { kind: "number", values: label.map((own) => own + random.normal()) }],
  ["noise", { kind: "number", values: label.map(() => random.normal()) }],
  ["id", { kind: "string", values: Array.from(label, (_, row) => `id ${row}`) }],
  ["label", { kind: "number", values: label }],
]);
const numeric = columnsFromEntries([...rows.byName].filter(([name]) => name !== "id"));

/** Learns nothing but how many rows of class 1 it was shown, of how many. */
const counting: Model & { readonly shown: number[][] } = {
  kind: "counting",
  shown: [],
  fit(matrix, target) {
    counting.shown.push([target.reduce((total, own) => total + own, 0), target.length]);
    return meanModel().fit(matrix, target);
  },
};

describe("resampling in a pipeline", () => {
  it("acts on what the model learns from and never on rows to predict", () => {
    const settings = pipeline({ steps: [], model: counting, resample: smote({ ratio: 0.5, seed: 1 }) });
    const fitted = settings.fit(numeric, "label");
    expect(counting.shown.at(-1)).toEqual([52, 157]);
    expect(fitted.predict(numeric)).toHaveLength(rowCount);
    expect(JSON.stringify(fitted.toJSON())).not.toContain("smote");
  });

  it("takes resamplers one after the other", () => {
    const resample = [smote({ ratio: 0.5, seed: 1 }), randomUndersample({ ratio: 0.8, seed: 1 })];
    pipeline({ steps: [], model: counting, resample }).fit(numeric, "label");
    expect(counting.shown.at(-1)).toEqual([52, 117]);
  });

  it("comes after every step, so features are chosen on rows as they are", () => {
    const step = selectKBest({ k: 1, score: "mutualInformationClasses" });
    const plain = pipeline({ steps: [step], model: meanModel() }).fit(numeric, "label");
    const resample = randomOversample({ seed: 1 });
    const balanced = pipeline({ steps: [step], model: meanModel(), resample }).fit(numeric, "label");
    expect(balanced.steps[0]?.toJSON()).toEqual(plain.steps[0]?.toJSON());
  });

  it("cannot be one of the steps: the compiler refuses it, and so does the pipeline", () => {
    // @ts-expect-error a resampler is not a step
    expect(() => pipeline({ steps: [smote({ seed: 1 })], model: meanModel() })).toThrow(
      "pipeline: smote changes the training rows and cannot be one of the steps; give it as resample",
    );
    // @ts-expect-error a step is not a resampler
    const wrong: Resampler = selectKBest({ k: 1, score: "fClasses" });
    expect("resample" in wrong).toBe(false);
  });

  it("takes only rows that a pipeline made, so a table cannot be balanced before its split", () => {
    const table = { matrix: { rowCount: 0, names: [], columns: [] }, target: new Float64Array(0) };
    // @ts-expect-error only a pipeline makes training rows
    expect(() => smote({ seed: 1 }).resample(table)).toThrow("smote: expected at least two classes, got only none");
  });

  it("does not go with weights, which say the same", () => {
    const settings = pipeline({ steps: [], model: meanModel(), resample: randomOversample({ seed: 1 }) });
    expect(() => settings.fit(numeric, "label", { weights: new Float64Array(rowCount).fill(1) })).toThrow(
      "pipeline: weights and resample both change how rows count",
    );
  });
});

describe("training rows in a pipeline", () => {
  it("are encoded by other rows, so a column of unique labels explains nothing", () => {
    const steps: Step[] = [targetEncode({ columns: ["id"], smooth: 0 })];
    const matrixSeen: number[][] = [];
    const spy: Model = {
      kind: "spy",
      fit(matrix, target) {
        matrixSeen.push([...(matrix.columns[matrix.names.indexOf("id")] ?? [])]);
        return meanModel().fit(matrix, target);
      },
    };
    const fitted = pipeline({ steps, model: spy }).fit(rows, "label");
    expect(new Set(matrixSeen[0]).size).toBeLessThanOrEqual(5);
    expect([
      ...getNumbers(
        columnsFromEntries([["id", { kind: "number", values: fitted.features(rows).columns[1] ?? label }]]),
        "id",
      ),
    ]).not.toEqual(matrixSeen[0]);
  });

  it("are spoken of when a feature is constant", () => {
    const flat = takeRows(numeric, Int32Array.of(1, 2, 3, 4, 8, 16));
    const constant = columnsFromEntries([
      ...flat.byName,
      ["station", { kind: "number", values: new Float64Array(6).fill(301) }],
    ]);
    const fitted = pipeline({ steps: [], model: linear() }).fit(constant, "label");
    expect(fitted.warnings).toEqual([expect.stringContaining('feature column "station" is 301 in all 6 rows')]);
    expect(pipeline({ steps: [], model: linear() }).fit(flat, "label").warnings).toEqual([]);
  });

  it("are not weighed in silence by a model that cannot", () => {
    const weights = new Float64Array(rowCount).fill(2);
    for (const model of [groupMean({ by: ["x"] }), kNearest({ target: "number" })]) {
      expect(() => pipeline({ steps: [], model }).fit(numeric, "label", { weights })).toThrow("weights");
    }
  });
});
