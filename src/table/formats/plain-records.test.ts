import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PlainRecordsOptions, plainRecords, recordsByWord } from "./plain-records.js";

/** The same by splitting text. */
function bySplitting(text: string, delimiter: string, width: number): { count: number; end: number } {
  let count = 0;
  let end = 0;
  for (const line of text.split("\n").slice(0, -1)) {
    if (/["\0]|\r(?!$)/.test(line) || line.replace(/\r$/, "").split(delimiter).length !== width) break;
    count += 1;
    end += line.length + 1;
  }
  return { count, end };
}

/** The bytes behind plain records of other lengths, more than the length from which WebAssembly is used. */
function withPlain(bytes: Uint8Array, { from, delimiter, width }: PlainRecordsOptions, length: number): Uint8Array {
  const mark = String.fromCharCode(delimiter);
  const lines = Array.from({ length: 600 }, (_, at) => `${"x".repeat((at + length) % 40)}${mark.repeat(width - 1)}\n`);
  return new Uint8Array(Buffer.concat([bytes.subarray(0, from), Buffer.from(lines.join("")), bytes.subarray(from)]));
}

describe("plainRecords", () => {
  it("finds the same records as splitting the text, wherever they begin and whatever the delimiter", () => {
    const piece = fc.constantFrom(
      "a",
      "é",
      "\u00a2",
      "\u00ff",
      "0",
      "!",
      "#",
      " ",
      "\t",
      ",",
      ",",
      ";",
      "\n",
      "long cell",
    );
    const cell = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
    const odd = fc.constantFrom("", "", "", "", '"', "\0", "\r", "\r\n");
    const input = fc.record({
      cells: fc.array(fc.tuple(cell, odd), { maxLength: 12 }),
      width: fc.integer({ min: 1, max: 4 }),
      delimiter: fc.constantFrom(",", ";", "\t", " ", "!", "#", "a", "~"),
      shift: fc.nat(9),
      from: fc.nat(9),
    });
    let most = 0;
    fc.assert(
      fc.property(input, ({ cells, width, delimiter, shift, from }) => {
        const line = new Array(width).fill("x1").join(delimiter);
        const text = `${line}\n${line}\r\n${cells.flat().join("")}\n${line}\n`;
        const bytes = Buffer.from("\n".repeat(shift + from) + text, "latin1");
        const options = { from, delimiter: delimiter.charCodeAt(0), width };
        const found = plainRecords(new Uint8Array(bytes).subarray(shift), options);
        const expected = bySplitting(text, delimiter, width);
        most = Math.max(most, expected.count);
        expect(found).toEqual({ count: expected.count, end: expected.end + from });
        const long = withPlain(new Uint8Array(bytes).subarray(shift), options, most * 7);
        expect(plainRecords(long, options)).toEqual(recordsByWord(long, options));
      }),
      { numRuns: 2000, seed: 5 },
    );
    expect(most).toBeGreaterThan(3);
  });

  it("counts delimiters at every position of four bytes", () => {
    for (let width = 1; width < 70; width++) {
      const bytes = new TextEncoder().encode(`${",".repeat(width - 1)}\n`.repeat(5));
      expect(plainRecords(bytes, { from: 0, delimiter: 0x2c, width })).toEqual({ count: 5, end: bytes.length });
      expect(plainRecords(bytes, { from: 0, delimiter: 0x2c, width: width + 1 }).count).toBe(0);
    }
  });

  it("finds records that are longer than the pieces that are copied", () => {
    const options = { from: 0, delimiter: 0x2c, width: 2 };
    for (const length of [8_191, 8_192, 40_000, 1 << 20, 3 << 20]) {
      for (const last of ["", "\n", "\n1,2\n", "\n1,2\r\n3,4\r", ",3\n1,2\n", '\n"1",2\n']) {
        const bytes = new TextEncoder().encode(`${"1,2\n".repeat(3)}${"y".repeat(length)},${last}`);
        expect(plainRecords(bytes, options)).toEqual(recordsByWord(bytes, options));
      }
    }
  });

  it("leaves a last record without a line end to others", () => {
    const bytes = new TextEncoder().encode("1,2\n3,4");
    expect(plainRecords(bytes, { from: 0, delimiter: 0x2c, width: 2 })).toEqual({ count: 1, end: 4 });
    expect(plainRecords(bytes, { from: 7, delimiter: 0x2c, width: 2 })).toEqual({ count: 0, end: 7 });
    expect(plainRecords(new Uint8Array(0), { from: 0, delimiter: 0x2c, width: 1 })).toEqual({ count: 0, end: 0 });
  });
});
