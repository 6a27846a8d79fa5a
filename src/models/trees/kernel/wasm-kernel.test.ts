import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { randomSource } from "../../../core/random-source.js";
import type { Matrix } from "../../../table/matrix.js";
import { binMatrix } from "../bin-matrix.js";
import { fillCells } from "../boosted-trees.js";
import { completeBoostingOptions, type GradientBoostingOptions } from "../gradient-boosting-options.js";
import { trainTrees } from "../train-trees.js";
import type { Tree } from "../tree.js";
import { fastestKernel } from "./fastest-kernel.js";
import { javascriptKernel } from "./javascript-kernel.js";
import { countWide } from "./row-codes.js";
import { javascriptSummer, wasmSummer } from "./sum-trees.js";
import { wasmKernel } from "./wasm-kernel.js";

const random = randomSource(11);
const rowCount = 900;
const draw = (make: () => number): Float64Array => Float64Array.from({ length: rowCount }, make);
const hour = draw(() => random.integer(24));
const columns = [
  hour,
  hour.map((value) => Math.sin(value / 4)),
  draw(() => random.normal()),
  draw(() => (random.uniform() < 0.2 ? Number.NaN : random.uniform())),
  draw(() => random.integer(2)),
];
const matrix: Matrix = { rowCount, names: ["hour", "sine", "roundingError", "holes", "flag"], columns };
const value = (column: number, row: number): number => columns[column]?.[row] ?? 0;
const target = draw(() => 0).map((_, row) => {
  const holes = Number.isNaN(value(3, row)) ? 5 : value(3, row);
  return 10 * value(1, row) + 3 * value(4, row) * value(2, row) + holes + random.normal();
});
const classes = target.map((actual) => (actual < -2 ? 0 : actual < 4 ? 1 : 2));
const weights = target.map((_, row) => row % 4);
const binned = binMatrix(matrix);

