import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvRecords } from "./csv-records.js";
import { getTimeFormat } from "./date-forms.js";
import { type CellForm, plainColumns } from "./plain-columns.js";
import { scanCsv } from "./scan-csv.js";

const times = ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S%.3f", "%Y-%m-%dT%H:%M:%S%.3f"];

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

function check(text: string | Uint8Array, forms: readonly CellForm[], { length = 1 << 20, bodyStart = 0 } = {}) {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return plainColumns(inPieces(bytes, length), { delimiter: ",", bodyStart, forms });
}

/** Which of the cells, each in a file of its own, are plainly in the form. */
async function plain(cells: readonly string[], form: CellForm): Promise<string[]> {
  const found: string[] = [];
  for (const cell of cells) if ((await check(`x,${cell}\n`, [undefined, form]))?.[1] === true) found.push(cell);
  return found;
}

/** Whether the text has the form of a CSV, without blank lines. */
function isAccepted(bytes: Uint8Array): boolean {
  try {
    return scanCsv(bytes, 0x2c, "the text").blanks.length === 0;
  } catch {
    return false;
  }
}

const isCalendarTime = (cell: string, format: string): boolean => {
  const digits = format.replaceAll(/%Y|%\.3f|%[a-zA-Z]/g, (part) =>
    part === "%Y" ? "\\d{4}" : part === "%.3f" ? "\\.\\d{3}" : "\\d{2}",
  );
  if (!new RegExp(`^${digits}$`).test(cell)) return false;
  const time = new Date(cell.length === 10 ? cell : `${cell.replace(" ", "T")}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(cell.replace(" ", "T")) && !/^0000/.test(cell);
};

describe("plainColumns", () => {
  it("takes integers and numbers that every reader takes for the same", async () => {
    const cells = ["", "0", "7", "-7", "123456789012345678", "1.5", "-0.25", "0.13782316469587386", "1e5", "-1.5E-05"];
    expect(await plain(cells, "integer")).toEqual(cells.slice(0, 5));
    expect(await plain(cells, "number")).toEqual(cells.filter((cell) => cell.length !== 18));
    const odd = ["-", "-0", "+5", "007", "-07", "1234567890123456789", '"7"', "7 ", " 7", "1_0", "0x1f", "NA", "٣"];
    expect(await plain(odd, "integer")).toEqual([]);
    expect(await plain(odd, "number")).toEqual(["-0"]);
    const others = ["1.", ".5", "1.2.3", "1e", "1e+", "1e999", "1.e5", "00.5", "inf", "NaN", "1234567890123456", "1,5"];
    expect(await plain(others, "number")).toEqual([]);
    expect(await plain(["1".repeat(40), `0.${"1".repeat(40)}`], "number")).toEqual([]);
  });

  it.each(times)("takes times of the calendar in %s", async (format) => {
    const days = ["2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-04-31", "2024-12-31", "0000-01-01"];
    const odd = ["2024-13-01", "2024-00-10", "2024-01-00", "0001-01-01", "9999-12-31", "24-01-01", "2024/01/01"];
    const clocks = [
      "",
      " 00:00:00",
      " 23:59:59",
      " 24:00:00",
      " 10:60:00",
      " 10:00:60",
      "T10:00:00",
      " 10:00",
      "T1:00:00",
    ];
    const cells = [...days, ...odd].flatMap((day) =>
      clocks.flatMap((clock) => ["", ".250", ".25", ":"].map((rest) => `${day}${clock}${rest}`)),
    );
    expect(await plain(cells, { format })).toEqual(cells.filter((cell) => isCalendarTime(cell, format)));
  });

  it("finds the one odd cell of generated files, however they are cut into pieces", async () => {
    const forms: readonly CellForm[] = ["integer", undefined, "number", { format: "%Y-%m-%d" }];
    const row = fc.tuple(
      fc.constantFrom("", "1", "-20", "300"),
      fc.constantFrom("", "a b", '"a,b"', '"a\nb"', '"a ""b"""', "é€😀", '""', "!", "long text ".repeat(9)),
      fc.constantFrom("", "1.5", "20", "-0.001"),
      fc.constantFrom("", "2024-01-31", "1999-12-01"),
    );
    const odd = fc.record({ row: fc.nat(), column: fc.constantFrom(0, 2, 3), cell: fc.constantFrom("x", '"1"', "01") });
    const file = fc.record({
      rows: fc.array(row, { minLength: 1, maxLength: 60 }),
      odd: fc.option(odd),
      end: fc.constantFrom("\n", "\r\n"),
      hasLast: fc.boolean(),
      length: fc.integer({ min: 1, max: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(file, async ({ rows, odd, end, hasLast, length }) => {
        const cells = rows.map((row) => [...row]);
        if (odd !== null) (cells[odd.row % rows.length] as string[])[odd.column] = odd.cell;
        const text = `h,"i\n",j,k${end}${cells.map((row) => row.join(",")).join(end)}${hasLast ? end : ""}`;
        const bodyStart = 10 + end.length;
        const found = await check(text, forms, { length, bodyStart });
        expect(found).toEqual(forms.map((form, at) => form !== undefined && odd?.column !== at));
      }),
      { numRuns: 300 },
    );
  });

  it("accepts of damaged files those that scanCsv accepts, and cells of the same form", async () => {
    const forms: readonly CellForm[] = ["integer", "number", { format: "%Y-%m-%d" }];
    const patterns = [/^(0|-?[1-9]\d{0,17})?$/, /^(-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d\d?)?)?$/, /^(\d{4}-\d\d-\d\d)?$/];
    const isPlain = (cell: string, at: number): boolean =>
      patterns[at]?.test(cell) === true && (at < 2 || cell === "" || getTimeFormat(cell) !== undefined);
    const cells = [
      ["0", "-20", "123456789012345678"],
      ["1.5", "12", "-0", "2E-07"],
      ["2024-02-29", "1999-12-31"],
    ];
    const odd = ["007", "+1", "1.", "1_0", "2023-02-29", "2024-1-1", '""', '"1"', '"a\n""b"', "é€😀", "x".repeat(70)];
    const cell = (usual: readonly string[]) =>
      fc.oneof({ weight: 80, arbitrary: fc.constantFrom("", ...usual) }, fc.constantFrom(...odd));
    const row = fc.tuple(...cells.map(cell)).map((row) => row.join());
    const file = fc.record({
      rows: fc.array(row, { minLength: 1, maxLength: 30 }),
      end: fc.constantFrom("\n", "\r\n"),
      last: fc.constantFrom("", "\n", "\r\n", "\r", "\n\n"),
      damage: fc.option(fc.tuple(fc.nat(), fc.constantFrom(",", "\n", "\r", '"', "\0", "\r\n", '""', "\xff")), {
        freq: 2,
      }),
      length: fc.constantFrom(1, 15, 16, 17, 63, 64, 65, 1 << 20),
    });
    const counts = { accepted: 0, plain: 0 };
    await fc.assert(
      fc.asyncProperty(file, async ({ rows, end, last, damage, length }) => {
        const body = Buffer.from(rows.join(end) + last);
        const at = damage === null ? 0 : damage[0] % body.length;
        const byte = Buffer.from(damage?.[1] ?? "", "latin1");
        const bytes = Buffer.concat([Buffer.from("i,n,d\n"), body.subarray(0, at), byte, body.subarray(at)]);
        const found = await check(bytes, forms, { length, bodyStart: 6 });
        const isFine = isUtf8(bytes) && isAccepted(bytes) && bytes.at(-1) !== 0x0d;
        expect(found !== undefined).toBe(isFine);
        if (found === undefined) return;
        const records = [...csvRecords(bytes.subarray(6).toString(), { delimiter: "," })].map((record) => record.cells);
        const expected = forms.map((_, column) => records.every((row) => isPlain(row[column] ?? "", column)));
        counts.accepted += 1;
        for (const [column, isFound] of found.entries()) {
          if (isFound) counts.plain += 1;
          if (isFound || !bytes.includes('"')) expect(isFound).toBe(expected[column]);
        }
      }),
      { numRuns: 1000, seed: 7 },
    );
    expect(Math.min(counts.accepted, counts.plain)).toBeGreaterThan(300);
  });

  it.each([
    ["a short row", "1,2\n3\n"],
    ["a long row", "1,2\n3,4,5\n"],
    ["a blank line", "1,2\n\n3,4\n"],
    ["a quote inside a plain cell", '1,5" pipe\n'],
    ["text after a closing quote", '1,"x"y\n'],
    ["a quote that is not closed", '1,"x\n3,4\n'],
    ["a NUL byte", "1,2\n3,4\u0000\n"],
    ["a NUL byte in quotes", '1,"2\u0000"\n'],
    ["a carriage return inside a line", "1,2\r3,4\n"],
    ["a carriage return at the end", "1,2\n3,4\r"],
    ["a byte that is not UTF-8", Uint8Array.of(0x31, 0x2c, 0xf1, 0x0a)],
  ])("leaves %s to the reader in JavaScript", async (_, text) => {
    for (const length of [1, 3, 100]) expect(await check(text, [undefined, undefined], { length })).toBeUndefined();
  });
});
