import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import type { Matrix } from "../../table/matrix.js";
import type { TrainingChunk } from "./bin-chunks.js";
import { binMatrix } from "./bin-matrix.js";
import { gradientBoosting } from "./gradient-boosting.js";
import { valueSketch } from "./value-sketch.js";

const random = randomSource(8);
const rowCount = 1200;
const draw = (make: () => number): Float64Array => Float64Array.from({ length: rowCount }, make);

/** Columns of which none is a function of few others, so that they are not bundled. */
function drawn(count: number): { readonly matrix: Matrix; readonly target: Float64Array } {
  const columns = Array.from({ length: count }, (_, column) =>
    draw(() => (column === 1 && random.uniform() < 0.1 ? Number.NaN : random.uniform())),
  );
  const target = draw(() => random.normal()).map((noise, row) => 3 * columns[0][row] + (columns[1][row] || 2) + noise);
  return { matrix: { rowCount, names: columns.map((_, column) => `x${column}`), columns }, target };
}

function inChunks({ matrix, target }: ReturnType<typeof drawn>, rows: number): () => Generator<TrainingChunk> {
  return function* () {
    for (let start = 0; start < rowCount; start += rows) {
      const columns = matrix.columns.map((values) => values.slice(start, start + rows));
      yield { matrix: { ...matrix, rowCount: columns[0].length, columns }, target: target.slice(start, start + rows) };
    }
  };
}

describe("fitChunks", () => {
  const settings = { rounds: 15, subsample: 0.8, seed: 3 };
  it.each([
    [3, 1200],
    [3, 500],
    [10, 1200],
    [10, 500],
  ])("grows the trees of fit: %i columns in chunks of %i rows", async (count, rows) => {
    const table = drawn(count);
    const expected = JSON.stringify(gradientBoosting(settings).fit(table.matrix, table.target));
    const shares: number[] = [];
    const onProgress = (share: number): void => void shares.push(share);
    const fitted = await gradientBoosting(settings).fitChunks(inChunks(table, rows), { onProgress });
    expect(JSON.stringify(fitted)).toBe(expected);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it("takes weights and categories from the chunks", async () => {
    const { matrix, target } = drawn(9);
    const kinds = draw(() => random.integer(6));
    const columns = [...matrix.columns, kinds];
    const coded = { rowCount, names: [...matrix.names, "kind"], columns, categories: ["kind"] };
    const moved = target.map((value, row) => value + (kinds[row] % 2) * 4);
    const weights = draw(() => 1 + random.integer(3));
    const model = gradientBoosting({ rounds: 10, objective: "absolute" });
    const expected = model.fit(coded, moved, { weights });
    const chunks = function* (): Generator<TrainingChunk> {
      let start = 0;
      for (const { matrix: part, target: own } of inChunks({ matrix: coded, target: moved }, 700)()) {
        yield { matrix: part, target: own, weights: weights.slice(start, start + own.length) };
        start += own.length;
      }
    };
    expect(JSON.stringify(await model.fitChunks(chunks))).toBe(JSON.stringify(expected));
  });

  it("refuses chunks without rows, with other columns, other rows the second time, or weights in some", async () => {
    const train = (chunks: () => Iterable<TrainingChunk>) => gradientBoosting({ rounds: 2 }).fitChunks(chunks);
    const table = drawn(3);
    const [first, second] = [...inChunks(table, 600)()];
    await expect(train(() => [])).rejects.toThrow(
      "gradientBoosting: the chunks have no rows; give at least one training row",
    );
    const renamed = { ...second, matrix: { ...second.matrix, names: ["x0", "x1", "z"] } };
    await expect(train(() => [first, renamed])).rejects.toThrow('gradientBoosting: missing column "x2"');
    const weighted = { ...second, weights: new Float64Array(600).fill(1) };
    await expect(train(() => [first, weighted])).rejects.toThrow(
      "gradientBoosting: some chunks have weights and some have none; give weights in all or in none",
    );
    let reading = 0;
    await expect(train(() => (reading++ === 0 ? [first, second] : [first]))).rejects.toThrow(
      "gradientBoosting: the chunks had 1200 rows when they were read first and others the second time",
    );
  });
});

describe("valueSketch", () => {
  it("has the cuts of all values while there are few, and ranks within 0.1 % for many", () => {
    const values = Float32Array.from({ length: 2_200_000 }, () => random.uniform() ** 2);
    const sketch = valueSketch();
    for (let start = 0; start < values.length; start += 250_000) sketch.add(values.subarray(start, start + 250_000));
    const { distinct, counts, missing } = sketch.finish();
    expect(distinct.length).toBeLessThan(200_000);
    expect(counts.reduce((total, count) => total + count, 0)).toBe(values.length);
    const sorted = values.sort();
    expect([distinct[0], distinct.at(-1)]).toEqual([sorted[0], sorted.at(-1)]);
    let before = 0;
    let row = 0;
    let worst = 0;
    distinct.forEach((value, index) => {
      before += counts[index];
      while (row < sorted.length && sorted[row] <= value) row += 1;
      worst = Math.max(worst, Math.abs(row - before) / sorted.length);
    });
    expect(worst).toBeLessThan(1e-3);
    expect(missing).toBe(false);
  });

  it("gives the cuts of binMatrix below a million values", () => {
    const { matrix } = drawn(2);
    const { cuts, cutOffsets } = binMatrix(matrix, { maxBins: 40 });
    const sketch = valueSketch();
    const column = new Float32Array(matrix.columns[0]);
    sketch.add(column.subarray(0, 700));
    sketch.add(column.subarray(700));
    expect(sketch.finish().distinct.length).toBe(new Set(column).size);
    expect(cutOffsets[1]).toBe(39);
    expect(cuts.length).toBeGreaterThan(70);
  });
});
