import { describe, expect, it } from "vitest";
import { forecastShares } from "./forecast.js";
import { leadingSeries } from "./leading-series.js";
import type { Market } from "./market.js";
import { typicalStep } from "./typical-step.js";

const months = Array.from({ length: 96 }, (_, at) => Date.UTC(2015, at, 1));
const none = months.map(() => Number.NaN);
const falling = months.map((_, at) => 60 - 0.1 * at + 0.02 * Math.sin(at * 7));
const market: Market = {
  months,
  concentration: none,
  operators: [
    { key: "A", name: "First", share: falling, lines: none, traffic: none },
    { key: "B", name: "Second", share: falling.map((value) => 100 - value), lines: none, traffic: none },
    { key: "C", name: "Gone", share: months.map((_, at) => (at < 50 ? 3 : Number.NaN)), lines: none, traffic: none },
    { key: "D", name: "Small", share: months.map(() => 0.2), lines: none, traffic: none },
    {
      key: "E",
      name: "Late",
      share: months.map((_, at) => (at < 90 ? Number.NaN : at - 88)),
      lines: none,
      traffic: none,
    },
  ],
};

describe("typicalStep", () => {
  it("goes on by the median change, which one jump does not move", () => {
    const series = Float64Array.of(10, 11, 12, 20, 21, 22);
    expect([...typicalStep({ window: 5 }).fit(series).forecast(3)]).toEqual([23, 24, 25]);
    expect([...typicalStep({ window: 5, part: 0.5 }).fit(series).forecast(2)]).toEqual([22.5, 23]);
    expect([...typicalStep({ part: 0 }).fit(series).forecast(1)]).toEqual([22]);
    expect(typicalStep({ window: 1 }).fit(series).toJSON()).toEqual({ kind: "typicalStep", last: 22, step: 1 });
  });

  it("refuses what it cannot learn from", () => {
    expect(() => typicalStep({ window: 0 })).toThrow("window must be");
    expect(() => typicalStep({ part: 2 })).toThrow("part must lie from 0 to 1");
    expect(() => typicalStep().fit(Float64Array.of(1))).toThrow("at least 2 values");
  });
});

describe("leadingSeries", () => {
  it("takes operators that are there and have ever mattered, as far back as they are monthly", () => {
    expect(leadingSeries(market).map(({ operator, first }) => [operator.key, first])).toEqual([
      ["A", 0],
      ["B", 0],
      ["E", 90],
    ]);
  });
});

describe("forecastShares", () => {
  const testFrom = months[76] ?? 0;

  it("forecasts each month from the months before it alone", () => {
    const jump = months.map((month, at) => (month >= testFrom ? 5 + at : 5));
    const known = forecastShares(
      { ...market, operators: [{ key: "A", name: "A", share: jump, lines: none, traffic: none }] },
      { testFrom },
    );
    expect(known.total.naive.rmse).toBeGreaterThan(1);
    expect(known.tried.every(({ rmse }) => rmse === 0)).toBe(true);
  });

  it("beats last month's share where shares drift, and says by how much for each operator", () => {
    const found = forecastShares(market, { testFrom });
    expect(found.byOperator.map(({ operator, months: count }) => [operator, count])).toEqual([
      ["First", 20],
      ["Second", 20],
    ]);
    expect(found.settings.part).toBe(1);
    expect(found.total.model.rmse).toBeLessThan(0.5 * found.total.naive.rmse);
    expect(found.yearAhead.model).toBeLessThan(found.yearAhead.naive);
    const [first] = found.coming;
    expect(first?.share).toHaveLength(12);
    expect(first?.share[11]).toBeCloseTo((falling.at(-1) ?? 0) - 1.2, 0);
    expect(first?.band.every((width, step, all) => width >= (all[step - 1] ?? 0))).toBe(true);
  });

  it("refuses a market without months to test on", () => {
    expect(() => forecastShares(market, { testFrom: Date.UTC(2050, 0, 1) })).toThrow("no month to test on");
    expect(() => forecastShares(market, { testFrom: months[90] ?? 0 })).toThrow("look at a longer period");
  });
});
