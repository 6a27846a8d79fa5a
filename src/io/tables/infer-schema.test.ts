import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderPage } from "../../report/page/render-page.js";
import { inferSchema } from "../../table/csv/infer-schema.js";
import { column } from "../../table/schema/column.js";
import { dataDictionary } from "../../table/schema/data-dictionary.js";
import { formatSchema } from "../../table/schema/format-schema.js";
import { schema } from "../../table/schema/schema.js";
import { readTable } from "./read-table.js";

const mirror = process.env.CUADERNO_DATA_MIRROR;
const infer = (text: string) => inferSchema(new TextEncoder().encode(text), { name: "sales", uri: "sales.csv" });

describe("inferSchema", () => {
  it("finds the first kind that every cell is, and says it as TypeScript", () => {
    const found = infer(
      "Customer ID;Share;Day;Code;Open;Name;Total;Temp\n1;88,5%;15/06/2010;007;True;Ana;1.234,5;NA\n2;9,0%;30/06/2010;8;false;;0,5;2.5\n",
    );
    expect(formatSchema(found, "sales.csv")).toBe(`import { column, schema } from "cuaderno";

/**
 * Read off the 2 rows of sales.csv. Add units, ranges and the key: a file cannot say them.
 *
 * \`await readTable("sales.csv", sales, { delimiter: ";" })\`
 */
export const sales = schema("sales", {
  customerId: column.integer({ source: "Customer ID", unique: true }),
  share: column.number({ source: "Share", decimal: ",", percent: true }),
  day: column.datetime({ source: "Day", format: "%d/%m/%Y" }),
  code: column.string({ source: "Code" }),
  open: column.boolean({ source: "Open" }),
  name: column.string({ source: "Name", nullable: true }),
  total: column.number({ source: "Total", decimal: ",", thousands: "." }),
  temp: column.number({ source: "Temp", nullable: true, missing: ["NA"] }),
});
`);
  });

  it("refuses what is no table", () => {
    expect(() => infer("")).toThrow("is empty");
    expect(() => infer("a,b\n")).toThrow("has no rows to go by");
  });

  it.skipIf(mirror === undefined)(
    "reads back published tables by the schema it found (CUADERNO_DATA_MIRROR is unset when skipped)",
    async () => {
      const rows: (readonly [string, number])[] = [];
      for (const path of [
        "telecom/TD_IHH_INTMOVIL_ITE_VA.csv",
        "telecom/TD_MARKET_SHARE_INTMOVIL_ITE_VA.csv",
        "crime/crimes_2024_portal_export_10k.csv",
        "crime/crimes_2025_api_first_100_rows.csv",
        "worldbank/API_EN.ATM.CO2E.PC_DS2_en_csv_v2.csv",
        "worldbank/sakila/sakila_film.csv",
        "crime/crimes_2018-02.csv.gz",
        "milk/banco_central.csv",
      ]) {
        const uri = join(mirror ?? "", path);
        const found = inferSchema(readFileSync(uri), { name: "found", uri: uri });
        const { delimiter, encoding, skipLines } = found.options;
        const frame = await readTable(uri, found.schema, {
          ...(delimiter !== undefined && { delimiter }),
          ...(encoding !== undefined && { encoding }),
          ...(skipLines !== undefined && { skipLines }),
        });
        rows.push([path.split("/").at(-1) ?? "", frame.height]);
        if (path.includes("IHH")) {
          expect(found.schema.columns.fecha).toMatchObject({ kind: "datetime", format: "%d/%m/%Y" });
          expect(found.schema.columns.ihhTelfijaE).toMatchObject({ kind: "integer", thousands: "," });
        }
        // Its dots are what was left of decimals, so they must not become numbers by themselves.
        if (path.includes("banco")) expect(found.schema.columns.imacecMinero?.kind).toBe("string");
        if (path.includes("portal")) {
          expect(found.schema.columns.district?.kind).not.toBe("integer");
          expect(found.schema.columns.date).toMatchObject({ kind: "datetime", format: "%m/%d/%Y %I:%M:%S %p" });
        }
      }
      expect(rows.map(([, count]) => count)).toEqual([59, 3_123, 10_000, 100, 264, 1_000, 17_205, 614]);
    },
  );
});

describe("dataDictionary", () => {
  const table = schema(
    "shares",
    {
      group: column.category({ source: ["K_GRUPO", "GROUP"], values: ["a|b", "c"] }),
      share: column.number({ unit: "%", min: 0, max: 100, nullable: true, description: "Share of lines" }),
    },
    { key: ["group"], description: "Market shares" },
  );

  it("is Markdown with every rule in words", () => {
    expect(dataDictionary(table).markdown).toBe(`# Data dictionary: shares

Market shares

| column | in the file | type | unit | rules | meaning |
| --- | --- | --- | --- | --- | --- |
| group | K_GRUPO or GROUP | category |  | part of the key; one of a\\|b, c |  |
| share | share | number | % | 0 to 100; may be missing | Share of lines |
`);
  });

  it("is a page", () => {
    const html = renderPage(dataDictionary(table).page);
    expect(html).toContain("Data dictionary: shares");
    expect(html).toContain("0 to 100; may be missing");
  });
});
