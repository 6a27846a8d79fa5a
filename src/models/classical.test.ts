import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import type { Matrix } from "../table/matrix.js";
import { modelContract } from "../testing/model-contract.js";
import { elasticNet } from "./linear/elastic-net.js";
import { lasso } from "./linear/lasso.js";
import { logistic } from "./linear/logistic.js";
import { accuracy } from "./metrics/accuracy.js";
import { rmse } from "./metrics/rmse.js";
import { kNearest } from "./neighbors/k-nearest.js";
import { naiveBayes } from "./neighbors/naive-bayes.js";
import { randomForest } from "./trees/random-forest.js";

const golden = JSON.parse(readFileSync(new URL("golden/classical.json", import.meta.url), "utf8")) as {
  readonly columns: number[][];
  readonly later: number[][];
  readonly number: number[];
  readonly three: number[];
  readonly linear: readonly {
    kind: "lasso" | "elasticNet";
    alpha: number;
    l1Share: number;
    weights: number[] | null;
    coefficients: number[];
    intercept: number;
  }[];
  readonly logistic: readonly {
    name: string;
    target: number[];
    alpha: number;
    balanced: boolean;
    weights: number[] | null;
    coefficients: number[][];
    intercepts: number[];
    probabilities: number[][];
  }[];
  readonly near: readonly {
    neighbours: number;
    weigh: "equal" | "distance";
    numbers: number[];
    probabilities: number[][];
  }[];
  readonly bayes: readonly { name: string; weights: number[] | null; probabilities: number[][] }[];
  readonly forest: {
    columns: number[][];
    target: number[];
    cases: { name: string; columnSample: number; leafRows: number; weighted: boolean; errors: number[] }[];
  };
};

function toMatrix(columns: readonly (readonly number[])[]): Matrix {
  return {
    rowCount: columns[0]?.length ?? 0,
    names: columns.map((_, index) => `x${index}`),
    columns: columns.map((values) => Float64Array.from(values)),
  };
}

function expectLists(actual: readonly ArrayLike<number>[], expected: readonly number[][], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((list, index) => {
    list.forEach((value, row) => {
      expect(actual[index]?.[row]).toBeCloseTo(value, digits);
    });
  });
}

const matrix = toMatrix(golden.columns);
const later = toMatrix(golden.later);
const number = Float64Array.from(golden.number);
const three = Float64Array.from(golden.three);
const two = Float64Array.from(golden.logistic[0]?.target ?? []);

modelContract("lasso", lasso({ alpha: 0.1 }), matrix, number);
modelContract("elasticNet", elasticNet({ alpha: 0.1 }), matrix, number);
modelContract("kNearest of numbers", kNearest({ target: "number" }), matrix, number);
modelContract("randomForest", randomForest({ trees: 8, leafRows: 2 }), matrix, number);
const classifier = { classifier: true };
modelContract("logistic, two classes", logistic(), matrix, two, classifier);
modelContract("logistic, three classes", logistic({ classWeights: "balanced" }), matrix, three, classifier);
modelContract("kNearest of classes", kNearest({ target: "class", weights: "distance" }), matrix, three, classifier);
modelContract("naiveBayes", naiveBayes(), matrix, three, classifier);

