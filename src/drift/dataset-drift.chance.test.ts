import { describe, expect, it } from "vitest";
import { type RandomSource, randomSource } from "../core/random-source.js";
import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";
import { type DatasetDrift, datasetDrift } from "./dataset-drift.js";

type Maker = (random: RandomSource, count: number) => Column;

const numbers =
  (draw: (random: RandomSource) => number): Maker =>
  (random, count) => ({ kind: "number", values: Float64Array.from({ length: count }, () => draw(random)) });
const labels =
  (draw: (random: RandomSource) => string): Maker =>
  (random, count) => ({ kind: "string", values: Array.from({ length: count }, () => draw(random)) });
const rain = (random: RandomSource): number => (random.uniform() < 0.9 ? 0 : -3 * Math.log(random.uniform()));

/** Columns of the kinds that make tests of drift fail: ties, heavy tails, constants, rare labels, missing values. */
const makers: Readonly<Record<string, Maker>> = {
  normal: numbers((random) => random.normal()),
  ties: numbers((random) => Math.round(3 * random.normal())),
  "heavy tail": numbers((random) => random.normal() / random.normal()),
  "mostly zero": numbers(rain),
  constant: numbers(() => 7),
  "few values": numbers((random) => random.integer(4)),
  "some missing": numbers((random) => (random.uniform() < 0.1 ? Number.NaN : random.normal())),
  "six labels": labels((random) => `label ${random.integer(6)}`),
  "rare labels": labels((random) => `label ${Math.floor(1 / (random.uniform() + 0.02))}`),
  "one rare label": labels((random) => (random.uniform() < 0.01 ? "rare" : "usual")),
};

const sizes = [
  [30, 30],
  [5_000, 100],
  [500, 500],
  [1_000, 40],
  [10_000, 300],
  [300, 3_000],
] as const;

const table = (random: RandomSource, count: number): Columns =>
  columnsFromEntries(Object.entries(makers).map(([name, make]) => [name, make(random, count)] as const));

function getLevel(drift: DatasetDrift, column: string): string {
  return drift.columns.find((own) => own.column === column)?.level ?? "absent";
}

describe("false alarms of datasetDrift without drift", () => {
  it.each(sizes)("are below 5 %% of tables of %d and %d rows", (before, now) => {
    const random = randomSource(11);
    const runs = before + now > 5_000 ? 60 : 150;
    let alarms = 0;
    for (let run = 0; run < runs; run++) {
      if (datasetDrift(table(random, before), table(random, now)).drifted) alarms++;
    }
    expect(alarms / runs).toBeLessThan(0.05);
  });

  it("do not appear in 100,000 rows either", () => {
    const random = randomSource(12);
    const levels = [1, 2, 3].map(() => datasetDrift(table(random, 100_000), table(random, 100_000)).level);
    expect(levels).toEqual(["none", "none", "none"]);
  });
});

/** The share of runs in which the changed column has one of the levels. */
function power(change: (column: Column, random: RandomSource) => Column, name: string, before: number, now: number) {
  const random = randomSource(13);
  const runs = 20;
  let [found, failed] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const current = table(random, now);
    const entries = [...current.byName].map(([own, column]) => [own, own === name ? change(column, random) : column]);
    const drift = datasetDrift(table(random, before), columnsFromEntries(entries as [string, Column][]));
    const level = getLevel(drift, name);
    if (level === "warn" || level === "fail") found++;
    if (level === "fail") failed++;
  }
  return { found: found / runs, failed: failed / runs };
}

function eachNumber(change: (value: number, random: RandomSource) => number) {
  return (column: Column, random: RandomSource): Column =>
    column.kind === "number" ? { kind: "number", values: column.values.map((value) => change(value, random)) } : column;
}

const newLabel = (column: Column, random: RandomSource): Column =>
  column.kind === "string"
    ? { kind: "string", values: column.values.map((value) => (random.uniform() < 0.06 ? "unseen" : value)) }
    : column;

describe("power of datasetDrift", () => {
  it.each([
    ["0.3 standard deviations", "normal", eachNumber((value) => value + 0.3), 2_000, 2_000, 1, 0],
    ["1 standard deviation", "normal", eachNumber((value) => value + 1), 2_000, 100, 1, 1],
    ["1 standard deviation", "normal", eachNumber((value) => value + 1), 100_000, 300, 1, 1],
    ["swapped units", "mostly zero", eachNumber((value) => value * 25.4), 2_000, 2_000, 1, 0.9],
    ["swapped units", "heavy tail", eachNumber((value) => value * 1.8 + 32), 300, 60, 1, 1],
    [
      "a missing burst",
      "normal",
      eachNumber((value, random) => (random.uniform() < 0.15 ? Number.NaN : value)),
      500,
      300,
      1,
      0.9,
    ],
    ["a new label of 6 %", "six labels", newLabel, 2_000, 500, 1, 0],
    ["a new label of 6 %", "rare labels", newLabel, 5_000, 1_000, 1, 0],
  ] as const)("finds %s in %s", (_, name, change, before, now, found, failed) => {
    const measured = power(change, name, before, now);
    expect(measured.found).toBeGreaterThanOrEqual(0.95 * found);
    expect(measured.failed).toBeGreaterThanOrEqual(failed * 0.95);
  });

  it("is not lost to one bad value of 9,831 mm in the reference", () => {
    const random = randomSource(14);
    const before = Float64Array.from({ length: 3_000 }, () => rain(random));
    before[7] = 9_831;
    const after = Float64Array.from({ length: 3_000 }, () => rain(random) + 0.3);
    const reference = columnsFromEntries([["rain", { kind: "number", values: before }]]);
    const drift = datasetDrift(reference, columnsFromEntries([["rain", { kind: "number", values: after }]]));
    expect(drift.level).toBe("fail");
    expect(drift.columns[0]?.reasons[0]).toContain("values moved");
    const evidently = datasetDrift(reference, columnsFromEntries([["rain", { kind: "number", values: after }]]), {
      defaults: "evidently",
    });
    expect(evidently.level).toBe("none");
  });

  it("counts columns that vanished, are new or lost all values, and says when rows are too few", () => {
    const random = randomSource(15);
    const reference = table(random, 200);
    const without = [...table(random, 200).byName].filter(([name]) => name !== "normal");
    const vanished = datasetDrift(reference, columnsFromEntries(without));
    expect(vanished).toMatchObject({ level: "fail", severity: 2, drifted: true });
    expect(vanished.findings).toEqual([
      { column: "normal", level: "fail", reason: "the current table has no such column" },
    ]);
    expect(datasetDrift(reference, columnsFromEntries(without), { columns: ["ties"] }).level).toBe("none");
    const empty: Column = { kind: "number", values: new Float64Array(200).fill(Number.NaN) };
    const hollow = datasetDrift(reference, columnsFromEntries([...without, ["normal", empty], ["extra", empty]]));
    expect(hollow.findings.map(({ column, level }) => [column, level])).toEqual([
      ["normal", "fail"],
      ["extra", "warn"],
    ]);
    expect([hollow.driftedColumns, hollow.driftedShare]).toEqual([["normal", "extra"], 2 / 11]);
    const few = datasetDrift(reference, table(random, 12));
    expect([few.level, few.severity, few.columns[0]?.level]).toEqual(["too few rows", 0, "too few rows"]);
  });
});
