import { expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { binMatrix } from "./bin-matrix.js";
import { forestThreads } from "./forest-threads.js";
import { completeBoostingOptions } from "./gradient-boosting-options.js";
import type { ForestStart } from "./grow-forest-tree.js";
import { randomForest } from "./random-forest.js";

const random = randomSource(4);
const rowCount = 12_000;
const columns = Array.from({ length: 9 }, () => Float64Array.from({ length: rowCount }, () => random.uniform()));
const matrix = { rowCount, names: columns.map((_, column) => `x${column}`), columns };
const target = columns[0].map((value, row) => value * columns[1][row] + 0.1 * random.normal());

it("grows the same forest on 1, 2 and 4 threads, with weights too", () => {
  const weights = target.map((_, row) => row % 3);
  const model = randomForest({ trees: 9, depth: 7, columnSample: 0.5 });
  for (const options of [{}, { weights }]) {
    const shares: number[] = [];
    const onProgress = (share: number): void => void shares.push(share);
    const forests = [1, 2, 4].map((threads) =>
      JSON.stringify(model.fit(matrix, target, { ...options, threads, onProgress })),
    );
    expect(new Set(forests).size).toBe(1);
    expect(shares).toHaveLength(27);
    expect(shares.at(-1)).toBe(1);
  }
});

it("grows trees in another thread, and reports one that failed", () => {
  const binned = binMatrix(matrix, { shared: true });
  const options = completeBoostingOptions({ rounds: 1, depth: 3 });
  const start: ForestStart = { kind: "forest", binned, target, weights: undefined, options };
  const [thread] = forestThreads(1, start);
  thread.give({ kind: "tree", rows: Int32Array.from({ length: rowCount }, (_, row) => row), seed: 1 });
  const { tree, offset } = thread.take();
  expect(tree.leftChildren.length).toBe(15);
  expect(offset).toBeCloseTo(target.reduce((sum, value) => sum + value, 0) / rowCount, 12);
  thread.give({ kind: "tree", rows: new Int32Array(0), seed: 1 });
  expect(() => thread.take()).toThrow("randomForest: a thread of the training failed; set threads to 1");
  expect(() => randomForest().fit(matrix, target, { threads: 0 })).toThrow(
    "randomForest: expected threads to be an integer >= 1, got 0; leave it out for one per core",
  );
});
