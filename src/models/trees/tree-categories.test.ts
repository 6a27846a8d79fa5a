import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../core/json.js";
import { jsonReader } from "../../core/json-reader.js";
import { randomSource } from "../../core/random-source.js";
import type { Matrix } from "../../table/matrix.js";
import { rmse } from "../metrics/rmse.js";
import { binMatrix } from "./bin-matrix.js";
import { restoreBoostedTrees } from "./boosted-trees.js";
import { fromXgboostJson } from "./from-xgboost-json.js";
import { gradientBoosting } from "./gradient-boosting.js";
import { toXgboostJson } from "./to-xgboost-json.js";
import { treeShap } from "./tree-shap.js";

type Lists = readonly (readonly (number | null)[])[];

interface Golden {
  readonly name: string;
  readonly settings: { readonly lambda: number; readonly min_child_weight: number; readonly gamma: number };
  readonly columns: Lists;
  readonly predictions: readonly number[];
  readonly later: readonly number[];
  readonly model: string;
}

const golden = JSON.parse(readFileSync(new URL("../golden/categories.json", import.meta.url), "utf8")) as {
  readonly target: readonly number[];
  readonly later: Lists;
  readonly cases: readonly Golden[];
  readonly ours: { readonly predictions: readonly number[]; readonly later: readonly number[] };
};

function toMatrix(columns: Lists): Matrix {
  return {
    rowCount: columns[0]?.length ?? 0,
    names: ["kind", "few", "wind"],
    columns: columns.map((values) => Float64Array.from(values, (value) => value ?? Number.NaN)),
  };
}

const target = Float64Array.from(golden.target);
const later = toMatrix(golden.later);
const categories = ["kind", "few"];
const withGaps = golden.cases[1];

function fitGolden({ settings, columns }: Golden) {
  return gradientBoosting({
    rounds: 6,
    depth: 3,
    learningRate: 0.3,
    lambda: settings.lambda,
    gamma: settings.gamma,
    minChildWeight: settings.min_child_weight,
    categories,
  }).fit(toMatrix(columns), target);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, row) => Math.abs(value - b[row])));
}

