import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Matrix } from "../../table/matrix.js";
import {
  countClasses,
  resamplerMatrix as matrix,
  resamplerContract,
  resamplerRows,
  resamplerTarget as target,
  trainingColumn,
} from "../../testing/resampler-contract.js";
import { trainingRows } from "./resampler.js";
import { smote } from "./smote.js";

const { rowCount } = matrix;

resamplerContract("smote", smote({ ratio: 0.5, seed: 17 }));
resamplerContract("smote with codes", smote({ categorical: ["code"], seed: 17 }));

describe("smote", () => {
  it("adds every new row between a row of its class and one of its nearest neighbors", () => {
    const numeric: Matrix = { rowCount, names: ["x", "y"], columns: matrix.columns.slice(0, 2) };
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), (seed, neighbors) => {
        const made = smote({ seed, neighbors }).resample(trainingRows(numeric, target));
        for (let row = rowCount; row < made.matrix.rowCount; row++) {
          const sameClass = [...target.keys()].filter((other) => target[other] === made.target[row]);
          const point = [trainingColumn(made, 0)[row], trainingColumn(made, 1)[row]];
          const at = (other: number): number[] => numeric.columns.map((values) => values[other]);
          const length = (a: readonly number[], b: readonly number[]): number =>
            Math.hypot((a[0] ?? 0) - (b[0] ?? 0), (a[1] ?? 0) - (b[1] ?? 0));
          const between = sameClass.some((from) => {
            const nearest = sameClass
              .filter((other) => other !== from)
              .sort((a, b) => length(at(a), at(from)) - length(at(b), at(from)))
              .slice(0, neighbors);
            return nearest.some(
              (to) => Math.abs(length(at(from), point) + length(point, at(to)) - length(at(from), at(to))) < 1e-9,
            );
          });
          expect(between).toBe(true);
        }
      }),
      { numRuns: 8, seed: 1 },
    );
  });

  it("uses only existing codes, the most frequent of the neighbors", () => {
    const made = smote({ categorical: ["code"], seed: 5 }).resample(resamplerRows);
    expect([...trainingColumn(made, 2).subarray(rowCount)].every((code) => Number.isInteger(code))).toBe(true);
    made.target.forEach((value, row) => {
      if (value === 1) expect(trainingColumn(made, 2)[row]).toBe(7);
    });
  });

  it("starts with the original rows and raises each class to the ratio", () => {
    const made = smote({ ratio: 0.5, seed: 5, neighbors: 3 }).resample(resamplerRows);
    const [zeros = 0, ones = 0, twos = 0] = countClasses(resamplerRows);
    expect(countClasses(made)).toEqual([
      zeros,
      Math.max(ones, Math.floor(zeros / 2)),
      Math.max(twos, Math.floor(zeros / 2)),
    ]);
    expect([...trainingColumn(made, 1).subarray(0, resamplerRows.target.length)]).toEqual([
      ...trainingColumn(resamplerRows, 1),
    ]);
  });

  it("refuses too few rows for its neighbors, missing values, and an unknown categorical column", () => {
    expect(() => smote({ seed: 1, neighbors: 30 }).resample(resamplerRows)).toThrow(
      /smote: class \d has \d+ rows, too few for 30 neighbors/,
    );
    const gap = { ...matrix, columns: [matrix.columns[0]?.map(() => Number.NaN) ?? target, target, target] };
    expect(() => smote({ seed: 1 }).resample(trainingRows(gap, target))).toThrow(
      'column "x" is NaN at row index 0; impute',
    );
    expect(() => smote({ seed: 1, categorical: ["z"] }).resample(resamplerRows)).toThrow(
      'smote: unknown categorical column "z"; the columns are x, y, code',
    );
  });
});
