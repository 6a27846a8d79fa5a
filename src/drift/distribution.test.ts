import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Column } from "../table/columns.js";
import { columnDrift } from "./column-drift.js";

const numbers = (values: readonly number[]): Column => ({ kind: "number", values: Float64Array.from(values) });
const total = (shares: readonly number[]): number => shares.reduce((sum, share) => sum + share, 0);

describe("the distribution of a column drift", () => {
  it("puts every row into one of few bins", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 200 }),
        (before, after) => {
          const { distribution } = columnDrift(numbers(before), numbers(after));
          expect(total(distribution.reference)).toBeCloseTo(1, 12);
          expect(total(distribution.current)).toBeCloseTo(1, 12);
          expect(distribution.labels.length).toBeLessThanOrEqual(25);
          expect(distribution.reference.length).toBe(distribution.labels.length);
        },
      ),
    );
  });

  it("shows few numbers one by one, in their order", () => {
    const { distribution } = columnDrift(numbers([10, 2, 2, 1]), numbers([2, 2, 10, 10]));
    expect(distribution).toEqual({ labels: ["1", "2", "10"], reference: [0.25, 0.5, 0.25], current: [0, 0.5, 0.5] });
  });

  it("gives integers integer edges", () => {
    const { distribution } = columnDrift(numbers(Array.from({ length: 24 }, (_, hour) => hour)), numbers([0, 23]));
    expect(distribution.edges?.every((edge) => Number.isInteger(edge))).toBe(true);
  });

  it("does not let one extreme value squeeze the rest into a single bar", () => {
    const rain = Array.from({ length: 3_000 }, (_, row) => row / 1_000);
    const { distribution } = columnDrift(numbers([...rain, 9_831.3]), numbers(rain));
    expect(Math.max(...distribution.reference)).toBeLessThan(0.2);
    expect(distribution.labels.at(-1)).toMatch(/and more$/);
  });

  it("spans a range that exceeds the largest number", () => {
    const values = Array.from({ length: 100 }, (_, row) => (row - 50) * 3.4e306);
    const { distribution, level } = columnDrift(numbers(values), numbers(values.map((value) => value * 0.9)));
    expect([total(distribution.reference), total(distribution.current)]).toEqual([
      expect.closeTo(1, 12),
      expect.closeTo(1, 12),
    ]);
    expect(distribution.edges?.every(Number.isFinite)).toBe(true);
    expect([distribution.labels.length <= 25, level]).toEqual([true, "none"]);
  });

  it("shows the most frequent labels and joins the rest", () => {
    const values = Array.from({ length: 400 }, (_, row) => `k${row % (row < 300 ? 5 : 50)}`);
    const { distribution } = columnDrift({ kind: "string", values }, { kind: "string", values });
    expect([distribution.labels.length, distribution.labels.at(-1)]).toEqual([20, "other (31)"]);
    expect(total(distribution.current)).toBeCloseTo(1, 12);
  });
});
