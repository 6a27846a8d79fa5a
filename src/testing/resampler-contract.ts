import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { type Resampler, type TrainingRows, trainingRows } from "../features/resamplers/resampler.js";
import type { Matrix } from "../table/matrix.js";

const random = randomSource(2);

/** Three classes of different size, as codes. */
export const resamplerTarget: Float64Array = Float64Array.from({ length: 60 }, (_, row) =>
  row % 6 === 0 ? 1 : row % 5 === 0 ? 2 : 0,
);

/** Two number columns and one of codes for `resamplerTarget`. */
export const resamplerMatrix: Matrix = {
  rowCount: resamplerTarget.length,
  names: ["x", "y", "code"],
  columns: [
    resamplerTarget.map((value) => 5 * value + random.normal()),
    resamplerTarget.map(() => random.normal()),
    resamplerTarget.map((value) => (value === 1 ? 7 : random.integer(3))),
  ],
};

export const resamplerRows: TrainingRows = trainingRows(resamplerMatrix, resamplerTarget);

/** The number of rows of the classes 0, 1 and 2. */
export function countClasses({ target }: TrainingRows): number[] {
  return [0, 1, 2].map((value) => target.filter((other) => other === value).length);
}

/** A column of training rows by index. */
export function trainingColumn({ matrix }: TrainingRows, index: number): Float64Array {
  return matrix.columns[index] ?? new Float64Array(0);
}

/** The properties of every resampler. */
export function resamplerContract(name: string, resampler: Resampler): void {
  describe(`every resampler: ${name}`, () => {
    it("is deterministic, has the same columns, and does not change its input", () => {
      const before = JSON.stringify([resamplerMatrix, resamplerTarget]);
      const [first, second] = [resampler.resample(resamplerRows), resampler.resample(resamplerRows)];
      expect(JSON.stringify([resamplerMatrix, resamplerTarget])).toBe(before);
      expect(JSON.stringify(second)).toBe(JSON.stringify(first));
      expect(first.matrix.names).toEqual(resamplerMatrix.names);
      expect(first.matrix.columns.map((values) => values.length)).toEqual(Array(3).fill(first.target.length));
      expect(first.matrix.rowCount).toBe(first.target.length);
    });

    it("refuses a single class and a target that is not an integer", () => {
      const constant = new Float64Array(resamplerMatrix.rowCount);
      expect(() => resampler.resample(trainingRows(resamplerMatrix, constant))).toThrow(
        "expected at least two classes, got only 0",
      );
      const fractions = resamplerTarget.map((value) => value + 0.5);
      expect(() => resampler.resample(trainingRows(resamplerMatrix, fractions))).toThrow(
        "target: expected integer class codes, got 1.5 at row index 0",
      );
    });
  });
}
