import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import type { Matrix } from "../table/matrix.js";
import { meanModel } from "./baselines/mean-model.js";
import { elasticNet } from "./linear/elastic-net.js";
import { lasso } from "./linear/lasso.js";
import { linear } from "./linear/linear.js";
import { logistic } from "./linear/logistic.js";
import { ridge } from "./linear/ridge.js";
import type { Model } from "./model.js";
import { kNearest } from "./neighbors/k-nearest.js";
import { naiveBayes } from "./neighbors/naive-bayes.js";
import { gradientBoosting } from "./trees/gradient-boosting.js";
import { randomForest } from "./trees/random-forest.js";

const trees = gradientBoosting({ rounds: 8, depth: 3 });
const numberModels: Readonly<Record<string, Model>> = {
  mean: meanModel(),
  linear: linear(),
  ridge: ridge({ alpha: 0.5 }),
  lasso: lasso({ alpha: 0.01 }),
  elasticNet: elasticNet({ alpha: 0.01 }),
  kNearest: kNearest({ neighbours: 3, target: "number" }),
  trees,
};
const classModels: Readonly<Record<string, Model>> = {
  logistic: logistic(),
  naiveBayes: naiveBayes(),
  kNearest: kNearest({ neighbours: 3, target: "class" }),
  trees: gradientBoosting({ rounds: 8, depth: 3, objective: "logistic" }),
};

interface Drawn {
  readonly matrix: Matrix;
  readonly target: Float64Array;
}

/** Rows with a continuous column, one of few values and one that is constant. */
function drawn(seed: number, rowCount: number, classes: boolean): Drawn {
  const random = randomSource(seed);
  const level = Float64Array.from({ length: rowCount }, () => Math.fround(random.normal()));
  const few = Float64Array.from({ length: rowCount }, () => random.integer(3));
  const target = level.map((value, row) => value - few[row] + 0.3 * random.normal());
  const columns = [level, few, new Float64Array(rowCount).fill(7)];
  return {
    matrix: { rowCount, names: ["level", "few", "constant"], columns },
    target: classes
      ? target.map((_, row) => (target[row] > -1 ? 1 : 0)).map((actual, row) => (row < 2 ? row : actual))
      : target,
  };
}

const taken = ({ matrix, target }: Drawn, rows: Int32Array): Drawn => ({
  matrix: {
    ...matrix,
    columns: matrix.columns.map((values) => Float64Array.from(rows, (row) => values[row])),
  },
  target: Float64Array.from(rows, (row) => target[row]),
});

const withColumns = (matrix: Matrix, change: (values: Float64Array, column: number) => Float64Array): Matrix => ({
  ...matrix,
  columns: matrix.columns.map(change),
});

function getPredictions(model: Model, training: Drawn, rows: Matrix): Float64Array {
  const fitted = model.fit(training.matrix, training.target);
  return ((fitted.classes ?? []).length > 0 ? fitted.probabilities?.(rows)[1] : undefined) ?? fitted.predict(rows);
}

function expectNear(seen: Float64Array, expected: Float64Array, tolerance: number): void {
  expected.forEach((value, row) => {
    expect(Math.abs(seen[row] - value)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(value)));
  });
}

const seeds = fc.record({ seed: fc.nat(10_000), rowCount: fc.integer({ min: 12, max: 60 }) });
const few = { numRuns: 8, seed: 4 };

