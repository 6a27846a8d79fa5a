import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { type Column, columnsFromEntries } from "../table/columns.js";
import { sampleFrom } from "../testing/golden-statistics.js";
import { driftOverTime } from "./drift-over-time.js";

const dayMs = 86_400_000;
const first = Date.UTC(2017, 0, 1);
const numbers = (values: Float64Array): Column => ({ kind: "number", values });
const uniform = (count: number): Float64Array => sampleFrom({ count, step: 0.6180339887498949 });

/** Four rows a day for 60 days; `moved` jumps on day 28. */
const days = Float64Array.from({ length: 240 }, (_, row) => Math.floor(row / 4));
const current = columnsFromEntries([
  ["at", { kind: "time", values: days.map((day, row) => first + day * dayMs + (row % 4) * 3_600_000) }],
  ["calm", numbers(uniform(240))],
  ["moved", numbers(uniform(240).map((value, row) => value + (days[row] >= 28 ? 1 : 0)))],
  ["late", numbers(uniform(240).map((value, row) => (days[row] < 14 ? Number.NaN : value)))],
]);
const reference = columnsFromEntries([
  ["calm", numbers(uniform(2_000))],
  ["moved", numbers(uniform(2_000))],
  ["late", numbers(uniform(2_000))],
]);

describe("driftOverTime", () => {
  it("scores every column in every window, by one method per column", () => {
    const drift = driftOverTime(reference, current, { time: "at", defaults: "evidently" });
    expect(drift.windows.map(({ label, rowCount }) => [label, rowCount])).toEqual([
      ["2017-01-01", 56],
      ["2017-01-15", 56],
      ["2017-01-29", 56],
      ["2017-02-12", 56],
      ["2017-02-26", 16],
    ]);
    const [calm, moved] = drift.columns;
    expect(calm).toMatchObject({ column: "calm", method: "wasserstein", threshold: 0.1 });
    expect(moved?.drifted).toEqual([false, false, true, true, null]);
    expect(moved?.scores[2]).toBeCloseTo(Math.sqrt(12), 1);
  });

  it("decides by effect and chance, where a gap of missing values is drift too", () => {
    const drift = driftOverTime(reference, current, { time: "at" });
    const [calm, moved, late] = drift.columns;
    expect(calm?.levels).toEqual(["none", "none", "none", "none", "too few rows"]);
    expect(moved?.levels).toEqual(["none", "none", "fail", "fail", "too few rows"]);
    expect(late?.levels[0]).toBe("fail");
    expect(late?.reasons[0]).toBe("missing values went from 0 % to 100 %");
    expect(drift.windows.map(({ level }) => level)).toEqual(["fail", "none", "fail", "fail", "too few rows"]);
  });

  it("raises no alarm in 20 clean windows of 40 rows", () => {
    const random = randomSource(21);
    const draw = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal());
    const rows = columnsFromEntries([
      [
        "at",
        {
          kind: "time",
          values: Float64Array.from({ length: 800 }, (_, row) => first + Math.floor(row / 40) * 7 * dayMs),
        },
      ],
      ["calm", numbers(draw(800))],
    ]);
    const drift = driftOverTime(columnsFromEntries([["calm", numbers(draw(5_000))]]), rows, {
      time: "at",
      windowDays: 7,
    });
    expect(drift.windows.map(({ level }) => level)).toEqual(new Array(20).fill("none"));
  });

  it("gives no score to a window with too few values of a column", () => {
    const evidently = { time: "at", defaults: "evidently" } as const;
    const { columns, windows } = driftOverTime(reference, current, { ...evidently, minimumRows: 16 });
    expect(columns[2]).toMatchObject({ column: "late", counts: [0, 56, 56, 56, 16] });
    expect(columns[2]?.scores[0]).toBeNull();
    expect(columns.every(({ scores }) => typeof scores[4] === "number")).toBe(true);
    expect(driftOverTime(reference, current, { time: "at" }).windows.at(-1)?.driftedShare).toBeNull();
    expect(windows[2]?.driftedShare).toBeCloseTo(1 / 3, 1);
  });

  it("starts and ends where requested, and counts the rows left out", () => {
    const drift = driftOverTime(reference, current, {
      time: "at",
      start: "2017-01-03",
      end: new Date(Date.UTC(2017, 0, 20)),
      windowDays: 7,
    });
    expect(drift.windows.map(({ label, rowCount }) => [label, rowCount])).toEqual([
      ["2017-01-03", 28],
      ["2017-01-10", 28],
      ["2017-01-17", 12],
    ]);
    expect(drift.windows.at(-1)?.end).toBe(Date.UTC(2017, 0, 20));
    expect(drift.rowsOutside).toBe(240 - 68);
  });

  it("puts a row on a border into the later window, and includes empty windows", () => {
    const times: Column = {
      kind: "time",
      values: Float64Array.of(first, first + dayMs, first + 3 * dayMs, Number.NaN),
    };
    const table = columnsFromEntries([
      ["at", times],
      ["calm", numbers(Float64Array.of(1, 2, 3, 4))],
    ]);
    const drift = driftOverTime(reference, table, { time: "at", windowDays: 1, minimumRows: 1 });
    expect(drift.windows.map(({ rowCount }) => rowCount)).toEqual([1, 1, 0, 1]);
    expect([drift.rowsWithoutTime, drift.columns[0]?.scores[2]]).toEqual([1, null]);
  });

  it("is plain data that JSON can hold", () => {
    const drift = driftOverTime(reference, current, { time: "at" });
    expect(JSON.parse(JSON.stringify(drift))).toEqual(drift);
  });

  it("refuses a column of another kind, invalid dates and too many windows, in one sentence each", () => {
    expect(() => driftOverTime(reference, current, { time: "when" })).toThrow('no column "when"');
    expect(() => driftOverTime(reference, current, { time: "calm" })).toThrow('column "calm" is number, not time');
    expect(() => driftOverTime(reference, current, { time: "at", start: "2017-02-30" })).toThrow(
      'start "2017-02-30" is not a valid date',
    );
    expect(() => driftOverTime(reference, current, { time: "at", start: "2019-01-01" })).toThrow(
      "must be before the end",
    );
    expect(() => driftOverTime(reference, current, { time: "at", windowDays: 0 })).toThrow(
      "windowDays must be above 0",
    );
    expect(() => driftOverTime(reference, current, { time: "at", start: "1000-01-01", windowDays: 1 })).toThrow(
      "give start and end, or longer windowDays",
    );
    expect(() => driftOverTime(reference, current, { time: "at", minimumRows: 0 })).toThrow(
      "minimumRows must be at least 1",
    );
  });
});
