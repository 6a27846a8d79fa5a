import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../core/json.js";
import type { Matrix } from "../../table/matrix.js";
import { pinballLoss } from "../metrics/pinball-loss.js";
import { restoreModel } from "../restore-model.js";
import type { BoostedTrees } from "./boosted-trees.js";
import type { ObjectiveName } from "./boosting-objective.js";
import { fromXgboostJson } from "./from-xgboost-json.js";
import { gradientBoosting } from "./gradient-boosting.js";
import type { GradientBoostingOptions } from "./gradient-boosting-options.js";
import { toXgboostJson } from "./to-xgboost-json.js";
import { treeShap } from "./tree-shap.js";

interface Golden {
  readonly name: string;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly rounds: number;
  readonly columns: readonly (readonly (number | null)[])[];
  readonly target: readonly number[];
  readonly weights: readonly number[] | null;
  readonly predictions: readonly (number | readonly number[])[];
  readonly margins: readonly (number | readonly number[])[];
  /** Margins from where our training begins. */
  readonly trained: readonly (number | readonly number[])[];
  readonly contributions: readonly (readonly number[] | readonly (readonly number[])[])[];
  readonly model: Json;
}

const { cases } = JSON.parse(readFileSync(new URL("../golden/boosting-objectives.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Golden[];
};
const named = (name: string): Golden => cases.find((one) => one.name === name) as Golden;
const names = ["hour", "wind", "flag", "temp"];

const objectives: Readonly<Record<string, ObjectiveName>> = {
  "reg:squarederror": "squared",
  "reg:absoluteerror": "absolute",
  "binary:logistic": "logistic",
  "multi:softprob": "softmax",
};

function toMatrix({ columns }: Golden): Matrix {
  return {
    rowCount: columns[0]?.length ?? 0,
    names,
    columns: columns.map((values) => Float64Array.from(values, (value) => value ?? Number.NaN)),
  };
}

function fitGolden(golden: Golden, more: GradientBoostingOptions = {}): BoostedTrees {
  const { settings, rounds, name, target, weights } = golden;
  return gradientBoosting({
    objective: objectives[settings.objective as string] ?? "squared",
    rounds,
    learningRate: settings.eta as number,
    minChildWeight: settings.min_child_weight as number,
    ...(name === "leaf" ? { growth: "leaf", maxLeaves: 9 } : { depth: settings.max_depth as number }),
    ...(name === "monotone" ? { monotone: { hour: "falling", wind: "rising", temp: "rising" } } : {}),
    ...more,
  }).fit(toMatrix(golden), Float64Array.from(target), weights ? { weights: Float64Array.from(weights) } : {});
}

/** One list per output from one list (or number) per row. */
function outputs(rows: readonly (number | readonly number[])[]): number[][] {
  const lists = rows.map((row) => (typeof row === "number" ? [row] : row));
  return (lists[0] ?? []).map((_, output) => lists.map((row) => row[output]));
}

function expectNear(result: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(result.length).toBe(expected.length);
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  expect(Math.max(...Array.from(result, (value, row) => Math.abs(value - expected[row]))) / scale).toBeLessThan(
    tolerance,
  );
}

describe("gradientBoosting compared with XGBoost 1.7.4", () => {
  for (const golden of cases) {
    it(`grows trees with the same scores: ${golden.name}`, () => {
      const result = fitGolden(golden).margins(toMatrix(golden));
      outputs(golden.trained).forEach((expected, output) => {
        expectNear(result[output], expected, 3e-6);
      });
    });
  }
});

describe("fromXgboostJson", () => {
  for (const golden of cases) {
    it(`predicts as XGBoost: ${golden.name}`, () => {
      const model = fromXgboostJson(golden.model);
      const margins = model.margins(toMatrix(golden));
      outputs(golden.margins).forEach((expected, output) => {
        expectNear(margins[output], expected, 2e-7);
      });
      if (model.classes.length === 0) return;
      const probabilities = model.probabilities(toMatrix(golden)).slice(model.classes.length === 2 ? 1 : 0);
      outputs(golden.predictions).forEach((expected, output) => {
        expectNear(probabilities[output], expected, 3e-7);
      });
    });
  }

  it("reads the base score of XGBoost 2 (an estimate) and 3 (an array), for two classes a probability", () => {
    const withScore = (name: string, score: string): Json => {
      const model = structuredClone(named(name).model) as { learner: { learner_model_param: { base_score: string } } };
      model.learner.learner_model_param.base_score = score;
      return model as unknown as JsonObject;
    };
    expect(fromXgboostJson(withScore("weights", "[1.5E0]")).baseScores).toEqual([1.5]);
    expect(fromXgboostJson(withScore("softmax", "[1E-1,2E-1,-3E-1]")).baseScores).toEqual(
      [0.1, 0.2, -0.3].map(Math.fround),
    );
    expect(fromXgboostJson(withScore("logistic", "[2.5E-1]")).baseScores[0]).toBeCloseTo(Math.log(1 / 3), 6);
    expect(() => fromXgboostJson(withScore("logistic", "[1.5E0]"), { path: "m" })).toThrow(
      "m.learner.learner_model_param.base_score: expected a probability between 0 and 1, got 1.5",
    );
    expect(() => fromXgboostJson(withScore("softmax", "[1,2]"), { path: "m" })).toThrow(
      'm.learner.learner_model_param.base_score: expected one number or an array of 3, got "[1,2]"',
    );
  });

  it("reads back what toXgboostJson wrote", () => {
    for (const name of ["absolute", "logistic", "softmax"]) {
      const result = fitGolden(named(name));
      const scores = (model: BoostedTrees) =>
        name === "absolute" ? model.margins(toMatrix(named(name))) : model.probabilities(toMatrix(named(name)));
      const back = scores(fromXgboostJson(toXgboostJson(result)));
      scores(result).forEach((expected, output) => {
        expectNear(back[output], expected, 2e-6);
      });
    }
  });
});

describe("toXgboostJson", () => {
  const read = JSON.parse(readFileSync(new URL("../golden/read-ours.json", import.meta.url), "utf8")) as Readonly<
    Record<string, readonly (number | readonly number[])[]>
  >;
  for (const name of ["absolute", "logistic", "softmax"]) {
    it(`writes a file with which XGBoost predicts the same: ${name}`, async () => {
      const result = fitGolden(named(name));
      await expect(toXgboostJson(result)).toMatchFileSnapshot(`../golden/ours-${name}.xgboost.json`);
      const matrix = toMatrix(named(name));
      const scores = name === "absolute" ? [result.predict(matrix)] : result.probabilities(matrix);
      outputs(read[name] ?? []).forEach((expected, output) => {
        expectNear(scores[name === "logistic" ? 1 : output], expected, 2e-6);
      });
    });
  }

  it("refuses a quantile, which XGBoost 1.7 does not support", () => {
    const result = fitGolden(named("weights"), { objective: "quantile" });
    expect(() => toXgboostJson(result)).toThrow("toXgboostJson: XGBoost 1.7 has no quantile objective");
  });
});

describe("treeShap compared with XGBoost's pred_contribs", () => {
  for (const golden of cases) {
    it(`gives the same contributions: ${golden.name}`, () => {
      const model = fromXgboostJson(golden.model);
      const all = toMatrix(golden);
      const some = { ...all, rowCount: 25, columns: all.columns.map((values) => values.slice(0, 25)) };
      const perOutput = model.offsets.map((_, output) =>
        treeShap(model, some, model.offsets.length > 1 ? { of: output } : {}),
      );
      perOutput.forEach(({ contributions, expected }, output) => {
        const lines = golden.contributions.map(
          (line) => (typeof line[0] === "number" ? line : line[output]) as readonly number[],
        );
        [...contributions, new Float64Array(25).fill(expected)].forEach((result, column) => {
          const theirs = lines.map((line) => line[column]);
          expectNear(result, theirs, 2e-6);
        });
      });
    });
  }
});

describe("boosted trees of classes and quantiles", () => {
  const { target } = named("softmax");
  const matrix = toMatrix(named("softmax"));

  it("predict the classes of the target", () => {
    const renamed = Float64Array.from(target, (value) => [-4, 10, 25][value]);
    const model = gradientBoosting({ objective: "softmax", rounds: 30 }).fit(matrix, renamed);
    expect(model.classes).toEqual([-4, 10, 25]);
    const right = model.predict(matrix).filter((value, row) => value === renamed[row]).length;
    expect(right / target.length).toBeGreaterThan(0.95);
    model.probabilities(matrix)[0]?.forEach((_, row) => {
      const total = model.probabilities(matrix).reduce((sum, result) => sum + result[row], 0);
      expect(total).toBeCloseTo(1, 12);
    });
  });

  it("are restored from JSON to the bit", () => {
    for (const objective of ["softmax", "quantile", "absolute"] as const) {
      const model = gradientBoosting({ objective, rounds: 5 }).fit(matrix, Float64Array.from(target));
      const back = restoreModel(JSON.parse(JSON.stringify(model))) as BoostedTrees;
      expect(back.margins(matrix)).toEqual(model.margins(matrix));
      expect(back.toJSON()).toEqual(model.toJSON());
    }
  });

  it("stop early by the loss that they minimize", () => {
    const whole = Float64Array.from(target);
    const validation = {
      matrix: { ...matrix, rowCount: 60, columns: matrix.columns.map((c) => c.slice(0, 60)) },
      target: whole.slice(0, 60),
    };
    const train = { ...matrix, rowCount: 100, columns: matrix.columns.map((c) => c.slice(60)) };
    for (const objective of ["softmax", "absolute", "quantile"] as const) {
      const model = gradientBoosting({ objective, rounds: 500, learningRate: 0.5, earlyStopping: 5, depth: 3 }).fit(
        train,
        whole.slice(60),
        { validation },
      );
      const best = Math.min(...model.validationErrors);
      const rounds = model.trees.length / (objective === "softmax" ? 3 : 1);
      expect(rounds).toBe(model.validationErrors.indexOf(best) + 1);
      expect(model.validationErrors.length).toBeLessThan(500);
    }
  });

  it("predict a quantile that has its share of the rows below it", () => {
    const { target: numbers } = named("weights");
    const data = toMatrix(named("weights"));
    const actual = Float64Array.from(numbers);
    for (const quantile of [0.1, 0.5, 0.9]) {
      const options = { objective: "quantile", quantile, rounds: 60, depth: 3, minChildWeight: 10 } as const;
      const predicted = gradientBoosting(options).fit(data, actual).predict(data);
      const below = actual.filter((value, row) => value <= predicted[row]).length / actual.length;
      expect(Math.abs(below - quantile)).toBeLessThan(0.08);
      const flat = actual.map(() => [...actual].sort((a, b) => a - b)[Math.floor(quantile * actual.length)]);
      expect(pinballLoss(actual, predicted, { quantile })).toBeLessThan(0.8 * pinballLoss(actual, flat, { quantile }));
    }
  });

  it("refuse a single class, three classes for logistic, and validation classes that are not in training", () => {
    const ones = new Float64Array(matrix.rowCount).fill(1);
    const logistic = gradientBoosting({ objective: "logistic", rounds: 2 });
    expect(() => logistic.fit(matrix, ones)).toThrow(
      "gradientBoosting: logistic needs two or more classes, every row has class 1",
    );
    expect(() => logistic.fit(matrix, Float64Array.from(target))).toThrow(
      "logistic needs 2 classes, the target has 3: 0, 1, 2; use softmax",
    );
    const two = Float64Array.from(target, (value) => Math.min(value, 1));
    expect(() => logistic.fit(matrix, two, { validation: { matrix, target: Float64Array.from(target) } })).toThrow(
      /the validation target is 2 at row index \d+; the classes of training are 0, 1/,
    );
  });
});

describe("boosted trees with weights, growth by leaf and monotone columns", () => {
  const golden = named("monotone");
  const matrix = toMatrix(golden);
  const target = Float64Array.from(golden.target);

  it("treat a row of weight 2 as two equal rows", () => {
    const repeated = {
      ...matrix,
      rowCount: 320,
      columns: matrix.columns.map((result) => Float64Array.of(...result, ...result)),
    };
    const doubled = Float64Array.of(...target, ...target);
    const heavy = gradientBoosting({ rounds: 20 }).fit(matrix, target, { weights: target.map(() => 2) });
    expectNear(heavy.predict(matrix), gradientBoosting({ rounds: 20 }).fit(repeated, doubled).predict(matrix), 1e-6);
  });

  it("refuse weights that are negative, of another length or all 0", () => {
    const weighted = (weights: Float64Array) => gradientBoosting().fit(matrix, target, { weights });
    expect(() => weighted(target.map((_, row) => (row === 3 ? -1 : 1)))).toThrow(
      "expected weights >= 0, got -1 at row index 3",
    );
    expect(() => weighted(new Float64Array(3))).toThrow("expected one weight per row (160), got 3");
    expect(() => weighted(new Float64Array(160))).toThrow("every weight is 0");
  });

  it("rise and fall with monotone columns for any values of the others", () => {
    const model = gradientBoosting({ rounds: 80, monotone: { wind: "rising", temp: "falling" } }).fit(matrix, target);
    for (const [column, sign] of [
      [1, 1],
      [3, -1],
    ] as const) {
      const sorted = Float64Array.from(matrix.columns[column])
        .filter((value) => !Number.isNaN(value))
        .sort();
      for (const row of [0, 7, 50]) {
        const columns = matrix.columns.map((values, index) =>
          index === column ? sorted : new Float64Array(sorted.length).fill(values[row]),
        );
        const line = model.predict({ ...matrix, rowCount: sorted.length, columns });
        expect(line.every((value, index) => index === 0 || sign * (value - line[index - 1]) >= -1e-4)).toBe(true);
      }
    }
  });

  it("have at most maxLeaves leaves with growth by leaf", () => {
    const model = gradientBoosting({ rounds: 5, growth: "leaf", maxLeaves: 7 }).fit(matrix, target);
    for (const { leftChildren } of model.trees) expect(leftChildren.filter((child) => child < 0)).toHaveLength(7);
  });

  it("refuse contradictory options", () => {
    expect(() => gradientBoosting({ maxLeaves: 9 })).toThrow('maxLeaves needs growth "leaf"');
    expect(() => gradientBoosting({ objective: "softmax", monotone: { a: "rising" } })).toThrow(
      'use "logistic" for two',
    );
    expect(() => gradientBoosting({ monotone: { other: "rising" } }).fit(matrix, target)).toThrow(
      'unknown column "other" in monotone; the columns are hour, wind, flag, temp',
    );
  });
});
