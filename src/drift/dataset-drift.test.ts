import { describe, expect, it } from "vitest";
import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";
import { sampleFrom } from "../testing/golden-statistics.js";
import { type DatasetDriftOptions, datasetDrift as datasetDriftBy } from "./dataset-drift.js";

const numbers = (shift: number): Column => ({
  kind: "number",
  values: sampleFrom({ count: 100, step: 0.6180339887498949, shift }),
});
const empty: Column = { kind: "number", values: new Float64Array(100).fill(Number.NaN) };
const times: Column = { kind: "time", values: Float64Array.from({ length: 100 }, (_, row) => row) };
const stories: Column = { kind: "string", values: Array.from({ length: 100 }, (_, row) => `story ${row}`) };

const reference = columnsFromEntries([
  ["same", numbers(0)],
  ["moved", numbers(0)],
  ["removed", numbers(0)],
  ["hollow", numbers(0)],
  ["void", empty],
  ["at", times],
  ["words", stories],
]);
const current = columnsFromEntries([
  ["moved", numbers(1)],
  ["same", numbers(0)],
  ["added", numbers(0)],
  ["hollow", empty],
  ["void", empty],
  ["at", times],
  ["words", stories],
]);

const datasetDrift = (before: Columns, after: Columns, options: DatasetDriftOptions = {}) =>
  datasetDriftBy(before, after, { defaults: "evidently", ...options });

describe("datasetDrift", () => {
  it("compares the columns both tables have, in the order of the reference, and counts the drifted ones", () => {
    const drift = datasetDrift(reference, current);
    expect(drift.columns.map(({ column, drifted }) => [column, drifted])).toEqual([
      ["same", false],
      ["moved", true],
    ]);
    expect(drift).toMatchObject({
      driftedColumns: ["moved"],
      driftedShare: 0.5,
      share: 0.5,
      drifted: true,
      referenceRows: 100,
    });
    expect(datasetDrift(reference, current, { share: 0.6 }).drifted).toBe(false);
  });

  it("names what it could not compare, and why", () => {
    const { skipped, onlyInReference, onlyInCurrent } = datasetDrift(reference, current);
    expect(skipped).toEqual([
      { column: "hollow", reason: "no value in the current table, 100 of 100 in the reference one", empty: "current" },
      { column: "void", reason: "no value on either side" },
      { column: "at", reason: "times have no drift test; compare parts of them (calendarParts)" },
      { column: "words", reason: "free text has no drift test (100 distinct values in 100 rows); make it a category" },
    ]);
    expect([onlyInReference, onlyInCurrent]).toEqual([["removed"], ["added"]]);
  });

  it("takes a list of columns, and settings for all or for one", () => {
    const drift = datasetDrift(reference, current, {
      columns: ["moved", "same"],
      threshold: 0.2,
      byColumn: { same: { method: "population-stability-index" } },
    });
    expect(drift.columns.map(({ column, method, threshold }) => [column, method, threshold])).toEqual([
      ["moved", "kolmogorov-smirnov", 0.2],
      ["same", "population-stability-index", 0.2],
    ]);
  });

  it("is plain data that JSON can hold", () => {
    const drift = datasetDrift(reference, current);
    expect(JSON.parse(JSON.stringify(drift))).toEqual(drift);
  });

  it("refuses an absent column, one without a drift test, other kinds and a share of 0, with the name", () => {
    expect(() => datasetDrift(reference, current, { columns: ["removed"] })).toThrow(
      'datasetDrift, current: no column "removed"',
    );
    expect(() => datasetDrift(reference, current, { columns: ["at"] })).toThrow(
      'column "at": times have no drift test',
    );
    const other: Columns = columnsFromEntries([["same", { kind: "string", values: ["a", "a", "a", "b"] }]]);
    expect(() => datasetDrift(reference, other)).toThrow(
      'column "same" is number in the reference and string in the current table',
    );
    expect(() => datasetDrift(reference, current, { share: 0 })).toThrow("share must be above 0");
  });

  it("compares nothing when nothing can be compared", () => {
    expect(datasetDrift(columnsFromEntries([]), current)).toMatchObject({
      columns: [],
      driftedShare: 0,
      drifted: false,
    });
  });
});
