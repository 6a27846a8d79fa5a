import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import type { Matrix } from "../../table/matrix.js";
import { nearestByComparison } from "./nearest-by-comparison.js";
import { nearestByScan } from "./nearest-by-scan.js";
import { nearestByTree } from "./nearest-by-tree.js";
import { nearestRows } from "./nearest-rows.js";
import { maxQueries, type NearestRows } from "./neighbours.js";

/** The definition: all rows by distance, summed over columns in their order, then by index. */
function compareAll({ columns, rowCount }: Matrix, query: Float64Array, count: number): readonly [number, number][] {
  const all = Array.from({ length: rowCount }, (_, row): [number, number] => [
    row,
    columns.reduce((total, values, column) => total + (values[row] - query[column]) ** 2, 0),
  ]);
  return all.sort((a, b) => a[1] - b[1] || a[0] - b[0]).slice(0, count);
}

function search(
  method: NearestRows,
  rowCount: number,
  queries: readonly Float64Array[],
  count: number,
): readonly [number, number][][] {
  const found = queries.map(() => ({
    rows: new Int32Array(count).fill(rowCount),
    squares: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
  }));
  method.find(queries, found);
  return found.map(({ rows, squares }) => Array.from(rows, (row, index): [number, number] => [row, squares[index]]));
}

const kinds = {
  normal: (random: () => number) => random(),
  ties: (random: () => number) => Math.round(random()),
  "far from 0": (random: () => number) => 1e12 + Math.round(random() * 1e3),
  tiny: (random: () => number) => random() * 1e-200,
  huge: (random: () => number) => random() * 1e30,
  beyond: (random: () => number) => random() * 1e200,
};

describe("nearestRows", () => {
  for (const [kind, draw] of Object.entries(kinds)) {
    it(`finds the neighbours of a comparison with all rows, to the bit: ${kind}`, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 1e6 }),
          fc.integer({ min: 1, max: 9 }),
          fc.integer({ min: 1, max: 300 }),
          (seed, width, rowCount) => {
            const source = randomSource(seed);
            const column = (length: number): Float64Array =>
              Float64Array.from({ length }, () => draw(() => source.normal()));
            const columns = Array.from({ length: width }, () => column(rowCount));
            const matrix: Matrix = { rowCount, names: columns.map((_, index) => `x${index}`), columns };
            const count = Math.min(rowCount, 1 + source.integer(7));
            const queries = Array.from({ length: 1 + source.integer(maxQueries) }, () => column(width));
            queries[0] = Float64Array.from(columns, (values) => values[rowCount - 1]);
            const expected = queries.map((query) => compareAll(matrix, query, count));
            for (const method of [
              nearestByComparison(matrix),
              nearestByTree(matrix),
              nearestByScan(matrix),
              nearestRows(matrix),
            ]) {
              if (method !== undefined) expect(search(method, rowCount, queries, count)).toEqual(expected);
            }
          },
        ),
        { numRuns: 60 },
      );
    });
  }

  it("compares with many rows in float32 first where it can", () => {
    const source = randomSource(3);
    const columns = Array.from({ length: 8 }, () => Float64Array.from({ length: 10_000 }, () => source.normal()));
    const matrix: Matrix = { rowCount: 10_000, names: columns.map((_, index) => `x${index}`), columns };
    const query = Float64Array.from({ length: 8 }, () => source.normal());
    const scan = nearestByScan(matrix);
    expect(scan && search(scan, 10_000, [query], 20)).toEqual([compareAll(matrix, query, 20)]);
    expect(nearestByScan({ rowCount: 2, names: ["x"], columns: [Float64Array.of(-1e300, 1e300)] })).toBeUndefined();
  });
});
