import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNear } from "../../testing/golden-statistics.js";
import { slidingStatistics } from "./sliding-statistics.js";

const values = fc.array(fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.constant(Number.NaN)), {
  maxLength: 60,
});

/** The statistics of each window computed separately. */
function bruteForce(
  sample: Float64Array,
  positions: Float64Array,
  { window, minimumCount, includeRow }: { window: number; minimumCount: number; includeRow: boolean },
) {
  return Array.from(sample, (_, row) => {
    const inside = sample.filter(
      (value, other) =>
        (includeRow
          ? other <= row && positions[other] > positions[row] - window
          : other < row && positions[other] >= positions[row] - window) && !Number.isNaN(value),
    );
    if (inside.length < minimumCount) return [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
    const mean = inside.reduce((sum, value) => sum + value, 0) / inside.length;
    const squares = inside.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const deviation = inside.length > 1 ? Math.sqrt(squares / (inside.length - 1)) : Number.NaN;
    return [mean, deviation, Math.min(...inside), Math.max(...inside)];
  });
}

describe("slidingStatistics", () => {
  it("agrees with a separate computation per window", () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(
        values,
        gaps,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        (list, steps, window, minimumCount, includeRow) => {
          const sample = Float64Array.from(list);
          let position = 0;
          const positions = Float64Array.from(sample, (_, row) => (position += steps[row] ?? 1));
          const settings = { window, minimumCount, includeRow };
          const { mean, deviation, minimum, maximum } = slidingStatistics(sample, positions, settings);
          bruteForce(sample, positions, settings).forEach((expected, row) => {
            [mean[row], deviation[row], minimum[row], maximum[row]].forEach((actual, index) => {
              const value = expected[index] ?? Number.NaN;
              if (Number.isNaN(value)) expect(actual).toBeNaN();
              else expectNear(actual, value, { relative: 1e-12, absolute: index === 1 ? 1e-9 : 1e-12 });
            });
          });
        },
      ),
    );
  });

  it("is precise for large values that are close together", () => {
    const sample = Float64Array.from({ length: 500 }, (_, row) => 1e9 + ((row * 7) % 10));
    const positions = Float64Array.from(sample.keys());
    const { deviation } = slidingStatistics(sample, positions, { window: 10, minimumCount: 10 });
    for (const value of deviation.subarray(10)) expectNear(value, Math.sqrt(82.5 / 9), { relative: 1e-12 });
  });

  it("has deviation 0 for a constant window, whatever came before", () => {
    const sample = Float64Array.from({ length: 100 }, (_, row) => (row < 50 ? Math.sin(row) * 1e6 : 0.1));
    const { mean, deviation } = slidingStatistics(sample, Float64Array.from(sample.keys()), {
      window: 8,
      minimumCount: 8,
    });
    expect([...deviation.subarray(58)]).toEqual(Array(42).fill(0));
    expectNear(mean[99], 0.1, { relative: 1e-9 });
  });
});
