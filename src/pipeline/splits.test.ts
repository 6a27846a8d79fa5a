import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanModel } from "../models/baselines/mean-model.js";
import { repeatColumn } from "../models/baselines/repeat-column.js";
import { linear } from "../models/linear/linear.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { compareWithBaselines } from "./compare-with-baselines.js";
import { pipeline } from "./pipeline.js";
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

  it("refuses a cutoff that is no date or leaves one side empty", () => {
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

  it("refuses dated rows until told that it is meant", () => {
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

  it("keeps rows of one time together, in any row order", () => {
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

describe("compareWithBaselines", () => {
  const walk = Float64Array.from({ length: 60 }, (_, row) => 50 + 10 * Math.sin(row / 9));
  const columns: Columns = columnsFromEntries([
    ["before", { kind: "number", values: walk.map((value, row) => walk[row - 1] ?? value) }],
    ["two before", { kind: "number", values: walk.map((value, row) => walk[row - 2] ?? value) }],
    ["price", { kind: "number", values: walk }],
  ]);
  const times = Float64Array.from({ length: 60 }, (_, row) => row * day);
  const late = timeSplit(times, { cutoff: 45 * day });
  const last = pipeline({ steps: [], model: repeatColumn({ column: "before" }) });
  const good = pipeline({ steps: [], model: linear() });
  const poor = pipeline({ steps: [], model: meanModel() });

  it("puts the mean and the given baselines beside the models on each split", () => {
    const { rows } = compareWithBaselines({
      columns,
      target: "price",
      splits: { late, early: { train: late.train, test: Int32Array.of(0, 1) } },
      models: { good },
      baselines: { "last month": last },
    });
    expect(rows.map(({ split, name, kind, testRows }) => [split, name, kind, testRows])).toEqual([
      ["late", "mean", "baseline", 15],
      ["late", "last month", "baseline", 15],
      ["late", "good", "model", 15],
      ["early", "mean", "baseline", 2],
      ["early", "last month", "baseline", 2],
      ["early", "good", "model", 2],
    ]);
  });

  it("says when a model is no better than a naive prediction, and by how much one is", () => {
    const compare = (model: typeof good): string =>
      compareWithBaselines({ columns, target: "price", splits: { late }, models: { model }, baselines: { last } })
        .verdicts[0] ?? "";
    expect(compare(poor)).toMatch(
      /^late: "model" has RMSE [\d.]+, the best baseline "last" has [\d.]+; the model is no better than this naive prediction$/,
    );
    expect(compare(good)).toMatch(/; the model is [\d.]+ % better$/);
  });

  it("warns of a split that learns from later rows, naming it", () => {
    const shuffled = randomSplit(60, { seed: 2 });
    const { warnings } = compareWithBaselines({
      columns,
      target: "price",
      splits: { late, shuffled },
      models: { good },
      times,
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^shuffled: \d+ of 48 training rows/);
  });

  it("refuses a model that takes a baseline's name", () => {
    expect(() => compareWithBaselines({ columns, target: "price", splits: { late }, models: { mean: good } })).toThrow(
      'compareWithBaselines: the name "mean" is taken by a baseline; give another',
    );
  });
});
