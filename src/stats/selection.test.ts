import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectNear } from "../testing/golden-statistics.js";
import { correlation } from "./correlation.js";
import { digamma } from "./distributions/digamma.js";
import { fSurvival } from "./distributions/f-survival.js";
import { incompleteBeta } from "./distributions/incomplete-beta.js";
import { normalQuantile } from "./distributions/normal-quantile.js";
import { fClasses } from "./f-classes.js";
import { fRegression } from "./f-regression.js";
import { principalAxes } from "./linear/principal-axes.js";
import { mutualInformation } from "./mutual-information.js";

interface Golden {
  readonly functions: Readonly<Record<"digamma" | "incompleteBeta" | "fSurvival" | "normalQuantile", number[][]>>;
  readonly tests: readonly {
    readonly name: string;
    readonly values: number[];
    readonly target: number[];
    readonly classes: number[];
    readonly shifted: number[];
    readonly regression: readonly [number, number];
    readonly classification: readonly [number, number];
  }[];
  readonly information: readonly {
    readonly name: string;
    readonly values: number[];
    readonly target: number[];
    readonly discreteValues: boolean;
    readonly discreteTarget: boolean;
    readonly information: number;
    readonly spread: number;
  }[];
  readonly axes: readonly {
    readonly name: string;
    readonly columns: number[][];
    readonly axes: number[][];
    readonly lengths: number[];
  }[];
}

const golden = JSON.parse(readFileSync(new URL("golden/selection.json", import.meta.url), "utf8")) as Golden;

describe("special functions beside SciPy", () => {
  const own: Readonly<Record<string, (...values: number[]) => number>> = {
    digamma: (x = 0) => digamma(x),
    incompleteBeta: (a = 0, b = 0, x = 0) => incompleteBeta(a, b, x),
    fSurvival: (value = 0, a = 0, b = 0) => fSurvival(value, a, b),
    normalQuantile: (p = 0) => normalQuantile(p),
  };
  for (const [name, cases] of Object.entries(golden.functions)) {
    it(`agree: ${name}`, () => {
      for (const numbers of cases) {
        const value = own[name]?.(...numbers.slice(0, -1)) ?? Number.NaN;
        expectNear(value, numbers.at(-1) ?? Number.NaN, { relative: 2e-11, absolute: 1e-14 });
      }
    });
  }

  it("give the ends, and NaN outside them", () => {
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(0.5)]).toEqual([-Infinity, Infinity, 0]);
    expect([fSurvival(0, 1, 5), fSurvival(Infinity, 1, 5), incompleteBeta(2, 2, 1)]).toEqual([1, 0, 1]);
    expect([normalQuantile(2), digamma(0), incompleteBeta(1, 1, -1), fSurvival(Number.NaN, 1, 2)]).toEqual(
      Array(4).fill(Number.NaN),
    );
  });
});

describe("F tests beside scikit-learn", () => {
  for (const { name, values, target, classes, shifted, regression, classification } of golden.tests) {
    it(`agree: ${name}`, () => {
      const relative = name === "far from 0" ? 1e-6 : 1e-10;
      const line = fRegression(values, target);
      expectNear(line.statistic, regression[0], { relative });
      expectNear(line.pValue, regression[1], { relative: 10 * relative });
      const groups = fClasses(shifted, classes);
      expectNear(groups.statistic, classification[0], { relative });
      expectNear(groups.pValue, classification[1], { relative: 10 * relative });
    });
  }

  it("give NaN for a constant list and 1 for a straight line's correlation, wherever it lies", () => {
    expect(fRegression([1, 1, 1], [1, 2, 3]).statistic).toBeNaN();
    expect(correlation([1e9, 1e9 + 1, 1e9 + 2], [3, 2, 1])).toBeCloseTo(-1, 15);
  });
});

describe("mutual information beside scikit-learn", () => {
  for (const { name, values, target, information, spread, ...kinds } of golden.information) {
    it(`agrees to 0.001, beside what the noise alone does: ${name}`, () => {
      const found = mutualInformation(values, target, kinds);
      expect(Math.abs(found - information)).toBeLessThan(1e-3 + spread);
    });
  }

  it("does not depend on the seed when no two numbers are equal", () => {
    const { values, target } = golden.information[0] ?? { values: [], target: [] };
    const found = [1, 2, 3].map((seed) => mutualInformation(values, target, { seed }));
    expect(Math.max(...found) - Math.min(...found)).toBeLessThan(1e-9);
  });

  it("leaves classes of one row out, and refuses missing values and too few rows", () => {
    const with2 = mutualInformation([1, 2, 3, 9, 10, 11, 50], [0, 0, 0, 1, 1, 1, 2], { discreteTarget: true });
    const without = mutualInformation([1, 2, 3, 9, 10, 11], [0, 0, 0, 1, 1, 1], { discreteTarget: true });
    expect(with2).toBeCloseTo(without, 9);
    expect(() => mutualInformation([1, Number.NaN], [1, 2])).toThrow(
      "mutualInformation: expected finite values, got NaN at row index 1; impute the row or remove it",
    );
    expect(() => mutualInformation([1, 2], [1, 2])).toThrow("2 rows are too few for 3 neighbors");
  });
});

describe("principalAxes beside scikit-learn's PCA", () => {
  for (const { name, columns, axes, lengths } of golden.axes) {
    it(`agrees: ${name}`, () => {
      const centred = columns.map((column) => {
        const mean = column.reduce((total, value) => total + value, 0) / column.length;
        return Float64Array.from(column, (value) => value - mean);
      });
      const found = principalAxes(centred);
      const size = lengths[0] ?? 1;
      lengths.forEach((length, place) => {
        expect(Math.abs((found.lengths[place] ?? Number.NaN) - length)).toBeLessThan(1e-12 * size);
        if (length < 1e-9 * size) return;
        const along = (axes[place] ?? []).reduce((sum, own, at) => sum + own * (found.axes[place]?.[at] ?? 0), 0);
        expect(Math.abs(along)).toBeCloseTo(1, 11);
      });
    });
  }
});
