import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { leastSquares } from "../../stats/linear/least-squares.js";
import type { Matrix } from "../../table/matrix.js";
import { centred } from "./centred.js";
import { crossProducts } from "./cross-products.js";
import { solveProducts } from "./solve-products.js";

const rowCount = 1301;
const random = randomSource(8);
const normal = (): Float64Array => Float64Array.from({ length: rowCount }, () => random.normal());
const [a, b, c, target] = [normal(), normal(), normal(), normal()];
const weights = Float64Array.from({ length: rowCount }, (_, row) => row % 3);
const tolerance = Number.EPSILON * rowCount;

function toMatrix(columns: readonly Float64Array[]): Matrix {
  return { rowCount, names: columns.map((_, index) => `x${index}`), columns };
}

function expectAsByQr(matrix: Matrix, given: Float64Array | undefined, share: number): void {
  const training = centred(matrix, target, given);
  const expected = leastSquares(training.columns, training.target);
  const found = solveProducts(crossProducts(matrix, target, given), 0, tolerance);
  found?.coefficients.forEach((value, index) => {
    expect(Math.abs(value / expected.coefficients[index] - 1)).toBeLessThan(share);
  });
  expect(found?.dependent).toEqual([]);
}

describe("solveProducts", () => {
  it("is as exact as QR over several blocks of rows, with and without weights", () => {
    const matrix = toMatrix([a, b.map((value) => 1e12 + 1e6 * value), c.map((value) => 1e-9 * value)]);
    expectAsByQr(matrix, undefined, 1e-11);
    expectAsByQr(matrix, weights, 1e-11);
  });

  it("is as exact as QR for nearly dependent columns", () => {
    expectAsByQr(toMatrix([a, a.map((value, row) => value + 1e-3 * b[row]), c]), undefined, 1e-10);
  });

  it("finds columns that are combinations of others, with and without weights", () => {
    const sum = a.map((value, row) => 3 * value - 2 * b[row]);
    for (const given of [undefined, weights]) {
      const summed = crossProducts(toMatrix([a, b, c, c, sum]), target, given);
      const found = solveProducts(summed, 0, tolerance);
      expect(found?.dependent).toHaveLength(2);
      for (const product of summed.residualProducts(found?.coefficients ?? a)) {
        expect(Math.abs(product)).toBeLessThan(1e-9);
      }
    }
  });

  it("has no solution for columns that are too close to dependent for it", () => {
    const close = crossProducts(toMatrix([a, a.map((value, row) => value + 1e-6 * b[row])]), target);
    expect(solveProducts(close, 0, tolerance)).toBeUndefined();
    expect(solveProducts(crossProducts(toMatrix([a.map((value) => 1e-120 * value)]), target), 0)).toBeUndefined();
    expect(solveProducts(crossProducts(toMatrix([a, a]), target), 1e-9)).toBeUndefined();
  });
});
