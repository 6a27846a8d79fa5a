import { describe, expect, it } from "vitest";
import { type TrendKind, trendLine } from "./trend-line.js";

const years = Array.from({ length: 20 }, (_, index) => 2000 + index);

describe("trendLine", () => {
  const curves: Readonly<Record<TrendKind, (year: number) => number>> = {
    line: (year) => 3 * year - 5900,
    polynomial: (year) => 2 * (year - 2010) ** 2 + 7,
    exponential: (year) => 5 * Math.exp(0.08 * (year - 2000)),
    power: (year) => 1e-3 * year ** 1.5,
    robust: (year) => -2 * year + 4500,
  };

  for (const [kind, curve] of Object.entries(curves) as [TrendKind, (year: number) => number][]) {
    it(`fits exact points and extrapolates: ${kind}`, async () => {
      const found = await trendLine(years, years.map(curve), { kind });
      expect(found.r2).toBeCloseTo(1, 9);
      expect(found.predict(2030) / curve(2030)).toBeCloseTo(1, 8);
    });
  }

  it("is accurate for milliseconds since 1970, unlike the package alone", async () => {
    const times = years.map((year) => Date.UTC(year, 0));
    const values = times.map((time) => ((time - Date.UTC(2010, 0)) / 1e11) ** 2);
    const found = await trendLine(times, values, { kind: "polynomial" });
    expect(found.predict(times[3] ?? 0)).toBeCloseTo(values[3] ?? 0, 9);
  });

  it("is robust to outliers with kind robust, and ignores missing points", async () => {
    const values = years.map((year) => 2 * year);
    values[4] = 1e6;
    values[11] = Number.NaN;
    const found = await trendLine(years, values, { kind: "robust" });
    expect(found.predict(2019)).toBeCloseTo(4038, 6);
  });

  it("refuses too few points, values without a logarithm, and an unknown kind", async () => {
    await expect(trendLine([1, 1], [1, 2])).rejects.toThrow(
      "trendLine: expected 2 or more distinct x for a line, got 1",
    );
    await expect(trendLine([1, 2], [1])).rejects.toThrow("trendLine: expected one y per x (2), got 1");
    await expect(trendLine([1, 2], [0, 2], { kind: "exponential" })).rejects.toThrow(
      'expected values > 0 for kind "exponential", got 0',
    );
    await expect(trendLine([1, 2], [1, 2], { kind: "cubic" as TrendKind })).rejects.toThrow(
      "trendLine: expected kind to be",
    );
  });
});
