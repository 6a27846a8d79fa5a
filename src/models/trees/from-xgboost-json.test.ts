import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Json } from "../../core/json.js";
import type { Matrix } from "../../table/matrix.js";
import type { BoostedTrees } from "./boosted-trees.js";
import { fromXgboostJson } from "./from-xgboost-json.js";
import { gradientBoosting } from "./gradient-boosting.js";
import { toXgboostJson } from "./to-xgboost-json.js";

interface Golden {
  readonly name: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly columns: readonly (readonly (number | null)[])[];
  readonly target: readonly number[];
  readonly predictions: readonly number[];
  readonly gain: Readonly<Record<string, number>>;
  readonly model: Json;
}

interface Stopped {
  readonly name: string;
  readonly bestRounds: number;
  readonly rounds: number;
  readonly best: readonly (number | number[])[];
  readonly all: readonly (number | number[])[];
  readonly model: Json;
}

const golden = readGolden<{ cases: readonly Golden[] }>("boosting.json").cases;
const names = ["hour", "wind", "flag", "temp"];

function readGolden<Content>(file: string): Content {
  return JSON.parse(readFileSync(new URL(`../golden/${file}`, import.meta.url), "utf8")) as Content;
}

function toMatrix({ columns }: Golden): Matrix {
  return {
    rowCount: columns[0]?.length ?? 0,
    names,
    columns: columns.map((values) => Float64Array.from(values, (value) => value ?? Number.NaN)),
  };
}

function fitGolden({ settings, target, ...rest }: Golden) {
  const model = gradientBoosting({
    rounds: settings.rounds ?? 0,
    depth: settings.max_depth ?? 0,
    learningRate: settings.eta ?? 0,
    lambda: settings.lambda ?? 0,
    alpha: settings.alpha ?? 0,
    gamma: settings.gamma ?? 0,
    minChildWeight: settings.min_child_weight ?? 0,
  });
  return model.fit(toMatrix({ settings, target, ...rest }), Float64Array.from(target));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, row) => Math.abs(value - b[row])));
}

describe("gradientBoosting compared with XGBoost 1.7.4 exact", () => {
  for (const one of golden) {
    it(`grows trees that predict the same: ${one.name}`, () => {
      const actual = fitGolden(one);
      expect(largestDifference(actual.predict(toMatrix(one)), one.predictions)).toBeLessThan(2e-3);
      const total = Object.values(one.gain).reduce((sum, gain) => sum + gain, 0);
      for (const [name, gain] of Object.entries(one.gain)) {
        // Equal gains of two columns at a deep node may be booked to either.
        expect(Math.abs((actual.importance().get(name) ?? 0) - gain / total)).toBeLessThan(1e-3);
      }
    });
  }
});

describe("fromXgboostJson", () => {
  it("names itself for a string that is not JSON", () => {
    expect(() => fromXgboostJson("{", { path: "model.json" })).toThrow("fromXgboostJson: model.json is not valid JSON");
  });

  for (const one of golden) {
    it(`predicts the same bits as XGBoost: ${one.name}`, () => {
      expect([...fromXgboostJson(one.model).predict(toMatrix(one))]).toEqual(one.predictions);
    });
  }

  const stopped = readGolden<{ rows: number[][]; cases: readonly Stopped[] }>("early-stopping.json");
  const queries: Matrix = {
    rowCount: stopped.rows.length,
    names: ["a", "b"],
    columns: [0, 1].map((column) => Float64Array.from(stopped.rows, (row) => row[column])),
  };

  for (const { name, bestRounds, rounds, best, all, model } of stopped.cases) {
    it(`predicts with the best round of a model that stopped early, as XGBoost: ${name}`, () => {
      const predictions = ({ classes, predict, probabilities }: BoostedTrees): readonly Float64Array[] =>
        classes.length === 0 ? [predict(queries)] : probabilities(queries);
      const expected = (values: readonly (number | number[])[], output: number): number[] =>
        values.map((value) => (typeof value === "number" ? value : value[output]));
      predictions(fromXgboostJson(model)).forEach((values, output) => {
        expect(largestDifference(values, expected(best, output))).toBeLessThan(1e-6);
      });
      predictions(fromXgboostJson(model, { rounds: "all" })).forEach((values, output) => {
        expect(largestDifference(values, expected(all, output))).toBeLessThan(1e-6);
      });
      const trees = fromXgboostJson(model, { rounds: "all" }).trees.length;
      expect(fromXgboostJson(model).trees).toHaveLength((trees / rounds) * bestRounds);
    });
  }

  it("refuses a best round that is not in the file", () => {
    const broken = JSON.parse(JSON.stringify(stopped.cases[0].model));
    broken.learner.attributes.best_iteration = "1000";
    expect(() => fromXgboostJson(broken)).toThrow(/best_iteration: expected an integer from 0 to \d+, got "1000"/);
  });

  it("refuses numbers of classes that would fill the memory, infinite values and deep JSON", () => {
    const text = JSON.stringify(stopped.cases[2].model);
    const changed = (from: RegExp, to: string) => () => fromXgboostJson(text.replace(from, to), { path: "m.json" });
    for (const count of ["1000000000", "1e9", "-3", "2.5", ""]) {
      expect(changed(/"num_class":"3"/, `"num_class":"${count}"`)).toThrow(
        `m.json.learner.learner_model_param.num_class: expected an integer from 2 to 65536, got "${count}"`,
      );
    }
    expect(changed(/"split_conditions":\[/, '"split_conditions":[1e999,')).toThrow(
      "split_conditions: expected an array of finite numbers, got Infinity",
    );
    expect(changed(/"split_conditions":\[[^,]+/, '"split_conditions":[1e39')).toThrow(
      "trees[0].split_conditions: expected numbers in float32",
    );
    expect(changed(/^\{/, `{"x":${"[".repeat(100_000)}${"]".repeat(100_000)},`)).not.toThrow();
    expect(() => fromXgboostJson("[".repeat(100_000) + "]".repeat(100_000))).toThrow(
      "expected an object, got a deeply nested array",
    );
  });

  it("reads back what toXgboostJson wrote", () => {
    const one = golden[1];
    const actual = fitGolden(one);
    const restored = fromXgboostJson(toXgboostJson(actual));
    expect(largestDifference(restored.predict(toMatrix(one)), actual.predict(toMatrix(one)))).toBeLessThan(1e-3);
    expect(restored.featureNames).toEqual(names);
  });

  it("refuses another objective and a file without column names", () => {
    const text = toXgboostJson(fitGolden(golden[0]));
    expect(() => fromXgboostJson(text.replace("reg:squarederror", "rank:pairwise"), { path: "m.json" })).toThrow(
      'or multi:softprob or multi:softmax, got "rank:pairwise"',
    );
    expect(() => fromXgboostJson(text.replace('["hour","wind","flag","temp"]', "[]"))).toThrow(
      "the model has 4 columns and 0 names; set featureNames",
    );
  });
});

describe("toXgboostJson", () => {
  it("writes the file of which XGBoost's predictions are golden values", async () => {
    await expect(toXgboostJson(fitGolden(golden[1]))).toMatchFileSnapshot("../golden/ours.xgboost.json");
  });

  it("writes a file with which XGBoost predicts the same", () => {
    const one = golden[1];
    const { predictions } = readGolden<{ predictions: readonly number[] }>("read-ours.json");
    expect(largestDifference(fitGolden(one).predict(toMatrix(one)), predictions)).toBeLessThan(1e-3);
  });
});
