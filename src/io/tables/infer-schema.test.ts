import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { renderPage } from "../../report/page/render-page.js";
import { inferSchema } from "../../table/csv/infer-schema.js";
import { parseCsv } from "../../table/csv/parse-csv.js";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { dataDictionary } from "../../table/schema/data-dictionary.js";
import { formatSchema } from "../../table/schema/format-schema.js";
import { schema } from "../../table/schema/schema.js";
import { readTable } from "./read-table.js";
import { writeTable } from "./write-table.js";

const mirror = process.env.CUADERNO_DATA_MIRROR;
const infer = (text: string) => inferSchema(new TextEncoder().encode(text), { name: "sales", uri: "sales.csv" });

describe("inferSchema", () => {
  it("takes the types of Parquet and Arrow, and the fields of JSON, so that readTable reads the file by it", async () => {
    const pl = loadPolars();
    const folder = mkdtempSync(join(tmpdir(), "cuaderno-infer-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const frame = pl.DataFrame([
      pl.Series("Store ID", [1, 2, 3], pl.Int64),
      pl.Series("share", [0.5, Number.NaN, 2], pl.Float64),
      pl.Series("open", [true, null, false], pl.Bool),
      pl.Series("day", [new Date("2024-02-29"), new Date("2024-03-01"), null], pl.Datetime("ms")),
      pl.Series("code", ["0110", "7", "8"], pl.Utf8),
    ]);
    for (const name of ["t.parquet", "t.arrow", "t.jsonl", "t.json.gz"]) {
      const path = join(folder, name);
      await writeTable(path, name.includes("json") ? frame.withColumns(pl.col("share").fillNan(pl.lit(null))) : frame);
      const found = inferSchema(readFileSync(path), { name: "t", uri: path });
      expect(formatSchema(found, "t")).toContain(`schema("t", {
  storeId: column.integer({ source: "Store ID", unique: true }),
  share: column.number({ nullable: true }),
  open: column.boolean({ nullable: true }),
  day: column.datetime({ nullable: true }),
  code: column.string(),
});`);
      expect(found.rowCount).toBe(3);
      const read = await readTable(path, found.schema);
      expect(read.select("storeId", "share", "open", "code").rows()).toEqual([
        [1, 0.5, true, "0110"],
        [2, null, null, "7"],
        [3, 2, false, "8"],
      ]);
    }
    const bad = (text: string, uri: string) => () => inferSchema(Buffer.from(text), { name: "t", uri });
    expect(bad('[{"a":1}', "x.json")).toThrow(/^inferSchema: x\.json is not JSON/);
    expect(bad("[]", "x.json")).toThrow(/^inferSchema: x\.json has no records/);
    expect(bad('{"a":1}\n{"a":', "x.jsonl")).toThrow(/^inferSchema: line 2 of x\.jsonl is not JSON/);
    expect(bad("a,b\n", "x.parquet")).toThrow(/^inferSchema: x\.parquet is not Parquet/);
    const lists = pl.DataFrame({ a: [[1, 2], [3]] });
    expect(() => inferSchema(lists.writeParquet(), { name: "t", uri: "x.parquet" })).toThrow(
      'inferSchema: column "a" of x.parquet is List, which a schema has no kind for',
    );
  });

  it("finds the first kind that every cell is, and says it as TypeScript", () => {
    const found = infer(
      "Customer ID;Share;Day;Code;Open;Name;Total;Temp\n1;88,5%;15/06/2010;007;True;Ana;1.234,5;NA\n2;9,0%;30/06/2010;8;false;;0,5;2.5\n",
    );
    expect(formatSchema(found, "sales.csv")).toBe(`import { column, schema } from "cuaderno";

/**
 * Inferred from the 2 rows of sales.csv. Add units, ranges and the key: they are not in a file.
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

  it.each([
    ["x;w\n1;0,125\n2;0,250\n", "w", { kind: "number", decimal: "," }, []],
    ["x;w;v\n1;1,125;0,5\n", "w", { kind: "number", decimal: "," }, [/taken as decimal/]],
    ['x,w\n1,"1,125"\n', "w", { kind: "integer", thousands: "," }, [/taken as thousands/]],
    ["x\tw\n1\t1,125\n", "w", { kind: "string" }, [/ambiguous numbers/]],
    ["x\tw\n1\t1,125,000\n", "w", { kind: "integer", thousands: "," }, []],
    ["x;w;v\n1;1.125;0,5\n", "w", { kind: "string" }, [/point may part thousands/]],
    ["id,v\n9007199254740993,1\n9007199254740992,2\n", "id", { kind: "integer" }, []],
    ["id,v\n9007199254740993,1\n1.5,2\n", "id", { kind: "string" }, [/beyond 2\^53/]],
    ["id,v\n12345678901234567890,1\n1,2\n", "id", { kind: "string" }, [/beyond 64 bits/]],
    ["d,v\n01/02/2024,1\n03/04/2024,2\n", "d", { kind: "string" }, [/%d\/%m\/%Y and %m\/%d\/%Y/]],
    ["d,v\n01-02-2024 10:00,1\n", "d", { kind: "string" }, [/ambiguous dates/]],
    ["d,v\n01/02/2024,1\n13/04/2024,2\n", "d", { kind: "datetime", format: "%d/%m/%Y" }, []],
    ["d,v\n2015-02-28,1\n2015-02-30,2\n", "d", { kind: "string" }, []],
    ["d,v\n2024-03-31T01:30:00+0100,1\n2024-03-31T01:30:00Z,1\n", "d", { kind: "datetime" }, [/UTC/]],
    ["sep=;\r\na;b\r\n1;2\r\n", "b", { kind: "integer" }, []],
    ["Sales of the year\n\na,b\n1,2\n", "b", { kind: "integer" }, [/lines 1 to 2 are not part/]],
    [",b\n0,x\n1,y\n", "column", { kind: "integer", source: "" }, []],
  ] as const)("decides %j column %s", (text, name, spec, notes) => {
    const found = infer(text);
    expect(found.schema.columns[name]).toMatchObject(spec);
    expect(found.notes).toHaveLength(notes.length);
    for (const [at, note] of notes.entries()) expect(found.notes[at]).toMatch(note);
    const rows = text.trimEnd().split("\n").length - 1 - (found.options.skipLines ?? 0);
    expect(parseCsv(new TextEncoder().encode(text), found.schema, found.options).height).toBe(rows);
  });

  it("finds a schema that reads every cell back, whatever the cells", () => {
    const digits = fc.nat({ max: 99_999 }).map(String);
    const cell = fc.oneof(
      digits,
      fc.tuple(digits, fc.constantFrom(".", ",", "-", "/", ":", "e"), digits).map((parts) => parts.join("")),
      fc
        .tuple(fc.constantFrom("", "-", "+", "0", "00"), digits, fc.constantFrom("", "%", ".", ",", " ", ".0"))
        .map((parts) => parts.join("")),
      fc.constantFrom("1,234", "1.234,5", "1,234.5", "NA", "None", "", "yes", "no", "2024-02-29", "2023-02-29"),
      fc.constantFrom("01/02/2024", "31/12/2024", "12/31/2024 10:30 PM", "31-Dec-24", "2024-01", "2024-01-01T10:00:00"),
      fc.constantFrom("2024-01-01 10:00:00.123", "2024-01-01T10:00:00+02:00", "24:00", "9007199254740993", "1e999"),
    );
    const column = fc.array(cell, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(column, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (kinds, picks) => {
        const rows = picks.map((pick, row) => `${row},"${kinds[pick % kinds.length] ?? ""}"\n`);
        const bytes = new TextEncoder().encode(`line,cell\n${rows.join("")}`);
        const found = inferSchema(bytes, { name: "t", uri: "t.csv" });
        expect(parseCsv(bytes, found.schema, found.options).height).toBe(rows.length);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ["a,b,c\n1,2\n3,4,5\n6,7,8\n", "line 2 of sales.csv has 2 cells, the header has 3; complete the row"],
    ["a,b\n1,2\n3", "line 3 of sales.csv has 1 cells, the header has 2; the file is cut short"],
    ["a,b\n1,2,3\n4,5\n", "line 2 of sales.csv has 3 cells"],
    ["a,,\n1,2,3\n", "columns without a name (2, 3)"],
    ["PK\u0003\u0004...", "a ZIP archive or an Excel workbook, not a text file; unpack it"],
    ["PAR1....", "is Parquet"],
  ])("refuses %j", (text, message) => {
    expect(() => infer(text)).toThrow(message);
  });

  it("takes bytes without a name for CSV", () => {
    expect(Object.keys(inferSchema(Buffer.from("a,b\n1,2\n"), { name: "t" }).schema.columns)).toEqual(["a", "b"]);
    expect(() => inferSchema(Buffer.from(""), { name: "t" })).toThrow("inferSchema: the text is empty");
  });

  it("refuses a file without a table", () => {
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
