import { describe, expect, it } from "vitest";
import { zones } from "./zones.js";

const root = "/lake";
const paths = zones({
  root,
  raw: "raw/{table}/{month}.csv.gz",
  trusted: "trusted/{table}/",
  refined: "refined/all.parquet",
});

describe("zones", () => {
  it("fills templates, with placeholders known to the compiler", () => {
    expect(paths.raw({ table: "milk", month: 202001 })).toBe(`${root}/raw/milk/202001.csv.gz`);
    expect(paths.refined()).toBe(`${root}/refined/all.parquet`);
    // @ts-expect-error: month is missing
    expect(() => paths.raw({ table: "milk" })).toThrow('raw needs a value for "month" in');
    // @ts-expect-error: a placeholder that the template does not have
    expect(() => paths.trusted({ tabel: "milk" })).toThrow(
      'trusted has no placeholder "tabel"; the placeholders are table; did you mean "table"?',
    );
    // @ts-expect-error: unknown zone
    expect(paths.gold).toBeUndefined();
  });

  it("rejects values with more than one path segment, and templates with stray braces", () => {
    for (const table of ["", ".", "..", "a/b", "..\\b", "a\n"]) {
      expect(() => paths.trusted({ table })).toThrow("expected one path segment");
    }
    expect(() => zones({ root, raw: "raw/{table" })).toThrow("braces without a name");
  });
});