describe("models compared with scikit-learn", () => {
  for (const { kind, alpha, l1Share, weights, coefficients, intercept } of golden.linear) {
    it(`agree: ${kind}, alpha ${alpha}${weights ? ", weighted" : ""}`, () => {
      const model = kind === "lasso" ? lasso({ alpha }) : elasticNet({ alpha, l1Share });
      const fitted = model.fit(matrix, number, weights ? { weights: Float64Array.from(weights) } : {});
      expectLists([[...fitted.coefficients.values()]], [coefficients], 8);
      expect(fitted.intercept).toBeCloseTo(intercept, 6);
      const zeros = coefficients.filter((value) => value === 0).length;
      expect([...fitted.coefficients.values()].filter((value) => value === 0)).toHaveLength(zeros);
    });
  }

  for (const { name, target, alpha, balanced, weights, ...expected } of golden.logistic) {
    it(`agree: logistic, ${name}`, () => {
      const fitted = logistic({ alpha, classWeights: balanced ? "balanced" : "equal" }).fit(
        matrix,
        Float64Array.from(target),
        weights ? { weights: Float64Array.from(weights) } : {},
      );
      expectLists(
        fitted.coefficients.map((own) => [...own.values()]),
        expected.coefficients,
        7,
      );
      expectLists(fitted.probabilities(later), expected.probabilities, 9);
      // The penalty does not hold softmax intercepts, so only their differences have a value.
      const level = expected.intercepts.length > 1 ? expected.intercepts : [0, ...expected.intercepts];
      const own = fitted.intercepts.length > 1 ? fitted.intercepts : [0, ...fitted.intercepts];
      level.forEach((value, index) => {
        expect((own[index] ?? 0) - (own[0] ?? 0)).toBeCloseTo(value - (level[0] ?? 0), 5);
      });
    });
  }

  for (const { neighbours, weigh, numbers, probabilities } of golden.near) {
    it(`agree: ${neighbours} nearest, ${weigh}`, () => {
      const mean = kNearest({ neighbours, weights: weigh, target: "number" }).fit(matrix, number);
      expectLists([mean.predict(later)], [numbers], 9);
      const share = kNearest({ neighbours, weights: weigh, target: "class" }).fit(matrix, three);
      expectLists(share.probabilities?.(later) ?? [], probabilities, 9);
    });
  }

  for (const { name, weights, probabilities } of golden.bayes) {
    it(`agree: naiveBayes, ${name}`, () => {
      const options = weights ? { weights: Float64Array.from(weights) } : {};
      expectLists(naiveBayes().fit(matrix, three, options).probabilities?.(later) ?? [], probabilities, 9);
    });
  }

  for (const { name, columnSample, leafRows, weighted, errors } of golden.forest.cases) {
    it(`come near: the error of a random forest on other rows, within 4 %: ${name}`, () => {
      const { columns, target } = golden.forest;
      const part = (from: number, to?: number): Matrix => toMatrix(columns.map((values) => values.slice(from, to)));
      const weights = Float64Array.from((columns[0] ?? []).slice(0, 300), (value) => (value > 0 ? 5 : 0.5));
      const model = randomForest({ seed: 1, columnSample, leafRows });
      const fitted = model.fit(part(0, 300), Float64Array.from(target.slice(0, 300)), weighted ? { weights } : {});
      expect([...fitted.importance().keys()].slice(0, 2).sort()).toEqual(["x0", "x1"]);
      const mean = errors.reduce((total, own) => total + own, 0) / errors.length;
      expect(rmse(target.slice(300), fitted.predict(part(300)))).toBeLessThan(1.04 * mean);
    });
  }
});