describe("the kernel in WebAssembly", () => {
  const cases: readonly (readonly [string, GradientBoostingOptions, Float64Array, Float64Array?])[] = [
    ["by level", {}, target],
    ["with penalties and draws", { alpha: 3, gamma: 5, subsample: 0.7, columnSample: 0.6, minChildWeight: 5 }, target],
    ["with weights", { lambda: 0, minChildWeight: 0 }, target, weights],
    ["by leaf", { growth: "leaf", maxLeaves: 20 }, target],
    ["for a quantile", { objective: "quantile", quantile: 0.8, depth: 4 }, target],
    [
      "for two classes",
      { objective: "logistic", minChildWeight: 0 },
      classes.map((actual) => Math.min(actual, 1)),
      weights,
    ],
    ["for classes", { objective: "softmax", depth: 4, minChildWeight: 0.1 }, classes],
    ["with monotone columns", { monotone: { sine: "rising", roundingError: "falling" } }, target],
  ];
  for (const [name, options, actual, rowWeights] of cases) {
    it(`grows the same trees as JavaScript: ${name}`, () => {
      const complete = completeBoostingOptions({ rounds: 12, ...options });
      const fitOptions = rowWeights === undefined ? {} : { weights: rowWeights };
      const [wasm, plain] = [wasmKernel(), javascriptKernel].map((kernel) =>
        JSON.stringify(trainTrees(binned, actual, complete, fitOptions, kernel)),
      );
      expect(wasm).toBe(plain);
      expect(wasmKernel()?.name).toBe("wasm");
    });
  }

  it("grows the same trees with bundles of one byte, of two, and of both", () => {
    const uniform = (): number => random.uniform();
    const tables = [
      { rowCount: 300, makers: Array.from({ length: 280 }, () => uniform) },
      { rowCount: 60_000, makers: [() => random.integer(20), () => random.integer(20), ...Array(9).fill(uniform)] },
      { rowCount: 60_000, makers: [() => random.integer(20), () => random.integer(20)] },
    ];
    const options = completeBoostingOptions({ rounds: 2, depth: 3 });
    const sizes = tables.map(({ rowCount, makers }) => {
      const drawn = makers.map((make) => Float64Array.from({ length: rowCount }, make));
      const many = binMatrix({ rowCount, names: drawn.map((_, column) => `x${column}`), columns: drawn });
      const actual = Float64Array.from({ length: rowCount }, (_, row) => (drawn[0]?.[row] ?? 0) + random.normal());
      const [wasm, plain] = [wasmKernel(), javascriptKernel].map((kernel) =>
        JSON.stringify(trainTrees(many, actual, options, {}, kernel)),
      );
      expect(wasm).toBe(plain);
      return [countWide(many.codeOffsets), many.codeOffsets.length - 1, many.rowStride];
    });
    expect(sizes).toEqual([
      [0, 280, 280],
      [1, 10, 12],
      [1, 1, 2],
    ]);
  });

  /** The first rows' sums of both summers, whose last block is not full. */
  function sums(trees: readonly Tree[], columns: readonly Float64Array[], mayMiss: boolean): number[][] {
    const rows = 301;
    return [wasmSummer(trees, 5, 512), javascriptSummer(trees, 5, 512)].map((summer) => {
      if (summer === undefined) throw new Error("no WebAssembly");
      summer.totals.fill(0.5);
      expect(fillCells(summer.cells, { ...matrix, columns }, 0, rows)).toBe(mayMiss);
      summer.addTrees(rows, mayMiss);
      return [...summer.totals.subarray(0, rows)];
    });
  }

  it.each([true, false])("sums trees to the same bits; missing values: %s", (mayMiss) => {
    const { trees } = trainTrees(binned, target, completeBoostingOptions({ rounds: 20, growth: "leaf", depth: 9 }));
    const columns = matrix.columns.map((values) => (mayMiss ? values : values.map((value) => value || 0)));
    const [wasm = [], plain] = sums(trees, columns, mayMiss);
    expect(wasm).toEqual(plain);
    expect(new Set(wasm).size).toBeGreaterThan(100);
  });

  it.each([true, false])(
    "sums trees with categories to the same bits, also of odd codes; missing values: %s",
    (mayMiss) => {
      const options = completeBoostingOptions({ rounds: 20, growth: "leaf", depth: 9, categories: ["hour", "flag"] });
      const trained = binMatrix(matrix, { categories: ["hour", "flag"] });
      const { trees } = trainTrees(trained, target, options);
      expect(trees.filter(({ categories }) => categories !== undefined).length).toBeGreaterThan(10);
      const odd = [-1, -0.5, 0.5, 7.9, 23, 24, 255, 1e9, Number.POSITIVE_INFINITY, ...(mayMiss ? [Number.NaN] : [])];
      const columns = matrix.columns.map((values, column) =>
        values.map((value, row) => {
          if (column === 0 || column === 4) return row % 3 === 0 ? odd[row % odd.length] : value;
          return mayMiss ? value : value || 0;
        }),
      );
      const [wasm = [], plain] = sums(trees, columns, mayMiss);
      expect(wasm).toEqual(plain);
      expect(new Set(wasm).size).toBeGreaterThan(100);
    },
  );

  it("trains on bins in shared memory", () => {
    const options = completeBoostingOptions({ rounds: 5 });
    const shared = trainTrees(binMatrix(matrix, { shared: true }), target, options);
    expect(JSON.stringify(shared)).toBe(JSON.stringify(trainTrees(binned, target, options)));
  });

  it("is replaced by JavaScript when the arrays exceed its memory", () => {
    const huge = { column: { byteLength: 5e9, length: 5e9, constructor: Uint8Array } as unknown as Uint8Array };
    expect(fastestKernel(huge)).toEqual({ kernel: javascriptKernel, arrays: huge });
    expect(fastestKernel({ column: Uint8Array.of(1, 2) }).kernel.name).toBe("wasm");
  });

  const hasCompiler = existsSync(new URL("../../../../node_modules/assemblyscript/package.json", import.meta.url));
  it.skipIf(!hasCompiler)(
    "has the bytes of the current source, as other kernels have (skipped without the package assemblyscript)",
    async () => {
      const path = "./compile.mjs";
      const { compiledKernel, kernels } = (await import(path)) as {
        compiledKernel: (target: string) => Promise<string>;
        kernels: Readonly<Record<string, unknown>>;
      };
      for (const target of Object.keys(kernels)) {
        expect(readFileSync(new URL(target, import.meta.url), "utf8")).toBe(await compiledKernel(target));
      }
    },
  );
});
