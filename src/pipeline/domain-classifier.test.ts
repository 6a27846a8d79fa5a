import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { datasetDrift } from "../drift/dataset-drift.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { domainClassifier } from "./domain-classifier.js";

/** Two numbers with a correlation, labels, and an id that no column test compares. */
const table = (seed: number, count: number, correlation: number): Columns => {
  const random = randomSource(seed);
  const first = Float64Array.from({ length: count }, () => random.normal());
  const rest = Math.sqrt(1 - correlation ** 2);
  return columnsFromEntries([
    ["first", { kind: "number", values: first }],
    ["second", { kind: "number", values: first.map((value) => correlation * value + rest * random.normal()) }],
    ["road", { kind: "string", values: Array.from({ length: count }, () => "abc"[random.integer(3)] as string) }],
    ["id", { kind: "string", values: Array.from({ length: count }, (_, row) => `row ${row}`) }],
  ]);
};

describe("domainClassifier", () => {
  it("finds a lost correlation that no column shows, and names the columns", () => {
    const [before, after] = [table(1, 1_500, 0.9), table(2, 1_500, 0)];
    expect(datasetDrift(before, after, { columns: ["first", "second", "road"] }).level).toBe("none");
    const found = domainClassifier(before, after);
    expect([found.level, found.rows]).toEqual(["fail", 1_500]);
    expect(found.rocAuc).toBeGreaterThan(0.7);
    expect(
      found.columns
        .slice(0, 2)
        .map(({ column }) => column)
        .sort(),
    ).toEqual(["first", "second"]);
    expect(found.columns.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it("finds nothing without drift, in ten tables", () => {
    const found = Array.from({ length: 10 }, (_, run) =>
      domainClassifier(table(run, 300, 0.5), table(run + 50, 400, 0.5)),
    );
    expect(found.map(({ level }) => level)).toEqual(new Array(10).fill("none"));
  });

  it("says too few rows, and refuses tables without a common column", () => {
    expect(domainClassifier(table(1, 500, 0), table(2, 12, 0)).level).toBe("too few rows");
    expect(() => domainClassifier(table(1, 50, 0), columnsFromEntries([]))).toThrow("domainClassifier: no column of");
  });
});
