import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { DataFrame } from "nodejs-polars";
import { afterAll, describe, expect, it } from "vitest";
import { inferSchema } from "../../table/csv/infer-schema.js";
import { parseCsv } from "../../table/csv/parse-csv.js";
import { loadPolars } from "../../table/load-polars.js";
import { sql } from "../sql/sql.js";
import { tableFiles } from "../stores/table-files.js";
import { readTable } from "./read-table.js";
import { scanCsvFiles } from "./scan-csv-files.js";
import { scanTable } from "./scan-table.js";

const pl = loadPolars();
const folder = mkdtempSync(join(tmpdir(), "cuaderno-scan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** The lazy frame that a table over the limit has: only a sample of it was seen. */
async function scanLarge(path: string, sample: "auto" | "all" = "auto") {
  const options = { delimiter: undefined, dates: true, sample, hivePartitions: false, cloud: {}, completeSize: 0 };
  return scanCsvFiles(await tableFiles(path, "scanTable"), { ...options, toPath: (uri) => uri });
}

/** Kinds and cells; a time counts in milliseconds. */
function toCells(frame: DataFrame): unknown {
  const kinds = frame.columns.map((name) => frame.getColumn(name).dtype.variant);
  const cells = frame.columns.map((name, at) =>
    (kinds[at] === "Datetime" ? pl.col(name).cast(pl.Datetime("ms")).cast(pl.Int64) : pl.col(name)).cast(pl.Utf8),
  );
  return {
    kinds,
    rows: frame
      .select(...cells)
      .writeCSV()
      .toString(),
  };
}

const refusal = (lazy: { collect(): Promise<DataFrame> }): Promise<string> =>
  lazy.collect().then(
    (frame) => `read as ${frame.dtypes.map(({ variant }) => variant).join()}`,
    (cause: Error) => cause.message,
  );

const rowCount = 12_000;

/** The rows between are in no sample: the head is 64 KB, other parts begin at a third and two thirds and at the end. */
function withLate(cell: string, usual: (row: number) => string, late: string, lateRow = 6_000): string {
  const rows = Array.from(
    { length: rowCount },
    (_, row) => `${row === lateRow ? late : usual(row)},padding ${row % 7}`,
  );
  return `${cell},p\n${rows.join("\n")}\n`;
}

const cases: readonly (readonly [string, (row: number) => string, string])[] = [
  ["a code among integers", (row) => String(row + 1), "0110"],
  ["a blank among integers", (row) => String(row + 1), " 7"],
  ["an id of 20 digits among integers", (row) => String(row + 1), "12345678901234567890"],
  ["a decimal among integers", (row) => String(row + 1), "7.0"],
  ["a mark of thousands among integers", (row) => String(row + 1), '"1,234"'],
  ["inf among numbers", (row) => `${row}.5`, "inf"],
  ["1e999 among numbers", (row) => `${row}.5`, "1e999"],
  ["nan among numbers", (row) => `${row}.5`, "nan"],
  ["an id of 20 digits among numbers", (row) => `${row}.5`, "12345678901234567890"],
  ["a code among numbers", (row) => `${row}.5`, "0110"],
  ["a blank among numbers", (row) => `${row}.5`, "7.5 "],
  ["a word among numbers", (row) => `${row}.5`, "NA"],
  ["a 1 among words for true and false", (row) => (row % 2 ? "yes" : "no"), "1"],
  ["an impossible date", () => "2024-02-28", "2024-02-30"],
  ["a time in another format", () => "2024-02-28 10:00:00", "2024-02-28T10:00:00.250"],
  ["a date that settles day and month", () => "01/02/2024", "31/12/2024"],
  ["a number among empty cells", () => "", "7"],
  ["a decimal comma that settles others", () => '"1,234"', '"1,5"'],
];

describe("a cell of another kind that no sample shows", () => {
  it.each(cases)("%s: scanTable and sql give what inferSchema finds", async (name, usual, late) => {
    const path = put(`${name.replaceAll(/\W/g, "-")}.csv`, withLate("v", usual, late));
    const bytes = readFileSync(path);
    const { schema: inferred, options } = inferSchema(bytes, { name: "t", uri: path });
    const expected = toCells(parseCsv(bytes, inferred, options));
    expect(toCells(await (await scanTable(path)).collect())).toEqual(expected);
    expect(toCells(await sql({ t: path })`select * from t`)).toEqual(expected);
    expect(toCells(await (await scanLarge(path, "all")).collect())).toEqual(expected);
    const large = await scanLarge(path);
    const found = await refusal(large);
    expect(found.startsWith("read as")).toBe(name.includes("settles"));
    if (!found.startsWith("read as")) {
      expect(found).toContain(`column "v" row 6001 of ${path} is "${late.replaceAll('"', "")}"`);
      expect(found).toContain('pass sample: "all"');
      expect((await large.select("p").collect()).height).toBe(rowCount);
    } else expect(toCells(await large.collect())).toEqual(expected);
  });

  it.each([
    ["a name that the engine takes for a pattern", "^p$", "^p$", "0110"],
    ["no name, before one named column", ",column", "column", "0110,7"],
  ])("is read unchanged in a column of %s", async (_, header, name, late) => {
    const usual = (row: number): string => (header === ",column" ? `${row + 1},${row + 1}` : String(row + 1));
    const path = put(`named-${name.length}.csv`, withLate(header, usual, late));
    const frame = await (await scanTable(path)).collect();
    expect(frame.getColumn(name).toArray()[6_000]).toBe("0110");
    expect(await refusal(await scanLarge(path))).toContain(`row 6001 of ${path} is "0110"`);
  });

  it("is the same for all readers, or refused by scanTable, in generated files", async () => {
    const plain = {
      integer: fc.integer({ min: 1, max: 1e6 }).map(String),
      number: fc.integer({ min: 1, max: 1e6 }).map((value) => `${value}.25`),
      day: fc.constantFrom("2024-01-31", "2024-02-29", "2023-12-01"),
      date: fc.constantFrom("13/01/2024", "01/02/2024", "30/11/2023"),
      truth: fc.constantFrom("true", "false"),
      words: fc.constantFrom("a", "b c", '"d,e"'),
      none: fc.constant(""),
    } as const;
    const odd = fc.constantFrom(
      ...[
        "",
        "0",
        "007",
        "-0",
        "+5",
        "1e3",
        "1E400",
        "inf",
        "-inf",
        "NaN",
        "null",
        "NA",
        "-",
        "..",
        "1.",
        ".5",
        "0x1f",
      ],
      ...["9007199254740993", "-12345678901234567890", '"1,234"', '"1,5"', "5%", " 1", "1 ", "yes", "T", "2024-02-30"],
      ...[
        "2024-02-29T10:00:00",
        "29/02/2023",
        "29/02/2024",
        "2024-01",
        "é",
        '"a\nb"',
        '"say ""x"""',
        "1_000",
        "\u0661",
      ],
    );
    const table = fc
      .array(fc.constantFrom(...(Object.keys(plain) as (keyof typeof plain)[])), { minLength: 2, maxLength: 4 })
      .chain((kinds) =>
        fc.record({
          usual: fc.array(fc.tuple(...kinds.map((kind) => plain[kind])), { minLength: 3, maxLength: 3 }),
          late: fc.tuple(...kinds.map((kind) => fc.oneof({ weight: 2, arbitrary: plain[kind] }, odd))),
          lateRow: fc.integer({ min: 6_000, max: 7_500 }),
          packed: fc.boolean(),
        }),
      );
    let count = 0;
    await fc.assert(
      fc.asyncProperty(table, async ({ usual, late, lateRow, packed }) => {
        const names = [...late.map((_, at) => `n${at}`), "p"].join(",");
        const rows = Array.from({ length: rowCount }, (_, row) =>
          [...(row === lateRow ? late : (usual[row % 3] as readonly string[])), "padding"].join(","),
        );
        const text = Buffer.from(`${names}\n${rows.join("\n")}\n`);
        const path = put(`late-${count++}.csv${packed ? ".gz" : ""}`, packed ? gzipSync(text, { level: 1 }) : text);
        const { schema: inferred, options } = inferSchema(text, { name: "t", uri: "late.csv" });
        const expected = toCells(parseCsv(text, inferred, options));
        expect(toCells(await (await scanTable(path)).collect())).toEqual(expected);
        expect(toCells(await sql({ t: path })`select * from t`)).toEqual(expected);
        const large = await scanLarge(path);
        const found = await refusal(large);
        if (found.startsWith("read as")) expect(toCells(await large.collect())).toEqual(expected);
        else expect(found).toMatch(/column "n\d" row \d+ of /);
      }),
      { numRuns: 6 },
    );
  }, 240_000);
});

describe("columns without a name", () => {
  const late = (cell: string): string => `a,\n${"padding padding,\n".repeat(6_000)}1,${cell}\n${"2,\n".repeat(20_000)}`;
  const scans = async (path: string): Promise<readonly DataFrame[]> => {
    const lazy = [scanTable(path), scanTable(path, { sample: "all" }), scanLarge(path), scanLarge(path, "all")];
    return Promise.all(lazy.map(async (one) => (await one).collect()));
  };

  it.each([
    ["first", ",b\n1,x\n", ["column", "b"]],
    ["before column", ",column\n1,x\n", ["column", "column2"]],
    ["after column", "column,\n1,x\n", ["column", "column2"]],
    ["between column and column2", "column,,column2\n1,x,3\n", ["column", "column2", "column22"]],
    ["before column, in a file larger than a sample", withLate(",column", (row) => `${row},x`, "7,y"), undefined],
    ["last without cells", "a,column,\n1,2,\n", ["a", "column"]],
    ["last without cells, in a file larger than a sample", late(""), ["a"]],
    ["last with only markers", "a,\n1,NA\n", ["a", "column"]],
    ["last with a late integer", late("7"), ["a", "column"]],
    ["last with a late code", late("0110"), ["a", "column"]],
  ])("%s: has the name, kind and cells that readTable gives it", async (title, text, names) => {
    const path = put(`unnamed ${title}.csv`, text);
    const { schema: inferred, options } = inferSchema(Buffer.from(text), { name: "t", uri: path });
    const expected = await readTable(path, inferred, options);
    expect(expected.columns).toEqual(names ?? ["column", "column2", "p"]);
    for (const found of await scans(path)) {
      expect(found.columns).toEqual(expected.columns);
      expect(toCells(found)).toEqual(toCells(expected));
    }
  });

  it.each(["a,,\n1,2,3\n", ",a,\n1,2,\n", withLate(",", (row) => `${row},x`, "7,y")])(
    "is refused as inferSchema refuses it when there are several",
    async (text) => {
      const path = put("several.csv", text);
      const toMessage = (cause: Error): string => cause.message;
      const inferring = async () => inferSchema(Buffer.from(text), { name: "t", uri: path });
      const inferred = await inferring().then(String, toMessage);
      const scanned = await scanTable(path).then(String, toMessage);
      expect(inferred).toContain("has columns without a name (");
      expect(scanned).toBe(inferred.replace("inferSchema", "scanTable"));
      for (const sample of ["auto", "all"] as const) await expect(scanLarge(path, sample)).rejects.toThrow(scanned);
    },
  );

  it("stays as the file has it in a folder named column=3", async () => {
    mkdirSync(join(folder, "column=3"));
    const path = put("column=3/part.csv", ",b\n1,x\n");
    expect((await (await scanTable(path)).collect()).rows()).toEqual([[1, "x"]]);
  });
});

describe("the form of a CSV that no sample shows", () => {
  it("is checked in all rows: ragged rows, blank lines, other encodings", async () => {
    const long = "1,2\n".repeat(20_000);
    await expect(scanLarge(put("ragged.csv", `a,b\n${long}1\n${long}`))).rejects.toThrow(/line 20002 of .*ragged/);
    await expect(scanLarge(put("blank.csv", `t\n\na,b\n${long}\n${long}`))).rejects.toThrow(/line 20004 of .*blank/);
    const latin = Buffer.concat([Buffer.from(`a,b\n${long}`), Buffer.from("1,\xf1\n", "latin1"), Buffer.from(long)]);
    await expect(scanLarge(put("latin.csv", latin))).rejects.toThrow(/latin\.csv is not UTF-8.* line 20002/);
    await expect(scanTable(put("packed.csv.gz", gzipSync(`a,b\n${long}1\n${long}`)))).rejects.toThrow(
      /^scanTable: line 20002 of .*packed/,
    );
  });
});
