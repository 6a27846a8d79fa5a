import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnDrift } from "../drift/column-drift.js";
import type { DriftMethod } from "../drift/drift-method.js";
import type { Column } from "../table/columns.js";

type Kind = "number" | "category";

const makers: Readonly<Record<Kind, (values: readonly number[]) => Column>> = {
  number: (values) => ({ kind: "number", values: Float64Array.from(values) }),
  category: (values) => ({
    kind: "category",
    codes: Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : value)),
    categories: ["a", "b", "c", "d"],
  }),
};

/** What every drift method promises, for every kind of column it can compare. `highest` is the largest value it can tell apart. */
export function driftMethodContract(method: DriftMethod, { highest = 3 }: { readonly highest?: number } = {}): void {
  const sample = fc.array(fc.integer({ min: 0, max: highest }), { minLength: 1, maxLength: 60 });
  const range = method.scoreIs === "p-value" ? [0, 1] : [0, Number.POSITIVE_INFINITY];

  describe.each(method.kinds)(`${method.name} of a %s column`, (kind) => {
    const column = makers[kind];
    const drift = (before: readonly number[], after: readonly number[]) =>
      columnDrift(column(before), column(after), { method });

    it("has a finite score in its range", () => {
      fc.assert(
        fc.property(sample, sample, (before, after) => {
          const { score } = drift(before, after);
          expect(score).toBeGreaterThanOrEqual((range[0] as number) - 1e-12);
          expect(score).toBeLessThanOrEqual(range[1] as number);
        }),
      );
    });

    it("sees no drift between a sample and itself, also when it is one value or constant", () => {
      fc.assert(
        fc.property(sample, (values) => {
          expect(drift(values, values).drifted).toBe(false);
        }),
      );
    });

    it("sees drift between two samples that share no value", () => {
      expect(drift(new Array(40).fill(0), new Array(40).fill(highest)).drifted).toBe(true);
    });

    it("does not care for the order of rows or for missing values", () => {
      fc.assert(
        fc.property(sample, sample, (before, after) => {
          const plain = drift(before, after);
          const shuffled = drift([Number.NaN, ...before].reverse(), [...after, Number.NaN].reverse());
          expect(shuffled.score).toBeCloseTo(plain.score, 12);
          expect([shuffled.reference.missing, shuffled.current.count]).toEqual([1, after.length]);
        }),
      );
    });

    it("says its verdict by its own threshold, or by the one given", () => {
      fc.assert(
        fc.property(sample, sample, fc.double({ min: 0, max: 1, noNaN: true }), (before, after, threshold) => {
          const { score, drifted } = columnDrift(column(before), column(after), { method, threshold });
          if (score === threshold) expect(drifted).toBe(method.atThreshold);
          else expect(drifted).toBe(method.scoreIs === "p-value" ? score < threshold : score > threshold);
          expect(drift(before, after).threshold).toBe(method.threshold);
        }),
      );
    });

    it("refuses a side without any value", () => {
      expect(() => drift([], [1])).toThrow("columnDrift: the reference sample has no rows");
      expect(() => drift([1], [Number.NaN, Number.NaN])).toThrow("the current sample has all of its 2 values missing");
    });
  });

  it(`${method.name} refuses the kinds it cannot compare`, () => {
    for (const kind of (["number", "category"] as const).filter((one) => !method.kinds.includes(one))) {
      const column = makers[kind]([0, 1]);
      expect(() => columnDrift(column, column, { method })).toThrow(`method "${method.name}" compares`);
    }
  });
}
