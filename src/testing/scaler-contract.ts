import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import type { Step } from "../features/step.js";
import { getNumbers } from "../table/get-numbers.js";
import { takeRows } from "../table/take-rows.js";
import { expectColumn, numberColumn, tableFrom } from "./feature-columns.js";
import { goldenTransforms } from "./golden-transforms.js";

export interface ScalerContract {
  /** Steps for the column `x` by their key in the golden file, each with the decimals to compare. */
  readonly golden?: Readonly<Record<string, readonly [Step, number]>>;
  /** Whether the result does not depend on the unit and the zero point of the column. */
  readonly isUnitFree: boolean;
}

const samples = fc.record({ seed: fc.nat(10_000), rowCount: fc.integer({ min: 5, max: 80 }) });
const few = { numRuns: 20, seed: 6 };

/** The properties of every step that changes the numbers of the column `x`. */
export function scalerContract(name: string, step: Step, { golden = {}, isUnitFree }: ScalerContract): void {
  describe(`every scaler: ${name}`, () => {
    for (const { name: sample, ...values } of goldenTransforms.scalers) {
      for (const [key, [goldenStep, digits]] of Object.entries(golden)) {
        if (sample === "constant" && key === "yeoJohnson") continue;
        it(`agrees with scikit-learn inside and outside the training range: ${key}, ${sample}`, () => {
          const fitted = goldenStep.fit(tableFrom({ x: numberColumn(values.values ?? []) }));
          const later = fitted.transform(tableFrom({ x: numberColumn(values.later ?? []) }));
          expectColumn(getNumbers(later, "x"), values[key] ?? [], digits);
        });
      }
    }

    if (isUnitFree) {
      it("does not depend on the unit and the zero point", () => {
        fc.assert(
          fc.property(
            samples,
            fc.double({ min: 0.01, max: 1e4, noNaN: true }),
            fc.integer({ min: -1000, max: 1000 }),
            ({ seed, rowCount }, unit, zero) => {
              const values = sampleNormal(seed, rowCount);
              const converted = scale(
                step,
                values.map((value) => unit * value + zero),
              );
              scale(step, values).forEach((value, row) => {
                if (Number.isNaN(value)) expect(converted[row]).toBeNaN();
                else expect(Math.abs((converted[row] ?? Number.NaN) - value)).toBeLessThan(1e-7);
              });
            },
          ),
          few,
        );
      });
    }

    it("does not depend on the order of the rows, and leaves missing values missing", () => {
      fc.assert(
        fc.property(samples, ({ seed, rowCount }) => {
          const values = sampleNormal(seed, rowCount);
          const order = randomSource(seed + 1).permutation(rowCount);
          const shuffled = getNumbers(takeRows(toTable(values), order), "x");
          const expected = scale(step, values);
          scale(step, shuffled, values).forEach((value, row) => {
            expect(Number.isNaN(value)).toBe(Number.isNaN(values[row]));
            // The power of Yeo-Johnson is found by a search whose sums depend on the order.
            if (!Number.isNaN(value)) expect(Math.abs(value - (expected[row] ?? Number.NaN))).toBeLessThan(1e-6);
          });
        }),
        few,
      );
    });

    it("is finite for a constant column and for one row, and accepts no rows at transform", () => {
      const flat = new Float64Array(9).fill(1e6 + 1 / 3);
      expect(scale(step, flat).every(Number.isFinite)).toBe(true);
      expect(scale(step, Float64Array.of(4)).every(Number.isFinite)).toBe(true);
      expect(scale(step, flat, new Float64Array(0))).toHaveLength(0);
    });

    it("refuses a column without values", () => {
      expect(() => step.fit(tableFrom({ x: numberColumn([null]) }))).toThrow('column "x" has no value to learn from');
    });

    it("refuses an infinite value, and one too large to compute with", () => {
      for (const value of [Number.POSITIVE_INFINITY, -1.7e308]) {
        expect(() => step.fit(tableFrom({ x: numberColumn([1, value, 2]) }))).toThrow(
          `${step.kind}: column "x" is ${value} at row index 1`,
        );
      }
    });
  });
}

function toTable(values: Float64Array) {
  return tableFrom({ x: { kind: "number", values } });
}

function sampleNormal(seed: number, rowCount: number): Float64Array {
  const random = randomSource(seed);
  return Float64Array.from({ length: rowCount }, () => (random.uniform() < 0.1 ? Number.NaN : random.normal()));
}

function scale(step: Step, training: Float64Array, rows = training): Float64Array {
  return getNumbers(step.fit(toTable(training)).transform(toTable(rows)), "x");
}
