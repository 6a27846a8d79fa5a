import { readFileSync } from "node:fs";
import { randomSource } from "cuaderno";
import { describe, expect, it } from "vitest";
import { type IftTableName, iftFileNames } from "./ift-schemas.js";
import { parseIft } from "./parse-ift.js";

const iftIndex = "IHH_TELFIJA_E";

type Grid = readonly (readonly string[])[];

const folder = new URL("../../../data/telecom/sample/", import.meta.url);
const tables = Object.keys(iftFileNames) as IftTableName[];
const readBytes = (table: IftTableName): Uint8Array => readFileSync(new URL(`${iftFileNames[table]}.csv`, folder));

/** The cells of a file, the header first. */
function toGrid(table: IftTableName): Grid {
  const text = Buffer.from(readBytes(table)).toString("latin1").trimEnd();
  return text
    .split("\r\n")
    .map((line) =>
      [...`${line},`.matchAll(/("(?:[^"]|"")*"|[^",]*),/g)].map(([, cell = ""]) =>
        cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
      ),
    );
}

function bytes(grid: Grid, { encoding = "latin1" as BufferEncoding, end = "\r\n" } = {}): Uint8Array {
  const quoted = (cell: string): string => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return new Uint8Array(Buffer.from(grid.map((row) => row.map(quoted).join(",") + end).join(""), encoding));
}

/** Every cell below the header changed by the column's name. */
function mapped(grid: Grid, change: (cell: string, column: string) => string): Grid {
  const [header = [], ...rows] = grid;
  return [header, ...rows.map((row) => row.map((cell, at) => (cell === "" ? cell : change(cell, header[at] ?? ""))))];
}

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const spanishNames = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];
const dated = (form: (day: string, month: number, year: string) => string) => (grid: Grid) =>
  mapped(grid, (cell, column) => {
    const [day = "", month = "", year = ""] = cell.split("/");
    return column === "FECHA" ? form(day, Number(month), year) : cell;
  });
const thousands = (cell: string): string => cell.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

const layouts: Readonly<Record<string, (grid: Grid) => Uint8Array>> = {
  "as UTF-8 with LF": (grid) => bytes(grid, { encoding: "utf8", end: "\n" }),
  "with a byte-order mark": (grid) => new Uint8Array([0xef, 0xbb, 0xbf, ...bytes(grid, { encoding: "utf8" })]),
  "with dates like 15JAN2021": (grid) =>
    bytes(dated((day, month, year) => day + monthNames[month - 1]?.toUpperCase() + year)(grid)),
  "with dates like 15-Jan-21": (grid) =>
    bytes(dated((day, month, year) => `${day}-${monthNames[month - 1]}-${year.slice(2)}`)(grid)),
  "with dates like 15-ene-21": (grid) =>
    bytes(dated((day, month, year) => `${day}-${spanishNames[month - 1]}-${year.slice(2)}`)(grid)),
  "with thousands marks": (grid) =>
    bytes(mapped(grid, (cell, column) => (/^(L_|TRAF|TOTAL)/.test(column) ? thousands(cell) : cell))),
  "without percent signs and marks": (grid) =>
    bytes(mapped(grid, (cell, column) => (/^(MARKET|IHH)/.test(column) ? cell.replace(/[%,]/g, "") : cell))),
  "with blanks round names and headers": (grid) => {
    const [header = [], ...rows] = mapped(grid, (cell, column) =>
      /^(K_|GRUPO|EMPRESA|CONC)/.test(column) ? ` ${cell}  ` : cell,
    );
    return bytes([header.map((name) => ` ${name} `), ...rows]);
  },
  "with an unnamed empty last column": (grid) => bytes(grid.map((row) => [...row, ""])),
  "with columns in another order": (grid) => {
    const order = randomSource(5).permutation(grid[0]?.length ?? 0);
    return bytes(grid.map((row) => [...order].map((at) => row[at] ?? "")));
  },
  "with the index under its own name": (grid) =>
    bytes(grid.map((row) => row.map((cell) => (cell === "IHH_TELFIJA_E" ? "IHH_INTMOVIL_E" : cell)))),
};

describe.each(tables)("the %s table", (table) => {
  const grid = toGrid(table);
  const expected = parseIft(readBytes(table), table).rows();

  it.each(Object.keys(layouts))("is the same %s", (layout) => {
    expect(parseIft(layouts[layout]?.(grid) ?? new Uint8Array(), table).rows()).toEqual(expected);
  });

  it("is refused with column, line and value where one cell is damaged", () => {
    const column = { lines: "L_TOTAL_E", traffic: "TOTAL_TB_E", share: "MARKET_SHARE", concentration: iftIndex }[table];
    const at = grid[0]?.indexOf(column) ?? 0;
    const damaged = grid.map((row, line) =>
      line === 7 ? row.map((cell, index) => (index === at ? "12,3x" : cell)) : row,
    );
    expect(() => parseIft(bytes(damaged), table, { uri: "file.csv" })).toThrow(
      new RegExp(`column "${column}" line 8 of file\\.csv is "12,3x"`),
    );
  });

  it("is refused where a column is missing", () => {
    const at = grid[0]?.findIndex((name) => /^(L_TOTAL_E|TOTAL_TB_E|MARKET_SHARE|IHH_TELFIJA_E)$/.test(name)) ?? 0;
    const without = grid.map((row) => row.filter((_, index) => index !== at));
    expect(() => parseIft(bytes(without), table)).toThrow(/no column "/);
  });
});
