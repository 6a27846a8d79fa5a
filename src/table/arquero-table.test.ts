import { table } from "arquero";
import { describe, expect, it } from "vitest";
import { fromArquero, toArquero } from "./arquero-table.js";
import { columnsFromEntries } from "./columns.js";

const hours = Float64Array.of(7, 8, Number.NaN);
const columns = columnsFromEntries([
  ["hour", { kind: "number", values: hours }],
  ["weather", { kind: "category", codes: Int32Array.of(1, 0, -1), categories: ["Clear", "Rain"] }],
  ["time", { kind: "time", values: Float64Array.of(0, 3_600_000, Number.NaN) }],
  ["note", { kind: "string", values: ["a", null, "b"] }],
]);

describe("toArquero and fromArquero", () => {
  it("hand numbers over without a copy", () => {
    expect(table(toArquero(columns)).column("hour")).toBe(hours);
  });

  it("carry missing values and words both ways", () => {
    const back = fromArquero(table(toArquero(columns)));
    expect([...back.byName.keys()]).toEqual(["hour", "weather", "time", "note"]);
    expect(back.byName.get("hour")).toEqual({ kind: "number", values: hours });
    expect(back.byName.get("weather")).toEqual(columns.byName.get("weather"));
    expect(back.byName.get("time")).toEqual(columns.byName.get("time"));
    expect(back.byName.get("note")).toEqual({
      kind: "category",
      codes: Int32Array.of(0, -1, 1),
      categories: ["a", "b"],
    });
  });

  it("take the rows that Arquero's verbs left, in their order", () => {
    const late = table(toArquero(columns))
      .filter((row: { hour: number }) => row.hour > 6)
      .orderby("weather");
    const back = fromArquero(late);
    expect(back.rowCount).toBe(2);
    expect(back.byName.get("hour")).toEqual({ kind: "number", values: Float64Array.of(8, 7) });
  });
});