describe("logistic", () => {
  it("finds finite coefficients for classes that a line parts, and the classes as they were written", () => {
    const x = [[-3, -2, -1, 1, 2, 3]];
    const fitted = logistic({ alpha: 1e-6 }).fit(toMatrix(x), Float64Array.of(4, 4, 4, 9, 9, 9));
    expect([...fitted.predict(toMatrix(x))]).toEqual([4, 4, 4, 9, 9, 9]);
    expect(Number.isFinite(fitted.coefficients[0]?.get("x0"))).toBe(true);
  });

  it("does not depend on the offset of a column", () => {
    const moved = toMatrix(golden.columns.map((values, index) => (index === 0 ? values.map((v) => v + 1e6) : values)));
    const near = logistic().fit(matrix, two);
    const far = logistic().fit(moved, two);
    far.coefficients[0]?.forEach((value, name) => {
      expect(value).toBeCloseTo(near.coefficients[0]?.get(name) ?? Number.NaN, 7);
    });
  });

  it("counts a row of weight 2 as two rows, and gives a constant column 0", () => {
    const repeated = toMatrix([
      ...golden.columns.map((values) => [...values, ...values.slice(0, 5)]),
      new Array(85).fill(3),
    ]);
    const doubled = logistic().fit(repeated, Float64Array.from([...two, ...two.slice(0, 5)]));
    const weights = Float64Array.from(two, (_, row) => (row < 5 ? 2 : 1));
    const single = toMatrix([...golden.columns, new Array(80).fill(3)]);
    const weighed = logistic().fit(single, two, { weights });
    weighed.coefficients[0]?.forEach((value, name) => {
      expect(value).toBeCloseTo(doubled.coefficients[0]?.get(name) ?? Number.NaN, 9);
    });
    expect(weighed.coefficients[0]?.get("x4")).toBe(0);
  });

  it("takes more columns than rows", () => {
    const random = randomSource(1);
    const wide = toMatrix(Array.from({ length: 20 }, () => Array.from({ length: 10 }, () => random.normal())));
    const target = Float64Array.from({ length: 10 }, (_, row) => row % 2);
    expect(accuracy(target, logistic({ alpha: 0.01 }).fit(wide, target).predict(wide))).toBe(1);
  });

  it("refuses weights of another length, negative weights and an alpha of 0", () => {
    expect(() => logistic().fit(matrix, two, { weights: Float64Array.of(1) })).toThrow(
      "logistic: expected one weight per row (80), got 1",
    );
    const negative = new Float64Array(80).fill(1);
    negative[3] = -1;
    expect(() => logistic().fit(matrix, two, { weights: negative })).toThrow(
      "expected weights >= 0, got -1 at row index 3",
    );
    expect(() => logistic({ alpha: 0 })).toThrow("logistic: expected alpha to be > 0, got 0");
  });
});

describe("lasso and elasticNet", () => {
  it("fit more columns than rows and duplicate columns", () => {
    const random = randomSource(3);
    const columns = Array.from({ length: 12 }, () => Array.from({ length: 8 }, () => random.normal()));
    const target = Float64Array.from(columns[0] ?? []);
    const single = lasso({ alpha: 0.2 }).fit(toMatrix(columns), target);
    const repeated = lasso({ alpha: 0.2 }).fit(toMatrix([...columns, columns[0] ?? []]), target);
    const both = (repeated.coefficients.get("x0") ?? 0) + (repeated.coefficients.get("x12") ?? 0);
    expect(both).toBeCloseTo(single.coefficients.get("x0") ?? Number.NaN, 8);
  });

  it("go to the mean when the penalty is large", () => {
    const fitted = elasticNet({ alpha: 1e6 }).fit(matrix, number);
    const mean = number.reduce((total, value) => total + value, 0) / number.length;
    expect(fitted.predict(later)[0]).toBeCloseTo(mean, 9);
  });

  it("refuse settings outside their range", () => {
    expect(() => lasso({ alpha: 0 })).toThrow("lasso: expected alpha to be > 0, got 0; use linear for no penalty");
    expect(() => elasticNet({ alpha: 1, l1Share: 0 })).toThrow("use ridge for 0");
  });
});

describe("kNearest", () => {
  it("uses only rows at distance 0 where there are any, and the first of rows at the same distance", () => {
    const rows = toMatrix([[0, 0, 1, 3, -1]]);
    const target = Float64Array.of(2, 4, 100, 200, 300);
    const near = kNearest({ target: "number", neighbours: 3, weights: "distance" }).fit(rows, target);
    expect([...near.predict(toMatrix([[0, 2]]))]).toEqual([3, (100 + 200 + 2 / 2) / 2.5]);
  });

  it("refuses more neighbours than rows", () => {
    expect(() => kNearest({ target: "number" }).fit(toMatrix([[1, 2]]), Float64Array.of(1, 2))).toThrow(
      "kNearest: expected neighbours to be at most the number of training rows (2), got 5",
    );
  });
});
