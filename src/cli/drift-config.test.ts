import { describe, expect, it } from "vitest";
import { formatDriftConfig, parseDriftConfig } from "./drift-config.js";

describe("parseDriftConfig", () => {
  it("reads what formatDriftConfig writes", () => {
    const limits = { column: "rain", warn: 0.12, fail: 0.2, largest: 0.114, periods: 12 };
    const text = formatDriftConfig([limits], { by: "month", time: "at", season: "year", reference: "data.csv" });
    expect(parseDriftConfig(text, "drift.yaml")).toEqual({
      by: "month",
      time: "at",
      season: "year",
      alpha: undefined,
      columns: { rain: { warn: 0.12, fail: 0.2 } },
      accept: [],
    });
  });

  it.each([
    ["colums: {}", 'colums: unknown key; did you mean "columns"?'],
    ["version: 2", "version: expected 1, got 2"],
    ["by: moon", "by: expected day, week, month, quarter, year, got moon"],
    ["columns: { rain: { warn: high } }", 'columns.rain.warn: expected a number, got "high"'],
    ["accept: [{ column: rain, until: soon, because: x }]", "accept.0.until: expected a day such as 2026-12-31"],
    ["accept: [{ column: rain, until: 2026-12-31 }]", "accept.0.because: expected a reason"],
    ["a: [", "invalid YAML"],
  ])("refuses %s with the position", (text, message) => {
    expect(() => parseDriftConfig(text, "drift.yaml")).toThrow(`drift: drift.yaml: ${message}`);
  });
});
