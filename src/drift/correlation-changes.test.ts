import { describe, expect, it } from "vitest";
import { type RandomSource, randomSource } from "../core/random-source.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { correlationChanges } from "./correlation-changes.js";
import { getCorrelation, mergeCorrelations, rankCorrelations } from "./rank-correlations.js";

/** Four columns: two that go together, one with heavy tails, one with ties. */
const table = (random: RandomSource, count: number, together: number): Columns => {
  const first = Float64Array.from({ length: count }, () => random.normal());
  const number = (values: Float64Array) => ({ kind: "number", values }) as const;
  return columnsFromEntries([
    ["first", number(first)],
    ["second", number(first.map((value) => together * value + random.normal()))],
    ["tail", number(first.map((value) => 0.5 * value + random.normal() / random.normal()))],
    ["ties", number(first.map(() => (random.uniform() < 0.7 ? 0 : random.integer(9))))],
    ["label", { kind: "string", values: Array.from(first, () => "a") }],
  ]);
};

describe("rankCorrelations", () => {
  it("has the values of scipy.stats.spearmanr, with ties and missing values", () => {
    const number = (...values: number[]) => ({ kind: "number", values: Float64Array.from(values) }) as const;
    const found = rankCorrelations(
      columnsFromEntries([
        ["a", number(1, 2, 2, 3, 5, 8)],
        ["b", number(9, 1, 7, 7, 2, 1)],
        ["constant", number(1, 1, 1, 1, 1, 1)],
      ]),
    );
    expect([found.columns, found.values, found.rows]).toEqual([["a", "b", "constant"], [-0.6269, null, null], 6]);
    expect([getCorrelation(found, "b", "a"), getCorrelation(found, "a", "other")]).toEqual([-0.6269, null]);
  });

  it("merges as the mean weighted by rows, of the columns that all have", () => {
    const merged = mergeCorrelations([
      { columns: ["a", "b", "c"], values: [0.1, 0.2, 0.3], rows: 100 },
      { columns: ["a", "c"], values: [0.6], rows: 300 },
    ]);
    expect(merged).toEqual({ columns: ["a", "c"], values: [0.5], rows: 400 });
  });
});

describe("correlationChanges", () => {
  it("finds a lost correlation, and its columns", () => {
    const random = randomSource(4);
    const [before, after] = [table(random, 2_000, 1), table(random, 400, 0)].map(rankCorrelations);
    if (before === undefined || after === undefined) throw new Error("expected two profiles");
    const [change, ...others] = correlationChanges(before, after);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ one: "first", other: "second" });
    expect(change?.before).toBeCloseTo(0.7, 1);
    expect(change?.pValue).toBeLessThan(1e-6);
    expect(correlationChanges(before, { ...after, rows: 20 })).toEqual([]);
  });

  it("finds nothing without a change in at most 5 % of 200 tables", () => {
    const random = randomSource(5);
    const draw = (count: number) => rankCorrelations(table(random, count, 1));
    const alarms = Array.from({ length: 200 }, () => correlationChanges(draw(400), draw(60)).length).filter(Boolean);
    expect(alarms.length).toBeLessThan(10);
  });
});
