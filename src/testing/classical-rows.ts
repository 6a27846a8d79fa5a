import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { Matrix } from "../table/matrix.js";

interface Golden {
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
}

/** Rows and scikit-learn's results on them. */
export const golden: Golden = JSON.parse(
  readFileSync(new URL("../models/golden/classical.json", import.meta.url), "utf8"),
) as Golden;

/** Columns as a matrix with the names x0, x1 and so on. */
export function toMatrix(columns: readonly (readonly number[])[]): Matrix {
  return {
    rowCount: columns[0]?.length ?? 0,
    names: columns.map((_, index) => `x${index}`),
    columns: columns.map((values) => Float64Array.from(values)),
  };
}

/** Expects arrays to be equal to a number of digits. */
export function expectLists(actual: readonly ArrayLike<number>[], expected: readonly number[][], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((list, index) => {
    list.forEach((value, row) => {
      expect(actual[index]?.[row]).toBeCloseTo(value, digits);
    });
  });
}

export const matrix: Matrix = toMatrix(golden.columns);
export const later: Matrix = toMatrix(golden.later);
export const number: Float64Array = Float64Array.from(golden.number);
export const three: Float64Array = Float64Array.from(golden.three);
export const two: Float64Array = Float64Array.from(golden.logistic[0]?.target ?? []);
