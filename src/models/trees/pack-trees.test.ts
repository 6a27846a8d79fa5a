import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.js";
import { jsonReader } from "../../core/json-reader.js";
import { randomSource } from "../../core/random-source.js";
import type { Matrix } from "../../table/matrix.js";
import { restoreModel } from "../restore-model.js";
import { type BoostedTrees, boostedTrees } from "./boosted-trees.js";
import { gradientBoosting } from "./gradient-boosting.js";
import { packTrees } from "./pack-trees.js";
import type { Tree } from "./tree.js";
import { categoryLists } from "./tree-categories.js";
import { unpackTrees } from "./unpack-trees.js";

const random = randomSource(7);
const rowCount = 400;
const values = Array.from({ length: 3 }, () => Float64Array.from({ length: rowCount }, () => random.uniform()));
const codes = Float64Array.from({ length: rowCount }, () => random.integer(9));
const matrix: Matrix = { rowCount, names: ["a", "b", "c", "code"], columns: [...values, codes], categories: ["code"] };
const target = Float64Array.from(
  { length: rowCount },
  (_, row) => values[0][row] * 3 + (codes[row] % 3) + random.uniform(),
);
const numeric = gradientBoosting({ rounds: 5, categories: ["code"] }).fit(matrix, target);
const classes = gradientBoosting({ rounds: 5, objective: "logistic", categories: ["code"] }).fit(
  matrix,
  target.map((value) => Number(value > 2)),
);

/** Categories as lists: codes after the last one that goes right are not saved. */
function toComparable({ categories, ...arrays }: Tree): object {
  return { ...arrays, categories: categories === undefined ? undefined : categoryLists(categories) };
}

function reread(trees: readonly Tree[]): Tree[] {
  return unpackTrees(jsonReader(JSON.parse(JSON.stringify(packTrees(trees))), "trees"), 4);
}

const nodeCount = numeric.trees.reduce((total, { leftChildren }) => total + leftChildren.length, 0);

describe("packed trees", () => {
  it("restore the same bits: rows or weights in the nodes, categories, stumps, negative zero", () => {
    expect(classes.trees.some(({ categories }) => categories !== undefined)).toBe(true);
    for (const { trees } of [numeric, classes]) {
      expect(reread(trees).map(toComparable)).toEqual(trees.map(toComparable));
    }
    const [tree] = numeric.trees as [Tree];
    const changed = { ...tree, splitConditions: tree.splitConditions.map(() => -0) };
    expect(reread([changed]).map(toComparable)).toEqual([changed].map(toComparable));
    const stump = gradientBoosting({ rounds: 2, minChildWeight: 1_000 }).fit(matrix, target);
    expect(stump.trees[0]?.leftChildren).toEqual(Int32Array.of(-1));
    expect(reread(stump.trees)).toEqual(stump.trees);
  });

  it("take half of the bytes of numbers, and are saved again as they were read", () => {
    const text = JSON.stringify(packTrees(numeric.trees));
    const swapped = numeric.trees.map((tree) => ({
      ...tree,
      leftChildren: tree.rightChildren,
      rightChildren: tree.leftChildren,
    }));
    const arrays = JSON.stringify(packTrees(swapped));
    expect(arrays.startsWith("[{")).toBe(true);
    expect(text.length).toBeLessThan(arrays.length / 2);
    const model = boostedTrees({ ...numeric, trees: swapped }, packTrees);
    const restored = restoreModel(JSON.parse(JSON.stringify(model))) as BoostedTrees;
    expect(restored.trees.map(toComparable)).toEqual(swapped.map(toComparable));
    for (const one of [numeric, model]) {
      expect(JSON.stringify(restoreModel(JSON.parse(JSON.stringify(one))))).toBe(JSON.stringify(one));
    }
  });

  it.each([
    ["left_children", "AAA", `model.trees.left_children: expected ${nodeCount} numbers`],
    ["base_weights", "%", `model.trees.base_weights: expected ${nodeCount} numbers`],
    ["base_weights", 7, `model.trees.base_weights: expected ${nodeCount} numbers`],
    ["node_counts", [1, 2.5], "expected 3.5 numbers"],
    ["node_counts", "x", "model.trees.node_counts: expected an array of numbers"],
    ["node_counts", [nodeCount, 0], "expected an unused node"],
    ["splits", "AAAA", "model.trees.splits: expected"],
    ["categories", { 0: { categories: [1], categories_nodes: [900] } }, "categories_segments"],
  ])("refuse damaged %s", (key, value, message) => {
    const json = JSON.parse(JSON.stringify(numeric)) as { readonly trees: JsonObject };
    expect(() => restoreModel({ ...json, trees: { ...json.trees, [key]: value } })).toThrow(message);
  });
});
