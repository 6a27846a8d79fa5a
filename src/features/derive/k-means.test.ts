import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { columnsFromEntries } from "../../table/columns.js";
import { expectNear } from "../../testing/golden-statistics.js";
import { kMeans } from "./k-means.js";

const golden = JSON.parse(readFileSync(new URL("../golden/clusters.json", import.meta.url), "utf8")) as {
  readonly cases: readonly {
    readonly name: string;
    readonly columns: number[][];
    readonly clusters: number;
    readonly inertia: number;
    readonly centres: number[][];
    readonly labels: number[];
  }[];
};

describe("kMeans and scikit-learn", () => {
  for (const { name, columns, clusters, inertia, centres, labels } of golden.cases) {
    it(`agree: ${name}`, () => {
      const rows = columnsFromEntries(
        columns.map((values, index) => [`x${index}`, { kind: "number", values: Float64Array.from(values) }] as const),
      );
      const fitted = kMeans({ clusters, seed: 4 }).fit(rows);
      expectNear(fitted.inertia, inertia, { relative: 1e-9 });
      centres.forEach((center, cluster) => {
        center.forEach((value, column) => {
          expect(fitted.centers[cluster]?.[column]).toBeCloseTo(value, 9);
        });
      });
      const made = fitted.transform(rows).byName.get("cluster");
      expect(made?.kind === "category" && [...made.codes]).toEqual(labels);
    });
  }
});

describe("kMeans", () => {
  const rows = columnsFromEntries([["x", { kind: "number", values: Float64Array.of(1, 1, 1, 5) }]]);

  it("has the same clusters for every seed, and none for a row with a missing value", () => {
    const seeds = [1, 2, 3].map((seed) => kMeans({ clusters: 2, seed }).fit(rows).toJSON());
    expect(seeds[1]).toEqual(seeds[0]);
    expect(seeds[2]).toEqual(seeds[0]);
    const fitted = kMeans({ clusters: 2, seed: 1 }).fit(rows);
    const later = columnsFromEntries([["x", { kind: "number", values: Float64Array.of(4, Number.NaN, 0) }]]);
    const made = fitted.transform(later).byName.get("cluster");
    expect(made?.kind === "category" && [...made.codes]).toEqual([1, -1, 0]);
  });

  it("accepts more clusters than distinct rows, and refuses more than rows", () => {
    expect(kMeans({ clusters: 3, seed: 1 }).fit(rows).inertia).toBe(0);
    expect(() => kMeans({ clusters: 5, seed: 1 }).fit(rows)).toThrow(
      "kMeans: 5 clusters but only 4 rows; request fewer",
    );
    expect(() => kMeans({ clusters: 0, seed: 1 })).toThrow("kMeans: clusters: expected an integer >= 1, got 0");
  });
});

it("names itself when the seed is missing", () => {
  const rows = columnsFromEntries([["x", { kind: "number", values: Float64Array.of(1, 2) }]]);
  expect(() => kMeans({ clusters: 2, seed: 1.5 }).fit(rows)).toThrow("kMeans: seed: expected an integer, got 1.5");
});
