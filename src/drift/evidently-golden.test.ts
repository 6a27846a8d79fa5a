import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Column } from "../table/columns.js";
import { type SampleRecipe, sampleFrom } from "../testing/golden-statistics.js";
import { columnDrift } from "./column-drift.js";
import type { DriftMethodName } from "./drift-method.js";

interface Measured {
  readonly score: number;
  readonly threshold: number;
}

interface Case {
  readonly name: string;
  readonly kind: "number" | "category";
  readonly reference: SampleRecipe;
  readonly current: SampleRecipe;
  readonly default: Measured & { readonly name: string; readonly drifted: boolean };
  readonly methods: Readonly<Partial<Record<DriftMethodName, Measured>>>;
}

/** What Evidently says; made by src/drift/golden/make-evidently.py. */
const { cases } = JSON.parse(readFileSync(new URL("./golden/evidently.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

/** Evidently's names of the methods that it chooses by default. */
const names: Readonly<Record<string, DriftMethodName>> = {
  "K-S p_value": "kolmogorov-smirnov",
  "Wasserstein distance (normed)": "wasserstein",
  "Jensen-Shannon distance": "jensen-shannon",
  "chi-square p_value": "chi-square",
  "Z-test p_value": "proportion-z",
};

const toColumn = (kind: Case["kind"], recipe: SampleRecipe): Column => {
  const values = sampleFrom(recipe);
  return kind === "number" ? { kind, values } : { kind: "string", values: Array.from(values, (value) => `l${value}`) };
};

describe("columnDrift next to Evidently", () => {
  it.each(cases)("chooses, scores and decides $name as Evidently does by default", (own) => {
    const pair = [toColumn(own.kind, own.reference), toColumn(own.kind, own.current)] as const;
    const found = columnDrift(...pair, { defaults: "evidently" });
    expect([found.method, found.threshold, found.drifted]).toEqual([
      names[own.default.name],
      own.default.threshold,
      own.default.drifted,
    ]);
    expect(Math.abs(found.score - own.default.score)).toBeLessThan(1e-9);
  });

  it.each(
    cases.flatMap((own) =>
      Object.entries(own.methods).map(
        ([method, measured]) => [method as DriftMethodName, own.name, measured, own] as const,
      ),
    ),
  )("has the score of %s for %s", (method, _name, measured, own) => {
    const found = columnDrift(toColumn(own.kind, own.reference), toColumn(own.kind, own.current), { method });
    expect(Math.abs(found.score - measured.score)).toBeLessThan(1e-9);
    expect(found.threshold).toBe(measured.threshold);
  });

  it("covers every method", () => {
    expect(new Set(cases.flatMap(({ methods }) => Object.keys(methods))).size).toBe(7);
  });
});
