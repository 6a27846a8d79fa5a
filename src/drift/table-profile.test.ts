import { describe, expect, it } from "vitest";
import { type RandomSource, randomSource } from "../core/random-source.js";
import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";
import { datasetDrift } from "./dataset-drift.js";
import { mergeProfiles, parseProfile, profileTable } from "./table-profile.js";

const table = (random: RandomSource, count: number, shift = 0): Columns =>
  columnsFromEntries([
    ["normal", { kind: "number", values: Float64Array.from({ length: count }, () => random.normal() + shift) }],
    [
      "rain",
      {
        kind: "number",
        values: Float64Array.from({ length: count }, () =>
          random.uniform() < 0.1 ? Number.NaN : Math.max(0, random.normal() - 1),
        ),
      },
    ],
    ["labels", { kind: "string", values: Array.from({ length: count }, () => `label ${random.integer(6)}`) }],
    ["ids", { kind: "string", values: Array.from({ length: count }, () => `id ${random.integer(300)}`) }],
    ["at", { kind: "time", values: Float64Array.from({ length: count }, (_, row) => row) }],
  ]);

describe("profileTable", () => {
  it("replaces the rows: the same levels, sizes within its error", () => {
    for (const [rows, shift] of [
      [5_000, 0],
      [5_000, 0.35],
      [200_000, 1],
    ] as const) {
      const random = randomSource(51);
      const [reference, current] = [table(random, rows), table(random, 1_000, shift)];
      const exact = datasetDrift(reference, current);
      const found = datasetDrift(profileTable(reference), current);
      expect(found.columns.map(({ column, level }) => [column, level])).toEqual(
        exact.columns.map(({ column, level }) => [column, level]),
      );
      expect([found.referenceRows, found.level, found.skipped]).toEqual([rows, exact.level, exact.skipped]);
      found.columns.slice(0, 3).forEach(({ effect }, index) => {
        expect(effect?.value).toBeCloseTo(exact.columns[index]?.effect?.value ?? Number.NaN, 1);
      });
    }
  });

  it("replaces the rows of both sides, within the error of the sketches", () => {
    for (const [rows, now, shift] of [
      [20_000, 4_000, 0],
      [20_000, 4_000, 0.3],
      [3_000, 500, 1],
    ] as const) {
      const random = randomSource(55);
      const [reference, current] = [table(random, rows), table(random, now, shift)];
      const exact = datasetDrift(reference, current);
      const found = datasetDrift(profileTable(reference), profileTable(current));
      expect([found.level, found.referenceRows, found.currentRows]).toEqual([exact.level, rows, now]);
      found.columns.forEach(({ column, level, effect }, index) => {
        expect([column, level]).toEqual([exact.columns[index]?.column, exact.columns[index]?.level]);
        // 0.5 % of the ranks of each side, and one row at each end. Groups of labels hide moves within a group.
        if (column !== "ids")
          expect(Math.abs((effect?.value ?? 9) - (exact.columns[index]?.effect?.value ?? 0))).toBeLessThan(0.012);
      });
    }
  });

  it("raises no alarm without drift where both sides are profiles", () => {
    const random = randomSource(56);
    const draw = (rows: number) => profileTable(table(random, rows));
    const alarms = Array.from({ length: 60 }, () => datasetDrift(draw(3_000), draw(800)).severity).filter(Boolean);
    expect(alarms.length).toBeLessThan(3);
  });

  it("raises no alarm without drift, and finds new labels and missing values", () => {
    const random = randomSource(52);
    const saved = profileTable(table(random, 20_000));
    const alarms = Array.from({ length: 60 }, () => datasetDrift(saved, table(random, 600)).severity).filter(Boolean);
    expect(alarms.length).toBeLessThan(3);
    const now = table(random, 600);
    const unseen: Column = {
      kind: "string",
      values: Array.from({ length: 600 }, (_, row) => (row % 9 ? "label 1" : "z")),
    };
    const changed = columnsFromEntries([...now.byName].map(([name, own]) => [name, name === "labels" ? unseen : own]));
    expect(datasetDrift(saved, changed).driftedColumns).toEqual(["labels"]);
  });

  it("merges: the profile of two halves is nearly that of the whole", () => {
    const random = randomSource(53);
    const [first, second, current] = [table(random, 30_000), table(random, 30_000, 2), table(random, 2_000, 1)];
    const merged = mergeProfiles([profileTable(first), profileTable(second)]);
    expect(merged.rows).toBe(60_000);
    const normal = merged.columns.normal;
    if (normal?.kind !== "number") throw new Error("expected numbers");
    expect(normal.counts.reduce((sum, count) => sum + count, 0)).toBe(60_000);
    expect(normal.values.length).toBeLessThan(220);
    const { effect } = datasetDrift(merged, current).columns[0] ?? {};
    expect(effect?.value).toBeGreaterThan(0.1);
    expect(() => mergeProfiles([profileTable(first), profileTable(columnsFromEntries([]))])).toThrow(
      "is not the same in all",
    );
  });

  it("is below 100 kB for 50 columns of 100,000 rows, and JSON", () => {
    const random = randomSource(54);
    const columns = Array.from({ length: 50 }, (_, index): [string, Column] => [
      `column ${index}`,
      index % 2 === 0
        ? { kind: "number", values: Float64Array.from({ length: 100_000 }, () => 1e4 * random.normal()) }
        : {
            kind: "category",
            codes: Int32Array.from({ length: 100_000 }, () => random.integer(500)),
            categories: Array.from({ length: 500 }, (_, label) => `some label ${label}`),
          },
    ]);
    const text = JSON.stringify(profileTable(columnsFromEntries(columns)));
    expect(text.length).toBeLessThan(100_000);
    expect(parseProfile(text, "profile.json").rows).toBe(100_000);
    expect(() => parseProfile("{}", "profile.json")).toThrow("drift: profile.json is not a profile of version 1");
  });
});
