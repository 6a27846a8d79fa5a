import { describe, expect, it } from "vitest";
import { scanCsv } from "./scan-csv.js";

const scan = (text: string) => scanCsv(new TextEncoder().encode(text), 0x2c, "x.csv");

describe("scanCsv", () => {
  it("finds header, body and records", () => {
    const layout = scan('a,"b ""c"""\n1,2\n3,4\n');
    expect(layout.header).toEqual(["a", 'b "c"']);
    expect(layout.bodyStart).toBe(12);
    expect(layout.recordCount).toBe(2);
  });

  it("skips a byte-order mark", () => {
    expect(scan("\ufeffa,b\n1,2").header).toEqual(["a", "b"]);
  });

  it("gives the line of a record after quoted line breaks, CRLF and blank lines", () => {
    const layout = scan('a,b\r\n1,"x\r\ny"\r\n\r\n3,4\r\n5,6');
    expect([0, 1, 2].map((record) => layout.getLine(record))).toEqual([2, 5, 6]);
    expect(layout.recordCount).toBe(3);
    expect(layout.blanks).toEqual([[15, 17]]);
  });

  it("counts records and lines the same with and without quotes before, between and after", () => {
    const plain = ["1,2", " 3 ,!4", ",", "5,é"];
    const quoted = ['"1",2', '3,"4\n4"', '"",""'];
    for (const end of ["\n", "\r\n"]) {
      for (const rows of [
        plain,
        quoted,
        [...plain, ...quoted],
        [...quoted, ...plain],
        [...plain, ...quoted, ...plain],
      ]) {
        for (const last of ["", end]) {
          const layout = scan(["a,b", ...rows].join(end) + last);
          expect(layout.recordCount).toBe(rows.length);
          const lines = rows.map((_, row) => 2 + row + (rows.slice(0, row).join().match(/\n/g)?.length ?? 0));
          expect(rows.map((_, row) => layout.getLine(row))).toEqual(lines);
        }
      }
    }
  });

  it("takes a blank line of a one-column table as an empty cell", () => {
    expect(scan("a\n1\n\n3\n").recordCount).toBe(3);
  });

  it.each([
    ["", "x.csv is empty; it needs a header line"],
    ["a,b\n1,2\n3\n", "line 3 of x.csv has 1 cells, the header has 2"],
    ["a,b\n1,2,3\n", "line 2 of x.csv has 3 cells, the header has 2"],
    ['a,b\n1,2\n"3,4\n', 'the quote opened in column "a" line 3 of x.csv is never closed'],
    ['a,b\n1,5" pipe\n', 'column "b" line 2 of x.csv has a quote inside a plain cell'],
    ['a,b\n1,"x"y\n', 'column "b" line 2 of x.csv has text after its closing quote'],
    ["a,b\n1,2\u0000\n", 'column "b" line 2 of x.csv holds a NUL byte'],
    ["a,b\n1,2\r3,4\n", 'column "b" line 2 of x.csv holds a carriage return without a line feed'],
    ["a,b\n1,2\n1,2\r\n3,\r4\n", 'column "b" line 4 of x.csv holds a carriage return'],
    ["a,b,a\n1,2,3\n", 'x.csv has two columns named "a" (columns 1 and 3)'],
  ])("refuses %j", (text, message) => {
    expect(() => scan(text)).toThrow(message);
  });
});
