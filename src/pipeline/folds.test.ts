import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupFolds } from "./group-folds.js";
import { groupSplit } from "./group-split.js";
import { randomFolds } from "./random-folds.js";
import { sharedRowsWarning } from "./shared-rows-warning.js";
import { stratifiedFolds } from "./stratified-folds.js";
import { stratifiedSplit } from "./stratified-split.js";
import { timeFolds } from "./time-folds.js";
import type { Split } from "./time-split.js";

const count = (rows: Int32Array, keep: (row: number) => boolean): number => rows.filter(keep).length;

function expectPartition(splits: readonly Split[], rowCount: number): void {
  const all = Array.from({ length: rowCount }, (_, row) => row);
  expect(splits.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual(all);
  for (const { train, test } of splits) expect([...train, ...test].sort((a, b) => a - b)).toEqual(all);
}

describe("stratifiedSplit", () => {
  it("gives every class its share of test rows, within one row, and the requested number in total", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 40 }), { minLength: 1, maxLength: 5 }),
        fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        fc.nat(),
        (sizes, testShare, seed) => {
          const classes = sizes.flatMap((size, name) => Array<number>(size).fill(name));
          const split = stratifiedSplit(classes, { testShare, seed });
          expectPartition(
            [
              { train: split.train, test: split.test },
              { train: split.test, test: split.train },
            ],
            classes.length,
          );
          sizes.forEach((size, name) => {
            const tested = count(split.test, (row) => classes[row] === name);
            expect(Math.abs(tested - size * testShare)).toBeLessThan(2);
            expect(tested).toBeLessThan(size);
          });
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it("has the class sizes of scikit-learn: 90 and 10 rows at a fifth give 18 and 2", () => {
    const classes = Array.from({ length: 100 }, (_, row) => (row % 10 === 0 ? 1 : 0));
    const { test } = stratifiedSplit(classes, { seed: 42 });
    expect([test.length, count(test, (row) => classes[row] === 1)]).toEqual([20, 2]);
    expect([...stratifiedSplit(classes, { seed: 42 }).test]).toEqual([...test]);
  });

  it("refuses a class of one row, a missing class and dated rows", () => {
    expect(() => stratifiedSplit(["a", "a", "b"], { seed: 1 })).toThrow(
      "stratifiedSplit: class b has 1 rows, at least 2 are needed",
    );
    expect(() => stratifiedSplit([0, Number.NaN], { seed: 1 })).toThrow("the class is missing at row index 1");
    const times = Float64Array.from({ length: 20 }, (_, row) => row);
    const classes = times.map((time) => time % 2);
    expect(() => stratifiedSplit(classes, { seed: 1, times })).toThrow(/^stratifiedSplit: .* later .*timeSplit/);
  });
});

describe("folds", () => {
  it("without a seed are the blocks of scikit-learn's KFold", () => {
    const sizes = randomFolds(11, { folds: 3 }).map(({ test }) => [...test]);
    expect(sizes).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10],
    ]);
  });

  it("test every row once, whatever deals them out", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 12, max: 60 }), fc.nat(), (folds, rows, seed) => {
        const labels = Array.from({ length: rows }, (_, row) => (row * 7) % 2);
        expectPartition(randomFolds(rows, { folds, seed }), rows);
        expectPartition(stratifiedFolds(labels, { folds, seed }), rows);
        expectPartition(
          groupFolds(
            labels.map((_, row) => row % 7),
            { folds },
          ),
          rows,
        );
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it("give each stratified fold its rows of every class, within one", () => {
    const classes = Array.from({ length: 53 }, (_, row) => (row % 5 === 0 ? "rare" : "common"));
    for (const { test } of stratifiedFolds(classes, { folds: 4, seed: 3 })) {
      const rare = count(test, (row) => classes[row] === "rare");
      expect([2, 3]).toContain(rare);
      expect([13, 14]).toContain(test.length);
    }
  });

  it("never put a group on both sides", () => {
    const groups = Array.from({ length: 40 }, (_, row) => `station ${(row * row) % 9}`);
    const splits = [...groupFolds(groups, { folds: 3 }), groupSplit(groups, { testShare: 0.4, seed: 5 })];
    for (const { train, test } of splits) {
      const learned = new Set([...train].map((row) => groups[row]));
      expect([...test].filter((row) => learned.has(groups[row]))).toEqual([]);
      expect(train.length + test.length).toBe(groups.length);
    }
  });

  it("refuse more folds than there are rows, groups or rows of a class", () => {
    expect(() => randomFolds(2, { folds: 3 })).toThrow("randomFolds: 3 folds of 2 rows leave a fold empty");
    expect(() => groupFolds(["a", "a", "b"], { folds: 3 })).toThrow(
      "groupFolds: 3 folds of 2 groups leave a fold empty",
    );
    expect(() => stratifiedFolds([0, 0, 0, 1], { folds: 2, seed: 1 })).toThrow("class 1 has 1 rows, at least 2");
    expect(() => groupSplit(["a", "a"], { seed: 1 })).toThrow("all rows are of group a, at least 2 groups are needed");
  });
});

describe("sharedRowsWarning", () => {
  it("counts rows that a search has seen", () => {
    expect(sharedRowsWarning(Int32Array.of(0, 1, 2), Int32Array.of(2, 3))).toMatch(
      /^1 of 2 rows of the reported score/,
    );
    expect(sharedRowsWarning(Int32Array.of(0), Int32Array.of(1))).toBeUndefined();
  });
});

describe("timeFolds with cutoffs", () => {
  const day = 86_400_000;
  const times = Float64Array.from({ length: 6 }, (_, index) => index * day);

  it("learns from all rows before a date and tests on those before the next", () => {
    const folds = timeFolds(times, { cutoffs: ["1970-01-03", "1970-01-04", "1970-01-06"] });
    expect(folds.map(({ train, test }) => [[...train], [...test]])).toEqual([
      [[0, 1], [2]],
      [
        [0, 1, 2],
        [3, 4],
      ],
    ]);
  });

  it("refuses dates that do not ascend and folds without rows", () => {
    expect(() => timeFolds(times, { cutoffs: ["1970-01-03"] })).toThrow("timeFolds: cutoffs: expected at least two");
    expect(() => timeFolds(times, { cutoffs: ["1969-01-01", "1970-01-02"] })).toThrow(
      "fold 1 has no rows before 1969-01-01",
    );
  });
});
