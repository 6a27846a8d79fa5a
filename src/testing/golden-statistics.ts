import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** How to make a sample: ((row * step) mod 1), squared, * scale + shift, rounded down, as said. */
export interface SampleRecipe {
  readonly count: number;
  readonly step: number;
  readonly square?: boolean;
  readonly scale?: number;
  readonly shift?: number;
  readonly floor?: boolean;
}

interface GoldenStatistics {
  readonly made: Readonly<Record<string, string>>;
  readonly descriptive: readonly {
    readonly sample: SampleRecipe;
    readonly mean: number;
    readonly sampleDeviation: number;
    readonly populationDeviation: number;
    readonly quantiles: readonly (readonly [number, number])[];
    readonly skewness: number;
    readonly kurtosis: number;
  }[];
  readonly histograms: readonly {
    readonly sample: SampleRecipe;
    readonly edges: readonly number[];
    readonly counts: readonly number[];
  }[];
  readonly functions: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly pairs: readonly {
    readonly reference: SampleRecipe;
    readonly current: SampleRecipe;
    readonly statistic: number;
    readonly pValue: number;
    readonly wasserstein: number;
  }[];
  readonly shares: readonly ({ readonly reference: readonly number[]; readonly current: readonly number[] } & Readonly<
    Record<"populationStabilityIndex" | "kullbackLeibler" | "jensenShannon", number>
  >)[];
  readonly chiSquares: readonly {
    readonly reference: readonly number[];
    readonly current: readonly number[];
    readonly statistic: number;
    readonly pValue: number;
  }[];
  readonly proportions: readonly {
    readonly reference: readonly [number, number];
    readonly current: readonly [number, number];
    readonly z: number;
    readonly pValue: number;
  }[];
}

/** What NumPy and SciPy say; made by src/stats/golden/make-statistics.py. */
export const goldenStatistics: GoldenStatistics = JSON.parse(
  readFileSync(new URL("../stats/golden/statistics.json", import.meta.url), "utf8"),
) as GoldenStatistics;

/** The sample of a recipe, to the bit as the generator makes it. */
export function sampleFrom({ count, step, square, scale = 1, shift = 0, floor }: SampleRecipe): Float64Array {
  return Float64Array.from({ length: count }, (_, row) => {
    const part = ((row + 1) * step) % 1;
    const value = (square ? part * part : part) * scale + shift;
    return floor ? Math.floor(value) : value;
  });
}

/** Passes when the value is within `relative` of the expected one, or within `absolute` of it. */
export function expectNear(
  actual: number,
  expected: number,
  { relative = 1e-9, absolute = 0 }: { readonly relative?: number; readonly absolute?: number } = {},
): void {
  const allowed = Math.max(Math.abs(expected) * relative, absolute);
  expect(Math.abs(actual - expected) <= allowed, `${actual} is not within ${allowed} of ${expected}`).toBe(true);
}
