import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import type { DataFrame } from "nodejs-polars";
import { afterAll, describe, expect, it } from "vitest";
import { inferSchema } from "../../table/csv/infer-schema.js";
import { parseCsv } from "../../table/csv/parse-csv.js";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { sql } from "../sql/sql.js";
import { readTable } from "./read-table.js";
import { scanTable } from "./scan-table.js";

const pl = loadPolars();
const folder = mkdtempSync(join(tmpdir(), "cuaderno-readers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Cells {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Cells as strings, times to the millisecond. */
function toCells(frame: DataFrame, names: readonly string[] = frame.columns): Cells {
  const columns = frame.columns.map((name) => {
    const isTime = frame.getColumn(name).dtype.variant === "Datetime";
    const cell = isTime ? pl.col(name).cast(pl.Datetime("ms")) : pl.col(name);
    return (isTime ? cell.dt.strftime("%Y-%m-%d %H:%M:%S%.3f") : cell.cast(pl.Utf8)).alias(name);
  });
  return { names, rows: frame.select(...columns).rows() as (string | null)[][] };
}

type Outcome = Cells | { readonly refused: string };

const outcome = (work: () => Promise<Cells>): Promise<Outcome> =>
  work().catch((cause: unknown) => ({ refused: cause instanceof Error ? cause.message : String(cause) }));

/** What each reader makes of a file: the schema that is inferred is the one that `readTable` reads by. */
async function readers(path: string): Promise<Readonly<Record<"readTable" | "scanTable" | "sql", Outcome>>> {
  return {
    readTable: await outcome(async () => {
      const { schema: found, options } = inferSchema(readFileSync(path), { name: "found", uri: path });
      const names = Object.entries(found.columns).map(([name, { source }]) => source ?? name);
      return toCells(
        await readTable(path, found, options),
        names.map((name) => (name === "" ? "column" : name)),
      );
    }),
    scanTable: await outcome(async () => toCells(await (await scanTable(path)).collect())),
    sql: await outcome(async () => toCells(await sql({ t: path })`select * from t`)),
  };
}

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const long = (line: string): string => line.repeat(20_000);

/** Name, content, and for each file what all readers give: rows of the first column, or words of the refusal. */
const corpus: readonly (readonly [string, string | Uint8Array, readonly (string | null)[] | RegExp])[] = [
  ["plain.csv", "a,b\n1,x\n2,y\n", ["1", "2"]],
  ["no-end.csv", "a,b\n1,x\n2,y", ["1", "2"]],
  ["crlf.csv", "a,b\r\n1,x\r\n2,y\r\n", ["1", "2"]],
  ["mark.csv", "\ufeffa,b\n1,x\n", ["1"]],
  ["semicolon.csv", "a;b\n0,125;x\n0,250;y\n", ["0.125", "0.25"]],
  ["tabs.tsv", "a\tb\n1.5\tx\n", ["1.5"]],
  ["tabs.csv", "a\tb\n1.5\tx\n", ["1.5"]],
  ["bar.txt", "a|b\n1|x\n", ["1"]],
  ["one.csv", "v\n1,5\n2,5\n", ["1.5", "2.5"]],
  ["words.csv", "v\nhello, world\nfine\n", ["hello, world", "fine"]],
  ["excel.csv", "sep=;\r\na;b\r\n1;2\r\n", ["1"]],
  ["title.csv", "Sales\n\na,b,c\n1,2,3\n", ["1"]],
  ["end.csv", "a,b,\n1,2,\n3,4,\n", ["1", "3"]],
  ["unnamed.csv", ",b\n0,x\n1,y\n", ["0", "1"]],
  ["quotes.csv", 'a,b\n"x ""y"", z","line\none"\n"",""\n', ['x "y", z', null]],
  ["zeros.csv", "code,v\n0110,1\n0631,2\n", ["0110", "0631"]],
  ["late-zeros.csv", `code,v\n${long("110,1\n")}0110,2\n`, [...Array<string>(20_000).fill("110"), "0110"]],
  ["ids.csv", "id,v\n9007199254740993,1\n9007199254740992,2\n", ["9007199254740993", "9007199254740992"]],
  ["long-ids.csv", "id,v\n12345678901234567890,1\n1,2\n", ["12345678901234567890", "1"]],
  ["mixed-ids.csv", "id,v\n9007199254740993,1\n1.5,2\n", ["9007199254740993", "1.5"]],
  ["signs.csv", "v,w\n+5,-0\n-7,1\n", ["5", "-7"]],
  ["exponent.csv", "v,w\n1e3,1\n2.5E-2,2\n", ["1000.0", "0.025"]],
  ["infinite.csv", "v,w\n1e999,1\ninf,2\n", ["1e999", "inf"]],
  ["fraction.csv", "v,w\n1.0,1\n2.0,2\n", ["1.0", "2.0"]],
  ["missing.csv", "v,w\n1,a\nNA,b\n,c\n", ["1", null, null]],
  ["none.csv", "v,w\nNone,a\nHoliday,b\n", ["None", "Holiday"]],
  ["empty-column.csv", "v,w\n,a\n,b\n", [null, null]],
  ["late.csv", `v,w\n${long(",a\n")}7,b\n`, [...Array<null>(20_000).fill(null), "7"]],
  ["thousands.csv", 'v,w\n"1,234",a\n"12,345,678",b\n', ["1234", "12345678"]],
  ["european.csv", "v;w\n1.234,5;a\n2,5;b\n", ["1234.5", "2.5"]],
  ["point.csv", "v;w\n1.234;0,5\n", ["1.234"]],
  ["percent.csv", "v,w\n88.5%,a\n9%,b\n", ["88.5", "9.0"]],
  ["truth.csv", "v,w\nyes,a\nNo,b\n,c\n", ["true", "false", null]],
  ["days.csv", "d,v\n2024-02-29,1\n,2\n", ["2024-02-29 00:00:00.000", null]],
  ["times.csv", "d,v\n2024-02-29 10:00:00,1\n2024-02-29T10:00:00.250,2\n2024-03-01,3\n", /2024-02-29 10:00:00.000/],
  ["impossible.csv", "d,v\n2015-02-28,1\n2015-02-30,2\n", ["2015-02-28", "2015-02-30"]],
  ["ambiguous.csv", "d,v\n01/02/2024,1\n03/04/2024,2\n", ["01/02/2024", "03/04/2024"]],
  ["day-first.csv", "d,v\n01/02/2024,1\n31/04/2024,2\n", ["01/02/2024", "31/04/2024"]],
  ["day-first-2.csv", "d,v\n01/02/2024,1\n30/04/2024,2\n", /2024-02-01 00:00:00.000/],
  ["american.csv", "d,v\n01/02/2024 11:05:09 PM,1\n12/31/2024 12:00:00 AM,2\n", /2024-01-02 23:05:09.000/],
  ["months.csv", "d,v\n2024-01,1\n2024-12,2\n", ["2024-01-01 00:00:00.000", "2024-12-01 00:00:00.000"]],
  ["offsets.csv", "d,v\n2024-03-31T01:30:00+0100,1\n2024-03-31T03:30:00Z,2\n", /2024-03-31 00:30:00.000/],
  ["micros.csv", "d,v\n2024-03-31 01:30:00.123456,1\n", ["2024-03-31 01:30:00.123456"]],
  ["years.csv", "name,2020,2019\nx,1,2\n", ["x"]],
  ["blanks.csv", "a,b\n 1,x\n2 ,y\n", [" 1", "2 "]],
  ["method.csv", "row,height,lazy,columns,select,rows,head,getColumn\n1,2,3,4,5,6,7,8\n", ["1"]],
  ["packed.csv.gz", gzipSync("a,b\n01,x\n02,y\n"), ["01", "02"]],
  ["blank-line.csv", "a,b\n1,2\n\n3,4\n", ["1", "3"]],
  ["latin.csv", Buffer.from("a,b\n1,\xf1\n", "latin1"), ["1"]],
  ["case.csv", "a,A\n1,2\n", ["1"]],
  ["short.csv", "a,b,c\n1,2\n3,4,5\n6,7,8\n", /line 2 of .*short/],
  ["late-short.csv", `a,b\n${long("1,2\n")}3\n`, /line 20002 of .*late-short/],
  ["long.csv", "a,b\n1,2\n3,4,5\n", /line 3 of .*long/],
  ["cut.csv", "a,b\n1,2\n3", /line 3 of .*cut/],
  ["open.csv", 'a,b\n1,"2\n3,4\n', /open\.csv/],
  ["inside.csv", 'a,b\n1,x"y\n', /column "b" line 2 of .*inside/],
  ["repeated.csv", "a,a\n1,2\n", /two columns named "a"/],
  ["nul.csv", "a,b\n1,\u0000\n", /NUL|nul/],
  ["book.xlsx", "PK\u0003\u0004rest", /Excel workbook/],
  ["table.zip", "PK\u0003\u0004rest", /ZIP archive/],
  ["nothing.csv", "", /nothing\.csv is empty/],
  ["lines.csv", "\n\n\n", /line 1 of .*lines\.csv is blank/],
  ["old-mac.csv", "a,b\r1,2\r", /carriage return without a line feed/],
  ["record.jsonl", '{"a":1,"b":"x"}\n{"a":2.5,"b":null}\n', ["1.0", "2.5"]],
  ["absent.jsonl", '{"a":1}\n{"b":"x"}\n', ["1", null]],
  ["exact.json", '[{"a":9007199254740993},{"a":1}]', ["9007199254740993", "1"]],
  ["codes.jsonl", '{"a":"0110"}\n{"a":"7"}\n', ["0110", "7"]],
  ["truth.jsonl", '{"a":true}\n{"a":null}\n', ["true", null]],
  ["comma.jsonl", '{"a":"1,5"}\n', ["1,5"]],
  ["mixed.jsonl", '{"a":1}\n\n{"a":"x"}\n', ["1", "x"]],
  ["packed.jsonl.gz", gzipSync('{"a":1}\n'), ["1"]],
  ["cut.jsonl", '{"a":1}\n{"a":', /line 2 of .*cut\.jsonl is not JSON/],
];

describe("readTable by the inferred schema, scanTable and sql", () => {
  it.each(corpus)("make one table of %s, or refuse it", async (name, content, expected) => {
    const path = put(name, content);
    const found = await readers(path);
    const tables = Object.values(found).filter((one) => "rows" in one);
    for (const one of Object.values(found)) {
      if ("rows" in one) expect(one).toEqual(tables[0]);
      else expect(one.refused).toContain(name);
    }
    const first =
      "rows" in found.readTable ? found.readTable.rows.map(([cell]) => cell ?? null) : found.readTable.refused;
    if (Array.isArray(expected)) expect(first).toEqual(expected);
    else expect(String(first)).toMatch(expected as RegExp);
    if (Array.isArray(expected)) expect("rows" in found.sql || name === "case.csv").toBe(true);
  });

  const cells = {
    integer: fc.integer({ min: -1e6, max: 1e6 }).map(String),
    id: fc.bigInt({ min: 10n ** 15n, max: 10n ** 18n }).map(String),
    number: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map(String),
    code: fc.integer({ min: 0, max: 99_999 }).map((code) => String(code).padStart(5, "0")),
    day: fc
      .date({ min: new Date("1900-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
    time: fc
      .date({ min: new Date("1900-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 19).replace("T", " ")),
    words: fc.string({ unit: fc.constantFrom(..."ab é,;\t|\"'\n.0-") }),
  } as const;
  const table = fc
    .record({
      kinds: fc.array(fc.constantFrom(...(Object.keys(cells) as (keyof typeof cells)[])), {
        minLength: 2,
        maxLength: 5,
      }),
      delimiter: fc.constantFrom(",", ";", "\t", "|"),
      end: fc.constantFrom("\n", "\r\n"),
      last: fc.boolean(),
      mark: fc.boolean(),
      quoted: fc.boolean(),
    })
    .chain(({ kinds, ...form }) =>
      fc.record({
        form: fc.constant(form),
        rows: fc.array(
          fc.tuple(...kinds.map((kind) => fc.oneof({ weight: 6, arbitrary: cells[kind] }, fc.constant("")))),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
      }),
    );

  it("make one table of generated files, of which DuckDB and Polars read the same cells", async () => {
    const duckdb = await (await DuckDBInstance.create(":memory:")).connect();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(table, async ({ form, rows }) => {
        const { delimiter, end, last, mark, quoted } = form;
        const cell = (text: string): string =>
          quoted || /[",;\t|\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        const names = (rows[0] ?? []).map((_, at) => `name ${at}`);
        const lines = [names, ...rows].map((row) => row.map(cell).join(delimiter));
        const text = `${mark ? "\ufeff" : ""}${lines.join(end)}${last ? end : ""}`;
        const path = put(`made-${count++}.csv`, text);
        const { readTable: read, ...others } = await readers(path);
        if (!("rows" in read)) throw new Error(read.refused);
        expect(read.names).toEqual(names);
        for (const other of Object.values(others)) expect(other).toEqual(read);

        const raw = rows.map((row) => row.map((text) => text));
        const strings = schema("s", Object.fromEntries(names.map((name) => [name, column.string({ missing: [] })])));
        expect(parseCsv(Buffer.from(text), strings, { delimiter }).rows()).toEqual(raw);
        const engine = pl.readCSV(path, { sep: delimiter, inferSchemaLength: 0, missingIsNull: false });
        expect(engine.rows()).toEqual(raw);
        const peer = await duckdb.runAndReadAll(
          `select * from read_csv('${path}', delim = '${delimiter}', quote = '"', escape = '"', header = true, all_varchar = true, strict_mode = false, new_line = '${end === "\n" ? "\\n" : "\\r\\n"}')`,
        );
        expect(peer.getRowsJS().map((row) => row.map((found) => found ?? ""))).toEqual(raw);
      }),
      { numRuns: 30 },
    );
    duckdb.closeSync();
  }, 240_000);
});
