import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import type { Matrix } from "../../table/matrix.js";
import { type BoostedTrees, boostedTrees } from "./boosted-trees.js";
import { fromXgboostJson } from "./from-xgboost-json.js";
import { gradientBoosting } from "./gradient-boosting.js";
import { packTrees } from "./pack-trees.js";
import { shapSummary } from "./shap-summary.js";
import type { ShapValues } from "./shap-values.js";
import type { Tree } from "./tree.js";
import { treePaths } from "./tree-paths.js";
import { treeShap } from "./tree-shap.js";

const random = randomSource(5);
const rowCount = 300;
const names = ["a", "b", "c", "d"];
const columns = names.map((_, index) =>
  Float64Array.from({ length: rowCount }, () =>
    index === 3 && random.uniform() < 0.3 ? Number.NaN : Math.round(random.normal() * 20) / 10,
  ),
);
const matrix: Matrix = { rowCount, names, columns };
const at = (column: number, row: number): number => columns[column]?.[row] ?? 0;
const target = Float64Array.from(
  { length: rowCount },
  (_, row) => 3 * at(0, row) * at(1, row) + Math.abs(at(2, row)) + (Number.isNaN(at(3, row)) ? 4 : at(3, row)),
);
const model = gradientBoosting({ rounds: 12, depth: 5, learningRate: 0.3 }).fit(matrix, target);

function firstRows(of: Matrix, count: number): Matrix {
  return { ...of, rowCount: count, columns: of.columns.map((values) => values.slice(0, count)) };
}

/**
 * Shapley's definition: the mean over all orders of the change when the feature becomes known. `value` is the
 * prediction for a set of known features.
 */
function byDefinition(value: (known: readonly boolean[]) => number, count: number): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: count }, (_, feature) => {
    let total = 0;
    for (let set = 0; set < 1 << count; set++) {
      if ((set >> feature) & 1) continue;
      const known = Array.from({ length: count }, (_, other) => ((set >> other) & 1) === 1);
      const size = known.filter(Boolean).length;
      const weight = (factorial(size) * factorial(count - size - 1)) / factorial(count);
      total += weight * (value(known.map((is, index) => is || index === feature)) - value(known));
    }
    return total;
  });
}

/** The mean of the tree's leaves where unknown features go both ways, by the training rows. */
function expectation(tree: Tree, row: readonly number[], known: readonly boolean[], node = 0): number {
  const left = tree.leftChildren[node];
  if (left < 0) return tree.splitConditions[node];
  const right = tree.rightChildren[node];
  const feature = tree.splitIndices[node];
  const cover = tree.sumHessian;
  if (!known[feature]) {
    const [l, r] = [left, right].map((child) => cover[child] * expectation(tree, row, known, child)) as [
      number,
      number,
    ];
    return (l + r) / cover[node];
  }
  const value = Math.fround(row[feature]);
  const isLeft = Number.isNaN(value) ? tree.defaultLeft[node] === 1 : value < tree.splitConditions[node];
  return expectation(tree, row, known, isLeft ? left : right);
}

function getRow(of: Matrix, row: number): number[] {
  return of.columns.map((values) => values[row]);
}

function expectSums(shap: ShapValues, margins: Float64Array): void {
  const scale = Math.max(...margins.map(Math.abs));
  margins.forEach((margin, row) => {
    const sum = shap.contributions.reduce((total, actual) => total + actual[row], shap.expected);
    expect(Math.abs(sum - margin) / scale).toBeLessThan(1e-6);
  });
}

