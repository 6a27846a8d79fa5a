import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainRecords } from "./plain-records.js";

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
        const found = plainRecords(new Uint8Array(bytes).subarray(shift), {
          from,
          delimiter: delimiter.charCodeAt(0),
          width,
        });
        const expected = bySplitting(text, delimiter, width);
        most = Math.max(most, expected.count);
        expect(found).toEqual({ count: expected.count, end: expected.end + from });
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

  it("leaves a last record without a line end to others", () => {
    const bytes = new TextEncoder().encode("1,2\n3,4");
    expect(plainRecords(bytes, { from: 0, delimiter: 0x2c, width: 2 })).toEqual({ count: 1, end: 4 });
    expect(plainRecords(bytes, { from: 7, delimiter: 0x2c, width: 2 })).toEqual({ count: 0, end: 7 });
    expect(plainRecords(new Uint8Array(0), { from: 0, delimiter: 0x2c, width: 1 })).toEqual({ count: 0, end: 0 });
  });
});