describe.each([
  ["number", numberModels, false],
  ["class", classModels, true],
] as const)("models of a %s", (_, models, classes) => {
  for (const [name, model] of Object.entries(models)) {
    it(`do not depend on the order of training rows: ${name}`, () => {
      fc.assert(
        fc.property(seeds, ({ seed, rowCount }) => {
          const rows = drawn(seed, rowCount, classes);
          const mixed = taken(rows, randomSource(seed + 1).permutation(rowCount));
          // Trees sum float32 gradients in the order of rows.
          const tolerance = name === "trees" ? 1e-5 : 1e-8;
          expectNear(getPredictions(model, mixed, rows.matrix), getPredictions(model, rows, rows.matrix), tolerance);
        }),
        few,
      );
    });

    it(`do not depend on a shift of a column: ${name}`, () => {
      fc.assert(
        fc.property(seeds, fc.integer({ min: -4, max: 4 }), ({ seed, rowCount }, halves) => {
          const rows = drawn(seed, rowCount, classes);
          // Values of few binary digits, so that the shift itself loses nothing in float32.
          const coarse = withColumns(rows.matrix, (values) => values.map((value) => Math.round(64 * value) / 64));
          const moved = withColumns(coarse, (values) => values.map((value) => value + halves / 2));
          const before = getPredictions(model, { ...rows, matrix: coarse }, coarse);
          expectNear(getPredictions(model, { ...rows, matrix: moved }, moved), before, 1e-7);
        }),
        few,
      );
    });

    it(`do not depend on a constant column: ${name}`, () => {
      fc.assert(
        fc.property(seeds, ({ seed, rowCount }) => {
          const rows = drawn(seed, rowCount, classes);
          const { names, columns } = rows.matrix;
          const fewer = { rowCount, names: names.slice(0, 2), columns: columns.slice(0, 2) };
          expectNear(
            getPredictions(model, { ...rows, matrix: fewer }, fewer),
            getPredictions(model, rows, rows.matrix),
            1e-8,
          );
        }),
        few,
      );
    });
  }
});

describe("models of a number", () => {
  for (const [name, model] of Object.entries(numberModels)) {
    it(`scale predictions with the target: ${name}`, () => {
      // The penalty of lasso and elastic net is in units of the target.
      if (name === "lasso" || name === "elasticNet") return;
      fc.assert(
        fc.property(seeds, fc.constantFrom(0.25, 2, 1024), ({ seed, rowCount }, factor) => {
          const rows = drawn(seed, rowCount, false);
          const larger = getPredictions(
            model,
            { ...rows, target: rows.target.map((value) => factor * value) },
            rows.matrix,
          );
          expectNear(
            larger.map((value) => value / factor),
            getPredictions(model, rows, rows.matrix),
            1e-8,
          );
        }),
        few,
      );
    });
  }

  it("predict the target of a single training row, or refuse it", () => {
    const one = { matrix: drawn(1, 1, false).matrix, target: Float64Array.of(5) };
    const able = { mean: meanModel(), ridge: ridge({ alpha: 1 }), lasso: lasso({ alpha: 1 }), trees };
    for (const [name, model] of Object.entries({ ...able, forest: randomForest({ trees: 2 }) })) {
      expect([...getPredictions(model, one, one.matrix)], name).toEqual([5]);
    }
    expect(() => getPredictions(linear(), one, one.matrix)).toThrow("got 1 rows and 3 columns");
    expect(() => getPredictions(kNearest({ target: "number" }), one, one.matrix)).toThrow(/kNearest/);
  });

  it("accept missing values in trees, and refuse them in other models", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 1 }), ({ seed, rowCount }, column) => {
        const rows = drawn(seed, rowCount, false);
        const random = randomSource(seed);
        const holes = withColumns(rows.matrix, (values, index) =>
          index === column
            ? values.map((value, row) => (row > 0 && random.uniform() < 0.7 ? value : Number.NaN))
            : values,
        );
        const actual = getPredictions(trees, { ...rows, matrix: holes }, holes);
        expect(actual.every(Number.isFinite)).toBe(true);
        for (const model of [linear(), ridge({ alpha: 1 }), lasso({ alpha: 1 }), kNearest({ target: "number" })]) {
          expect(() => model.fit(holes, rows.target)).toThrow(`column "${holes.names[column]}" is NaN at row index 0`);
        }
      }),
      few,
    );
  });
});

describe("duplicate columns", () => {
  it("have no effect on trees, and share their coefficient in ridge", () => {
    fc.assert(
      fc.property(seeds, ({ seed, rowCount }) => {
        const rows = drawn(seed, rowCount, false);
        const [level = new Float64Array(0), other = level] = rows.matrix.columns;
        const once = { rowCount, names: ["level", "few"], columns: [level, other] };
        const repeated = { rowCount, names: ["level", "few", "again"], columns: [level, other, level.slice()] };
        expectNear(
          getPredictions(trees, { ...rows, matrix: repeated }, repeated),
          getPredictions(trees, { ...rows, matrix: once }, once),
          1e-12,
        );
        const { coefficients } = ridge({ alpha: 2 }).fit(repeated, rows.target);
        expect(coefficients.get("again")).toBeCloseTo(coefficients.get("level") ?? Number.NaN, 8);
        expect(linear().fit(repeated, rows.target).leftOut).toHaveLength(1);
      }),
      few,
    );
  });
});
