import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CellForm, plainColumns } from "./plain-columns.js";

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
