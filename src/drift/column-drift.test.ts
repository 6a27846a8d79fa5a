import { describe, expect, it } from "vitest";
import type { Column } from "../table/columns.js";
import { sampleFrom } from "../testing/golden-statistics.js";
import { type ColumnDriftOptions, columnDrift as columnDriftBy } from "./column-drift.js";
import type { DriftMethod } from "./drift-method.js";

const numbers = (count: number, { distinct = 1e9, shift = 0 } = {}): Column => ({
  kind: "number",
  values: sampleFrom({ count, step: 0.6180339887498949, scale: distinct, shift, floor: true }),
});
const labels = (count: number, distinct: number): Column => ({
  kind: "string",
  values: Array.from({ length: count }, (_, row) => `label ${row % distinct}`),
});
const numberColumn = (...values: number[]): Column => ({ kind: "number", values: Float64Array.from(values) });

const columnDrift = (reference: Column, current: Column, options: ColumnDriftOptions = {}) =>
  columnDriftBy(reference, current, { defaults: "evidently", ...options });

describe("columnDrift by effect and chance", () => {
  it("scores the share of rows beyond chance, with its p-value and reasons", () => {
    const drift = columnDriftBy(numbers(200), numbers(200, { shift: 2e8 }));
    expect(drift).toMatchObject({ method: "largest-gap", scoreIs: "distance", threshold: 0.08, level: "warn" });
    expect(drift.score).toBeGreaterThan(0.15);
    expect(drift.score).toBeLessThan(drift.effect?.value ?? 0);
    expect(drift.pValue).toBeLessThan(0.001);
    expect(drift.reasons[0]).toContain("values moved: largest gap 0.2");
    expect(columnDriftBy(labels(200, 4), labels(200, 4))).toMatchObject({
      method: "moved-share",
      level: "none",
      score: 0,
    });
  });

  it("takes limits, and says too few rows rather than nothing", () => {
    const moved = numbers(200, { shift: 2e8 });
    expect(columnDriftBy(numbers(200), moved, { fail: 0.1 }).level).toBe("fail");
    expect(columnDriftBy(numbers(200), moved, { warn: 0.5, fail: 0.6 }).level).toBe("none");
    expect(columnDriftBy(numbers(200), numbers(20, { shift: 9e9 })).level).toBe("too few rows");
    expect(columnDriftBy(numbers(200), numbers(20, { shift: 9e9 }), { minimumRows: 10 }).level).toBe("fail");
  });

  it("notes values far outside the reference's range", () => {
    const values = sampleFrom({ count: 300, step: 0.6180339887498949 });
    const odd = values.map((value, row) => (row === 3 ? 9_831 : value));
    const drift = columnDriftBy({ kind: "number", values }, { kind: "number", values: odd });
    expect([drift.level, drift.notes[0]]).toEqual([
      "none",
      expect.stringMatching(/^1 of the current values far outside the reference's range .*, such as 9831$/),
    ]);
  });

  it("refuses limits in the wrong order, and a threshold that nothing uses", () => {
    expect(() => columnDriftBy(numbers(50), numbers(50), { warn: 0.3, fail: 0.2 })).toThrow(
      "columnDrift: expected 0 <= warn <= fail <= 1, got warn 0.3 and fail 0.2",
    );
    expect(() => columnDriftBy(numbers(50), numbers(50), { threshold: 0.2 })).toThrow("threshold needs a method");
  });
});

describe("columnDrift as Evidently or by a method", () => {
  it.each([
    ["number", 1_000, 6, "kolmogorov-smirnov"],
    ["number", 1_001, 6, "wasserstein"],
    ["number", 1_000, 5, "chi-square"],
    ["number", 1_001, 3, "jensen-shannon"],
    ["number", 1_000, 2, "proportion-z"],
    ["number", 1_001, 2, "jensen-shannon"],
    ["label", 1_000, 3, "chi-square"],
    ["label", 1_001, 3, "jensen-shannon"],
    ["label", 1_000, 2, "proportion-z"],
    ["label", 1_001, 2, "jensen-shannon"],
  ])("compares a %s column of %d rows and %d values by Evidently's default, %s", (kind, count, distinct, method) => {
    const column = kind === "number" ? numbers(count, { distinct }) : labels(count, distinct);
    expect(columnDrift(column, column).method).toBe(method);
  });

  it("chooses by values that are there, in both samples together", () => {
    const holes = numberColumn(...Array.from({ length: 1_500 }, (_, row) => (row % 2 ? Number.NaN : row % 100)));
    expect(columnDrift(holes, numbers(5_000)).method).toBe("kolmogorov-smirnov");
    expect(columnDrift(numbers(100, { distinct: 4 }), numbers(100, { distinct: 9 })).method).toBe("kolmogorov-smirnov");
  });

  it("gives sizes and missing shares, and notes missing values that grew", () => {
    const drift = columnDrift(numberColumn(1, 2, 3, 4), numberColumn(1, Number.NaN, Number.POSITIVE_INFINITY, 4));
    expect(drift.current).toEqual({ rowCount: 4, count: 2, missing: 2, missingShare: 0.5 });
    expect(drift.notes).toContain("missing values went from 0 % to 50 %; they are not part of the score");
  });

  it("takes labels from different dictionaries by their text, and names new and lost ones", () => {
    const before: Column = { kind: "category", codes: Int32Array.of(0, 1, 1, -1), categories: ["a", "b", "unused"] };
    const after: Column = { kind: "category", codes: Int32Array.of(1, 0, 0), categories: ["b", "c"] };
    const { distribution, notes, method } = columnDrift(before, after);
    expect(distribution).toEqual({ labels: ["b", "a", "c"], reference: [2 / 3, 1 / 3, 0], current: [2 / 3, 0, 1 / 3] });
    expect(notes).toContain("new: c; missing: a");
    expect(method).toBe("chi-square");
  });

  it("speaks of constants instead of failing", () => {
    const constant = columnDrift(numberColumn(5, 5, 5), numberColumn(5, 5));
    expect([constant.drifted, constant.score, constant.notes[0]]).toEqual([
      false,
      1,
      "constant: one and the same value in both samples",
    ]);
    const moved = columnDrift(numberColumn(5, 5, 5, 5, 5), numberColumn(6, 6, 6, 6, 6));
    expect([moved.drifted, moved.notes[0]]).toEqual([true, "constant in the reference"]);
  });

  it("gives a p-value and an effect size for tests, and no p-value for distances", () => {
    const test = columnDrift(numbers(200), numbers(200, { shift: 2e8 }));
    expect(test.pValue).toBe(test.score);
    expect(test.effect?.value).toBeCloseTo(0.2, 1);
    expect(columnDrift(numbers(2_000), numbers(2_000))).not.toHaveProperty("pValue");
  });

  it("says when extreme values or Evidently's smallest divisor hide a shift", () => {
    const outlier = sampleFrom({ count: 3_000, step: 0.6180339887498949 });
    outlier[7] = 9_831;
    const drift = columnDrift(
      { kind: "number", values: outlier },
      { kind: "number", values: outlier.map((value) => value + 0.3) },
    );
    expect(drift.drifted).toBe(false);
    expect(drift.effect?.value).toBeGreaterThan(0.5);
    expect(drift.notes.join()).toContain("hide a shift");

    const tiny = sampleFrom({ count: 3_000, step: 0.6180339887498949, scale: 1e-6 });
    const small = columnDrift(
      { kind: "number", values: tiny },
      { kind: "number", values: tiny.map((value) => value + 1e-6) },
    );
    expect([small.drifted, small.notes.join().includes("hide a shift")]).toEqual([false, true]);
  });

  it("says when a few extreme values make the whole difference", () => {
    const calm = sampleFrom({ count: 3_000, step: 0.6180339887498949 });
    const wild = calm.map((value, row) => (row < 3 ? 1e5 : value));
    const drift = columnDrift({ kind: "number", values: calm }, { kind: "number", values: wild });
    expect([drift.drifted, drift.notes.join().includes("a few extreme values make the difference")]).toEqual([
      true,
      true,
    ]);
  });

  it("takes a method of your own", () => {
    const longer: DriftMethod = {
      name: "row-count",
      kinds: ["number", "category"],
      threshold: 2,
      scoreIs: "distance",
      atThreshold: true,
      measure: ({ reference, current }) => ({ score: current.rowCount / reference.rowCount }),
    };
    expect(columnDrift(numberColumn(1), numberColumn(1, 2), { method: longer })).toMatchObject({
      method: "row-count",
      score: 2,
      drifted: true,
    });
  });

  it("refuses times, free text, different kinds and thresholds below 0 in one sentence", () => {
    const time: Column = { kind: "time", values: Float64Array.of(1) };
    const text: Column = { kind: "string", values: ["one story", "another story", "a third"] };
    expect(() => columnDrift(time, time)).toThrow("columnDrift: times have no drift test");
    expect(() => columnDrift(text, text)).toThrow("free text has no drift test (3 distinct values in 3 rows)");
    expect(() => columnDrift(numberColumn(1), labels(4, 2))).toThrow(
      "the reference sample is number, the current one category",
    );
    expect(() => columnDrift(numberColumn(1), numberColumn(1), { threshold: -1 })).toThrow(
      "threshold must be 0 or more, got -1",
    );
    expect(() => columnDrift(labels(9, 3), labels(9, 3), { method: "proportion-z" })).toThrow("columns of two values");
  });
});
