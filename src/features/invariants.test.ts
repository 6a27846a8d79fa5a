import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { getNumbers } from "../table/get-numbers.js";
import { takeRows } from "../table/take-rows.js";
import { clip } from "./scalers/clip.js";
import { minMaxScale } from "./scalers/min-max-scale.js";
import { quantileScale } from "./scalers/quantile-scale.js";
import { robustScale } from "./scalers/robust-scale.js";
import { standardScale } from "./scalers/standard-scale.js";
import { yeoJohnson } from "./scalers/yeo-johnson.js";
import type { Step } from "./step.js";

const columns = ["x"];
const scalers: Readonly<Record<string, Step>> = {
  standardScale: standardScale({ columns }),
  minMaxScale: minMaxScale({ columns }),
  robustScale: robustScale({ columns }),
  quantileScale: quantileScale({ columns }),
};
const others: Readonly<Record<string, Step>> = {
  clip: clip({ columns, bounds: { iqr: 1.5 } }),
  yeoJohnson: yeoJohnson({ columns }),
};

const table = (values: Float64Array): Columns => columnsFromEntries([["x", { kind: "number", values }]]);

function drawn(seed: number, rowCount: number): Float64Array {
  const random = randomSource(seed);
  return Float64Array.from({ length: rowCount }, () => (random.uniform() < 0.1 ? Number.NaN : random.normal()));
}

const made = (step: Step, learned: Float64Array, asked = learned): Float64Array =>
  getNumbers(step.fit(table(learned)).transform(table(asked)), "x");

const samples = fc.record({ seed: fc.nat(10_000), rowCount: fc.integer({ min: 5, max: 80 }) });
const few = { numRuns: 20, seed: 6 };

describe("scalers", () => {
  for (const [name, step] of Object.entries(scalers)) {
    it(`give the same whatever the unit and the zero point: ${name}`, () => {
      fc.assert(
        fc.property(
          samples,
          fc.double({ min: 0.01, max: 1e4, noNaN: true }),
          fc.integer({ min: -1000, max: 1000 }),
          (own, unit, zero) => {
            const values = drawn(own.seed, own.rowCount);
            const moved = made(
              step,
              values.map((value) => unit * value + zero),
            );
            made(step, values).forEach((value, row) => {
              if (Number.isNaN(value)) expect(moved[row]).toBeNaN();
              else expect(Math.abs(moved[row] - value)).toBeLessThan(1e-7);
            });
          },
        ),
        few,
      );
    });
  }
});

describe("steps of one column", () => {
  for (const [name, step] of Object.entries({ ...scalers, ...others })) {
    it(`do not depend on the order of rows, and keep missing values missing: ${name}`, () => {
      fc.assert(
        fc.property(samples, ({ seed, rowCount }) => {
          const values = drawn(seed, rowCount);
          const order = randomSource(seed + 1).permutation(rowCount);
          const mixed = getNumbers(takeRows(table(values), order), "x");
          const plain = made(step, values);
          made(step, mixed, values).forEach((value, row) => {
            expect(Number.isNaN(value)).toBe(Number.isNaN(values[row]));
            // Yeo-Johnson's power is found by a search whose sums round with the order.
            if (!Number.isNaN(value)) expect(Math.abs(value - plain[row])).toBeLessThan(1e-6);
          });
        }),
        few,
      );
    });

    it(`make finite numbers of a constant column and of one row, and nothing of no rows: ${name}`, () => {
      const flat = new Float64Array(9).fill(1e6 + 1 / 3);
      expect(made(step, flat).every(Number.isFinite)).toBe(true);
      expect(made(step, Float64Array.of(4)).every(Number.isFinite)).toBe(true);
      expect(made(step, flat, new Float64Array(0))).toHaveLength(0);
    });
  }
});