describe("treeShap", () => {
  it("equals Shapley's definition with unknown features following the training rows", () => {
    const { contributions } = treeShap(model, firstRows(matrix, 12));
    for (let row = 0; row < 12; row++) {
      const defined = byDefinition(
        (known) => model.trees.reduce((sum, tree) => sum + expectation(tree, getRow(matrix, row), known), 0),
        4,
      );
      defined.forEach((value, feature) => {
        expect(contributions[feature]?.[row]).toBeCloseTo(value, 5);
      });
    }
  });

  it("equals Shapley's definition with unknown features from the background rows", () => {
    const background: Matrix = { ...matrix, rowCount: 20, columns: columns.map((values) => values.slice(50, 70)) };
    const shap = treeShap(model, firstRows(matrix, 6), { background });
    const everything = names.map(() => true);
    for (let row = 0; row < 6; row++) {
      const actual = getRow(matrix, row);
      const mixed = (known: readonly boolean[]): number => {
        let total = 0;
        for (let other = 0; other < 20; other++) {
          const hybrid = getRow(background, other).map((value, index) => (known[index] ? actual[index] : value));
          total += model.trees.reduce((sum, tree) => sum + expectation(tree, hybrid, everything), 0) / 20;
        }
        return total;
      };
      byDefinition(mixed, 4).forEach((value, feature) => {
        expect(shap.contributions[feature]?.[row]).toBeCloseTo(value, 9);
      });
    }
    const mean = model.predict(background).reduce((sum, value) => sum + value / 20, 0);
    expect(shap.expected).toBeCloseTo(mean, 4);
  });

  it("adds up to the margins, for numbers and classes", () => {
    expectSums(treeShap(model, matrix), model.predict(matrix));
    expectSums(treeShap(model, matrix, { background: firstRows(matrix, 40) }), model.predict(matrix));
    const classes = target.map((value) => (value < 0 ? 3 : value < 4 ? 5 : 8));
    const softmax = gradientBoosting({ objective: "softmax", rounds: 6 }).fit(matrix, classes);
    const margins = softmax.margins(matrix);
    [3, 5, 8].forEach((of, output) => {
      expectSums(treeShap(softmax, matrix, { of }), margins[output]);
    });
  });

  it("explains paths with more features than it caches", () => {
    const wide = wideModel(20);
    expectSums(treeShap(wide.model, wide.matrix), wide.model.predict(wide.matrix));
    const background = firstRows(wide.matrix, 15);
    expectSums(treeShap(wide.model, wide.matrix, { background }), wide.model.predict(wide.matrix));
  });

  it("contributes 0 for a feature without splits; a model without splits has only the expected value", () => {
    const flat = gradientBoosting({ rounds: 3 }).fit(matrix, new Float64Array(rowCount).fill(7));
    const shap = treeShap(flat, matrix);
    expect(shap.expected).toBe(7);
    expect(shap.contributions.every((actual) => actual.every((value) => value === 0))).toBe(true);
  });

  it("explains trees deeper than the call stack", () => {
    const depth = 100_000;
    const count = 2 * depth + 1;
    const inner = Array.from({ length: count }, (_, node) => node % 2 === 0 && node < count - 1);
    const tree: Tree = {
      leftChildren: Int32Array.from(inner, (split, node) => (split ? node + 1 : -1)),
      rightChildren: Int32Array.from(inner, (split, node) => (split ? node + 2 : -1)),
      splitIndices: new Int32Array(count),
      splitConditions: Float32Array.from(inner, (split) => (split ? -1 : 1)),
      defaultLeft: new Uint8Array(count),
      lossChanges: new Float32Array(count).fill(1),
      sumHessian: new Float32Array(count).fill(1),
      baseWeights: new Float32Array(count),
    };
    const deep = boostedTrees({ ...model, trees: [tree], offsets: [0] }, packTrees);
    const one: Matrix = { ...matrix, rowCount: 1, columns: matrix.columns.map(() => Float64Array.of(0)) };
    expect(treePaths(tree, "tree", true).leaves).toHaveLength(depth + 1);
    expect([...deep.predict(one)]).toEqual([1]);
  });

  it("refuses unknown classes, other columns and an empty background", () => {
    expect(() => treeShap(model, { ...matrix, names: ["a", "b", "c", "other"] })).toThrow(
      'treeShap: missing column "d"',
    );
    expect(() => treeShap(model, matrix, { background: firstRows(matrix, 0) })).toThrow("background has no rows");
    expect(() => treeShap(model, matrix, { of: 1 })).toThrow(
      'treeShap: the model has one output, got of 1; leave "of" out',
    );
    const [tree] = model.trees as [Tree];
    const blind: BoostedTrees = { ...model, trees: [{ ...tree, sumHessian: tree.sumHessian.map(() => 0) }] };
    expect(() => treeShap(blind, matrix)).toThrow("tree 0: node 0 has no sum of hessians; set background rows");
    expect(treeShap(blind, matrix, { background: matrix }).contributions).toHaveLength(4);
  });
});