describe("splits on categories compared with XGBoost", () => {
  for (const one of golden.cases) {
    it(`read from XGBoost's file predict the same bits, also for unseen categories: ${one.name}`, () => {
      const model = fromXgboostJson(one.model);
      expect([...model.predict(toMatrix(one.columns))]).toEqual(one.predictions);
      expect([...model.predict(later)]).toEqual(one.later);
    });

    it(`fit as well as XGBoost's trees: ${one.name}`, () => {
      const actual = fitGolden(one);
      expect(actual.trees.some((tree) => tree.categories !== undefined)).toBe(true);
      const ratio = rmse(target, actual.predict(toMatrix(one.columns))) / rmse(target, one.predictions);
      expect(ratio).toBeGreaterThan(0.9);
      expect(ratio).toBeLessThan(1.1);
    });
  }

  it("write a file with which XGBoost predicts the same", async () => {
    const actual = fitGolden(withGaps);
    await expect(toXgboostJson(actual)).toMatchFileSnapshot("../golden/ours-categories.xgboost.json");
    expect(largestDifference(actual.predict(toMatrix(withGaps.columns)), golden.ours.predictions)).toBeLessThan(1e-5);
    expect(largestDifference(actual.predict(later), golden.ours.later)).toBeLessThan(1e-5);
  });

  it("are restored from both kinds of JSON, which is refused when inconsistent", () => {
    const actual = fitGolden(withGaps);
    const text = JSON.stringify(actual.toJSON());
    const restored = restoreBoostedTrees(jsonReader(parseJson(text, "model"), "model"));
    expect([...restored.predict(later)]).toEqual([...actual.predict(later)]);
    expect(
      largestDifference(fromXgboostJson(toXgboostJson(actual)).predict(later), actual.predict(later)),
    ).toBeLessThan(1e-5);
    const broken = text.replace(/"categories_nodes":\[\d+/, '"categories_nodes":[9999');
    expect(() => restoreBoostedTrees(jsonReader(parseJson(broken, "model"), "model"))).toThrow(
      /node 9999 has categories .*; expected distinct nodes below \d+ and integers >= 0/,
    );
  });
});

describe("categories in boosted trees", () => {
  const random = randomSource(5);
  const kinds = Float64Array.from({ length: 2000 }, () => random.integer(30));
  const effect = Float64Array.from({ length: 30 }, () => 10 * random.normal());
  const volume = kinds.map((kind) => effect[kind] + random.normal());
  const one = { rowCount: 2000, names: ["kind"], columns: [kinds] };
  const settings = { rounds: 4, depth: 3, learningRate: 0.5 };

  it("need far fewer splits than codes as numbers", () => {
    const asNumbers = gradientBoosting(settings).fit(one, volume);
    const asKinds = gradientBoosting({ ...settings, categories: ["kind"] }).fit(one, volume);
    expect(rmse(volume, asKinds.predict(one))).toBeLessThan(0.75 * rmse(volume, asNumbers.predict(one)));
  });

  it("that are not in training follow the side with more weight at each split", () => {
    const stump = gradientBoosting({ rounds: 1, depth: 1, learningRate: 1, lambda: 0, categories: ["kind"] });
    const few = { rowCount: 7, names: ["kind"], columns: [Float64Array.of(0, 0, 0, 0, 1, 1, 2)] };
    const fitted = stump.fit(few, Float64Array.of(1, 1, 1, 1, 9, 9, 9));
    const unseen = { rowCount: 4, names: ["kind"], columns: [Float64Array.of(3, 250, -1, 1e9)] };
    expect([...fitted.predict(unseen)].map(Math.round)).toEqual([1, 1, 1, 1]);
    expect([...fitted.predict(few)].map(Math.round)).toEqual([1, 1, 1, 1, 9, 9, 9]);
  });

  it("have equal scores and predictions, also for rows outside a tree's sample", () => {
    const model = gradientBoosting({ ...settings, subsample: 0.5, categories: ["kind"] });
    const errors = model.fit(one, volume, { validation: { matrix: one, target: volume } }).validationErrors;
    expect(errors.at(-1)).toBeLessThan(0.5 * (errors[0] ?? 0));
  });

  it("have contributions that add up to the prediction", () => {
    const actual = fitGolden(withGaps);
    const matrix = toMatrix(withGaps.columns);
    const { contributions, expected } = treeShap(actual, matrix);
    actual.predict(matrix).forEach((value, row) => {
      const total = contributions.reduce((sum, list) => sum + list[row], expected);
      expect(Math.abs(total - value)).toBeLessThan(1e-4);
    });
  });

  it("are refused when not codes, too many, unknown, monotone, or binned as numbers", () => {
    const trained = (values: ArrayLike<number>, options = {}) => {
      const matrix = { rowCount: values.length, names: ["kind"], columns: [Float64Array.from(values)] };
      return () => gradientBoosting({ categories: ["kind"], ...options }).fit(matrix, Float64Array.from(values));
    };
    expect(trained([0, 1.5])).toThrow(
      'column "kind": expected category codes 0, 1, 2, ..., got 1.5; encode the column with ordinal',
    );
    expect(trained([0, -1])).toThrow('column "kind": expected category codes 0, 1, 2, ..., got -1');
    expect(trained([0, 255])).toThrow(
      "category codes up to 255, the maximum is 254; group rare categories or use targetEncode",
    );
    expect(trained([0, 254, Number.NaN, 3], { categories: ["kind"] })).toThrow("target is NaN");
    expect(trained([0, 1], { categories: ["sort"] })).toThrow(
      'unknown column "sort" in categories; the columns are kind',
    );
    expect(trained([0, 1], { monotone: { kind: "rising" } })).toThrow(
      "categories have no order, remove it from one of them",
    );
    const binned = binMatrix({ rowCount: 3, names: ["kind"], columns: [Float64Array.of(0, 2, 5)] });
    expect(() => gradientBoosting({ categories: ["kind"] }).fitBinned(binned, Float64Array.of(1, 2, 3))).toThrow(
      'column "kind" does not have one bin per category; name it in the categories option of binMatrix',
    );
  });
});
