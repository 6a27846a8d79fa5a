import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Json } from "../../core/json.js";
import type { Matrix } from "../../table/matrix.js";
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
  for (const one of golden) {
    it(`predicts the same bits as XGBoost: ${one.name}`, () => {
      expect([...fromXgboostJson(one.model).predict(toMatrix(one))]).toEqual(one.predictions);
    });
  }

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