describe("treeShap compared with the package shap", () => {
  interface Case {
    readonly name: string;
    readonly rows: readonly (readonly number[])[];
    readonly background: readonly (readonly number[])[];
    readonly interventional: readonly (readonly number[])[];
    readonly interventionalExpected: number;
    readonly pathDependent: readonly (readonly number[])[];
  }
  const read = (file: string): { readonly cases: readonly Case[] } =>
    JSON.parse(readFileSync(new URL(`../golden/${file}`, import.meta.url), "utf8"));
  const models = read("boosting-objectives.json").cases as unknown as { name: string; model: string }[];
  for (const one of read("shap.json").cases) {
    it(`gives the same contributions: ${one.name}`, () => {
      const imported = fromXgboostJson(models.find(({ name }) => name === one.name)?.model ?? "");
      const asMatrix = (lists: readonly (readonly number[])[]): Matrix => ({
        rowCount: lists[0]?.length ?? 0,
        names: imported.featureNames,
        columns: lists.map((list) => Float64Array.from(list)),
      });
      const actual = treeShap(imported, asMatrix(one.rows), { background: asMatrix(one.background) });
      const dependent = treeShap(imported, asMatrix(one.rows));
      expect(actual.expected - imported.baseScores[0]).toBeCloseTo(one.interventionalExpected, 5);
      actual.contributions.forEach((list, feature) => {
        list.forEach((value, row) => {
          expect(value).toBeCloseTo(one.interventional[feature]?.[row], 5);
          expect(dependent.contributions[feature]?.[row]).toBeCloseTo(one.pathDependent[feature]?.[row], 5);
        });
      });
    });
  }
});

describe("shapSummary", () => {
  const summary = shapSummary(treeShap(model, matrix), matrix, { features: 3 });

  it("lists the requested number of features by mean absolute contribution", () => {
    const means = summary.map(({ meanAbsolute }) => meanAbsolute);
    expect(summary).toHaveLength(3);
    expect(means).toEqual([...means].sort((a, b) => b - a));
    expect(summary.map(({ name }) => name)).not.toContain("c");
  });

  it("ranks values from 0 to 1, missing ones as NaN", () => {
    for (const { values, ranks, offsets } of summary) {
      const lowest = values.reduce((low, value) => (value < low ? value : low), Number.POSITIVE_INFINITY);
      expect(ranks[values.indexOf(lowest)]).toBeLessThan(0.05);
      values.forEach((value, row) => {
        expect(Number.isNaN(ranks[row])).toBe(Number.isNaN(value));
      });
      expect(offsets.every((offset) => Math.abs(offset) <= 1)).toBe(true);
    }
  });

  it("refuses another matrix than the explained one", () => {
    expect(() => shapSummary(treeShap(model, matrix), firstRows(matrix, 3))).toThrow(
      "shapSummary: contributions have 300 rows and 4 columns, the matrix has 3 and 4; pass the matrix that was",
    );
  });
});

/** A model whose trees ask for a different feature at each level of one long way. */
function wideModel(width: number): { readonly model: BoostedTrees; readonly matrix: Matrix } {
  const draws = randomSource(8);
  const wideColumns = Array.from({ length: width }, () =>
    Float64Array.from({ length: 400 }, () => (draws.uniform() < 0.9 ? 1 : 0)),
  );
  const wide: Matrix = { rowCount: 400, names: wideColumns.map((_, index) => `x${index}`), columns: wideColumns };
  const value = Float64Array.from({ length: 400 }, (_, row) => {
    const first = wideColumns.findIndex((actual) => actual[row] === 0);
    return first < 0 ? 5 * width : first * 5;
  });
  const options = { rounds: 2, growth: "leaf", maxLeaves: 24, lambda: 0 } as const;
  return { matrix: wide, model: gradientBoosting(options).fit(wide, value) };
}
