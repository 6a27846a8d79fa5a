import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomSplit } from "./random-split.js";
import { shuffledDatesWarning } from "./shuffled-dates-warning.js";
import { timeFolds } from "./time-folds.js";
import { timeSplit } from "./time-split.js";

const day = 86_400_000;
const days = Float64Array.from({ length: 10 }, (_, row) => row * day);

describe("timeSplit", () => {
  it("puts the cutoff itself into the test rows and leaves rows without a time out", () => {
    const split = timeSplit(Float64Array.of(3, Number.NaN, 1, 2, 0), { cutoff: 2 });
    expect([[...split.train], [...split.test]]).toEqual([
      [2, 4],
      [0, 3],
    ]);
  });

  it("reads a date as wall-clock time, with or without hours", () => {
    expect(timeSplit(days, { cutoff: "1970-01-04" }).train).toHaveLength(3);
    expect(timeSplit(days, { cutoff: "1970-01-04T00:01" }).train).toHaveLength(4);
    expect(timeSplit(days, { cutoff: "1970-01-04 00:01:00" }).train).toHaveLength(4);
  });

  it("refuses an invalid cutoff and one that leaves one side empty", () => {
    expect(() => timeSplit(days, { cutoff: "soon" })).toThrow('timeSplit: invalid cutoff "soon"; write "2016-01-01"');
    expect(() => timeSplit(days, { cutoff: "1980-01-01" })).toThrow(
      "timeSplit: no row is at or after the cutoff 1980-01-01",
    );
  });
});

describe("randomSplit", () => {
  it("puts every row on exactly one side, repeatably by seed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 300 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.nat(),
        (rows, share, seed) => {
          const { train, test } = randomSplit(rows, { testShare: share, seed });
          const again = randomSplit(rows, { testShare: share, seed });
          const all = [...train, ...test].sort((a, b) => a - b);
          expect(all).toEqual(Array.from({ length: rows }, (_, row) => row));
          expect([...again.test]).toEqual([...test]);
          expect(Math.min(train.length, test.length)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 50, seed: 1 },
    );
  });

  it("refuses dated rows unless allowed", () => {
    expect(() => randomSplit(10, { seed: 1, times: days })).toThrow(
      /^randomSplit: \d of 8 training rows \(\d+ %\) are later than the first test row.*; use timeSplit for that, or set allowShuffledDates$/,
    );
    expect(randomSplit(10, { seed: 1, times: days, allowShuffledDates: true }).test).toHaveLength(2);
  });

  it("takes rows that all have one time", () => {
    expect(randomSplit(10, { seed: 1, times: new Float64Array(10) }).test).toHaveLength(2);
  });

  it("refuses a share that leaves nothing", () => {
    expect(() => randomSplit(10, { testShare: 1, seed: 1 })).toThrow(
      "randomSplit: testShare must be above 0 and below 1, got 1",
    );
  });
});

describe("timeFolds", () => {
  it("lets every fold learn from all that came before it, and tests each later row once", () => {
    const folds = timeFolds(days, { folds: 4 });
    expect(folds.map(({ train, test }) => [train.length, test.length])).toEqual([
      [2, 2],
      [4, 2],
      [6, 2],
      [8, 2],
    ]);
    for (const split of folds) expect(shuffledDatesWarning(split, days)).toBeUndefined();
  });

  it("puts rows of one time into one fold, in any row order", () => {
    const times = Float64Array.of(5, 1, 1, 5, 1, 2, 2, 2);
    const [first, second] = timeFolds(times, { folds: 2, firstShare: 0.4 });
    expect([[...(first?.train ?? [])], [...(first?.test ?? [])]]).toEqual([
      [1, 2, 4],
      [5, 6, 7],
    ]);
    expect([...(second?.test ?? [])]).toEqual([0, 3]);
  });

  it("refuses more folds than the times allow", () => {
    expect(() => timeFolds(Float64Array.of(1, 1, 1), { folds: 2 })).toThrow(
      "timeFolds: fold 1 of 2 has no rows to learn from",
    );
  });
});
