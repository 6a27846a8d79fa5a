import { describe, expect, it } from "vitest";
import { inferSchema } from "../../table/csv/infer-schema.js";
import { parseCsv } from "../../table/csv/parse-csv.js";
import { nearMisses } from "./near-misses.js";

function remarks(lines: readonly string[]): readonly string[] {
  const bytes = new TextEncoder().encode(`${lines.join("\n")}\n`);
  const { schema, options } = inferSchema(bytes, { name: "x", uri: "x.csv" });
  return nearMisses(parseCsv(bytes, schema, { ...options, uri: "x.csv" }), schema);
}

describe("nearMisses", () => {
  it("names the cells that keep a column from being numbers or dates", () => {
    const rows = Array.from({ length: 40 }, (_, row) => `2024-01-${10 + (row % 20)},${row === 5 ? "abc" : row}`);
    expect(remarks(["date,units", ...rows, "Total,12"])).toEqual([
      expect.stringContaining('column "date" has 1 cells that are not dates, first "Total" in row 41'),
      expect.stringContaining('column "units" has 1 cells that are not numbers, first "abc" in row 6'),
    ]);
  });

  it("says nothing about numbers, dates and words", () => {
    expect(remarks(["date,units,word", "2024-01-01,1,a", "2024-01-02,2,b"])).toEqual([]);
  });
});
