import { describe, expect, it } from "vitest";
import { loadPolars } from "./load-polars.js";
import { toColumns } from "./to-columns.js";
import { toXY } from "./to-xy.js";

const pl = loadPolars();

describe("toXY", () => {
  it("gives strings, numbers with gaps and dates as a figure takes them", () => {
    const day = new Date("2018-01-01T00:00:00Z");
    const frame = pl.DataFrame({ month: ["a", "b"], rain: [1.5, null], when: [day, day] });
    expect(toXY(frame, "month", "rain")).toEqual({ x: ["a", "b"], y: [1.5, null] });
    expect(toXY(frame, "when", "rain").x).toEqual([day, day]);
  });

  it("gives 64-bit integers as numbers", () => {
    const frame = pl.DataFrame({ rows: pl.Series("rows", [1, 2], pl.Int64) });
    expect(toXY(frame, "rows", "rows").y).toEqual([1, 2]);
  });

  it("takes columns too", () => {
    const columns = toColumns(pl.DataFrame({ x: ["a", "b"], y: [1.5, null], when: [new Date(0), new Date(1)] }));
    expect(toXY(columns, "x", "y")).toEqual({ x: ["a", "b"], y: [1.5, null] });
    expect(toXY(columns, "when", "y").x).toEqual([new Date(0), new Date(1)]);
  });

  it("names the columns there are when one is not", () => {
    expect(() => toXY(pl.DataFrame({ a: [1] }), "a", "b")).toThrow('toXY: no column "b"; the table has a');
  });
});
