import { describe, expect, it } from "vitest";
import { inferSchema } from "../../table/csv/infer-schema.js";
import { parseCsv } from "../../table/csv/parse-csv.js";
import { describeSource, type InitTemplate } from "./describe-source.js";

function described(
  header: string,
  row: (index: number) => string,
  { template, target, rows = 400 }: { template?: InitTemplate; target?: string; rows?: number } = {},
): ReturnType<typeof describeSource> {
  const text = [header, ...Array.from({ length: rows }, (_, index) => row(index)), ""].join("\n");
  const bytes = new TextEncoder().encode(text);
  const { schema, options } = inferSchema(bytes, { name: "x", uri: "x.csv" });
  return describeSource(parseCsv(bytes, schema, { ...options, uri: "x.csv" }), schema, { template, target });
}
const day = (index: number): string => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
const sales = (index: number): string => `${index},${day(index)},${"AB"[index % 2]},${index % 7},5,${index * 1.5}`;
const header = "order_id,date,shop,units,constant,revenue";

describe("describeSource", () => {
  it("predicts the last column of numbers, without identifiers and constant columns", () => {
    expect(described(header, sales)).toMatchObject({
      target: "revenue",
      labelCount: undefined,
      exclude: ["orderId", "constant"],
      groups: ["shop"],
      hasNumbers: true,
      time: { column: "date", parts: ["weekday", "day", "month"], isSeries: true, period: "1mo" },
    });
  });

  it("predicts labels where they are requested, or where the last column has two", () => {
    expect(described(header, sales, { template: "classify" })).toMatchObject({ target: "shop", labelCount: 2 });
    expect(described("a,left", (index) => `${index},${index % 3 === 0 ? "yes" : "no"}`)).toMatchObject({
      target: "left",
      labelCount: 2,
      time: undefined,
    });
  });

  it("takes the name of the target in code or in the file, and suggests a near one", () => {
    expect(described(header, sales, { target: "units" }).target).toBe("units");
    expect(() => described(header, sales, { target: "revenu" })).toThrow('did you mean "revenue"');
    expect(() => described(header, sales, { target: "date" })).toThrow("is of kind datetime");
  });

  it("takes no column of times where most rows have the first time, for no row would be before the test rows", () => {
    const row = (index: number): string => `${index < 390 ? "2024-01-01" : "2024-01-02"},${index % 7},${index}`;
    expect(described("date,units,revenue", row).time).toBeUndefined();
  });

  it("refuses a table that the template does not fit", () => {
    const plain = (index: number): string => `${index % 9},${index}`;
    expect(() => described("a,b", plain, { template: "forecast" })).toThrow("needs a column of dates");
    expect(() => described("name", (index) => `name ${index}`)).toThrow("no column of numbers to predict");
    expect(() => described("name,b", (index) => `name ${index},${index % 7}`)).toThrow('to predict "b" from');
    expect(() => described("a,b", plain, { template: "classify", target: "b" })).toThrow("has 400 labels");
  });
});
