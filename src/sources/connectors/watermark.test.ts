import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findNewRows, formatWatermark, parseWatermark } from "./watermark.js";

describe("watermark", () => {
  it("reads back what it writes, also with a # in the value, and without hashes", () => {
    expect(parseWatermark(formatWatermark("a#b", ["x"]))).toMatchObject({ value: "a#b" });
    expect(parseWatermark("2026-01-01 10:00:00.000")).toEqual({ value: "2026-01-01 10:00:00.000", seen: undefined });
    expect(parseWatermark("#hash")).toEqual({ value: "#hash", seen: undefined });
    expect([parseWatermark(null), parseWatermark(undefined)]).toEqual([undefined, undefined]);
  });

  it("finds exactly the rows that were added, also equal ones", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 20 }),
        fc.array(fc.constantFrom("a", "b", "d"), { maxLength: 20 }),
        (before, added) => {
          const mark = parseWatermark(formatWatermark("1", before));
          if (mark === undefined) throw new Error("no watermark");
          if (before.length === 0) return;
          const rows = [...added, ...before];
          const found = rows.filter((_, index) => findNewRows(rows, mark)[index]);
          expect(found.sort()).toEqual([...added].sort());
        },
      ),
    );
  });

  it("counts all rows as new when one of very many is", () => {
    const before = Array.from({ length: 500 }, (_, row) => `row ${row}`);
    const mark = parseWatermark(formatWatermark("1", before));
    if (mark === undefined) throw new Error("no watermark");
    expect(formatWatermark("1", before).length).toBeLessThan(20);
    expect(findNewRows([...before].reverse(), mark)).not.toContain(true);
    expect(findNewRows([...before, "another"], mark)).not.toContain(false);
  });
});
