import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import type { Matrix } from "../../table/matrix.js";
import { randomOversample } from "./random-oversample.js";
import { randomUndersample } from "./random-undersample.js";
import { type Resampler, type TrainingRows, trainingRows } from "./resampler.js";
import { smote } from "./smote.js";

const random = randomSource(2);
const rowCount = 60;
const target = Float64Array.from({ length: rowCount }, (_, row) => (row % 6 === 0 ? 1 : row % 5 === 0 ? 2 : 0));
const matrix: Matrix = {
  rowCount,
  names: ["x", "y", "code"],
  columns: [
    target.map((own) => 5 * own + random.normal()),
    target.map(() => random.normal()),
    target.map((own) => (own === 1 ? 7 : random.integer(3))),
  ],
};
const rows = trainingRows(matrix, target);
const countsOf = ({ target: own }: TrainingRows): number[] =>
  [0, 1, 2].map((value) => own.filter((other) => other === value).length);
const column = ({ matrix: own }: TrainingRows, place: number): Float64Array =>
  own.columns[place] ?? new Float64Array(0);

const members: Readonly<Record<string, Resampler>> = {
  randomUndersample: randomUndersample({ ratio: 0.8, seed: 17 }),
  randomOversample: randomOversample({ ratio: 0.5, seed: 17 }),
  smote: smote({ ratio: 0.5, seed: 17 }),
  "smote with codes": smote({ categorical: ["code"], seed: 17 }),
};

for (const [name, resampler] of Object.entries(members)) {
  describe(`every resampler: ${name}`, () => {
    it("gives the same rows each time, of the same columns, without changing its input", () => {
      const before = JSON.stringify([matrix, target]);
      const [first, second] = [resampler.resample(rows), resampler.resample(rows)];
      expect(JSON.stringify([matrix, target])).toBe(before);
      expect(JSON.stringify(second)).toBe(JSON.stringify(first));
      expect(first.matrix.names).toEqual(matrix.names);
      expect(first.matrix.columns.map((values) => values.length)).toEqual(Array(3).fill(first.target.length));
      expect(first.matrix.rowCount).toBe(first.target.length);
    });

    it("refuses one class alone and a target that is no class", () => {
      expect(() => resampler.resample(trainingRows(matrix, new Float64Array(rowCount)))).toThrow(
        "expected at least two classes, got only 0",
      );
      expect(() =>
        resampler.resample(
          trainingRows(
            matrix,
            target.map((value) => value + 0.5),
          ),
        ),
      ).toThrow("randomUndersample: target: expected integer class codes, got 1.5 at row index 0");
    });
  });
}

describe("random sampling", () => {
  it("leaves the smallest class whole and cuts the others to the ratio", () => {
    const [zeros = 0, ones = 0, twos = 0] = countsOf(rows);
    const smallest = Math.min(zeros, ones, twos);
    const cut = randomUndersample({ ratio: 0.8, seed: 1 }).resample(rows);
    expect(countsOf(cut)).toEqual([zeros, ones, twos].map((count) => Math.min(count, Math.floor(smallest / 0.8))));
  });

  it("only repeats rows there are, up to the ratio", () => {
    const [zeros = 0] = countsOf(rows);
    const more = randomOversample({ seed: 1 }).resample(rows);
    expect(countsOf(more)).toEqual([zeros, zeros, zeros]);
    expect([...column(more, 0).subarray(0, rowCount)]).toEqual([...column(rows, 0)]);
    const known = new Set(column(rows, 0));
    expect(column(more, 0).every((value) => known.has(value))).toBe(true);
  });

  it("refuses a ratio above 1", () => {
    expect(() => randomUndersample({ ratio: 1.2, seed: 1 })).toThrow("ratio must be above 0 and at most 1, got 1.2");
  });
});

describe("smote", () => {
  it("puts every new row on the line between a row of its class and one of its nearest", () => {
    const numeric: Matrix = { rowCount, names: ["x", "y"], columns: matrix.columns.slice(0, 2) };
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), (seed, neighbors) => {
        const made = smote({ seed, neighbors }).resample(trainingRows(numeric, target));
        for (let row = rowCount; row < made.matrix.rowCount; row++) {
          const own = [...target.keys()].filter((other) => target[other] === made.target[row]);
          const point = [column(made, 0)[row], column(made, 1)[row]];
          const at = (other: number): number[] => numeric.columns.map((values) => values[other]);
          const length = (a: readonly number[], b: readonly number[]): number =>
            Math.hypot((a[0] ?? 0) - (b[0] ?? 0), (a[1] ?? 0) - (b[1] ?? 0));
          const between = own.some((from) => {
            const near = own
              .filter((other) => other !== from)
              .sort((a, b) => length(at(a), at(from)) - length(at(b), at(from)))
              .slice(0, neighbors);
            return near.some(
              (to) => Math.abs(length(at(from), point) + length(point, at(to)) - length(at(from), at(to))) < 1e-9,
            );
          });
          expect(between).toBe(true);
        }
      }),
      { numRuns: 8, seed: 1 },
    );
  });

  it("gives codes only as they occur, the neighbors' most frequent", () => {
    const made = smote({ categorical: ["code"], seed: 5 }).resample(rows);
    expect([...column(made, 2).subarray(rowCount)].every((code) => Number.isInteger(code))).toBe(true);
    made.target.forEach((own, row) => {
      if (own === 1) expect(column(made, 2)[row]).toBe(7);
    });
  });

  it("keeps the rows there were and raises each class to the ratio", () => {
    const made = smote({ ratio: 0.5, seed: 5, neighbors: 3 }).resample(rows);
    const [zeros = 0, ones = 0, twos = 0] = countsOf(rows);
    expect(countsOf(made)).toEqual([
      zeros,
      Math.max(ones, Math.floor(zeros / 2)),
      Math.max(twos, Math.floor(zeros / 2)),
    ]);
    expect([...column(made, 1).subarray(0, rowCount)]).toEqual([...column(rows, 1)]);
  });

  it("refuses too few rows for its neighbors, missing values, and a categorical column that is not there", () => {
    expect(() => smote({ seed: 1, neighbors: 30 }).resample(rows)).toThrow(
      /smote: class \d has \d+ rows, too few for 30 neighbors/,
    );
    const gap = { ...matrix, columns: [matrix.columns[0]?.map(() => Number.NaN) ?? target, target, target] };
    expect(() => smote({ seed: 1 }).resample(trainingRows(gap, target))).toThrow(
      'column "x" is NaN at row index 0; impute',
    );
    expect(() => smote({ seed: 1, categorical: ["z"] }).resample(rows)).toThrow(
      'smote: unknown categorical column "z"; the columns are x, y, code',
    );
  });
});
