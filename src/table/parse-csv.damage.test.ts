import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CuadernoError } from "../core/errors.js";
import { column } from "./column.js";
import { parseCsv } from "./parse-csv.js";
import { schema } from "./schema.js";

const table = schema("table", {
  name: column.text({ nullable: true }),
  count: column.integer({ min: 0, max: 999 }),
  share: column.number(),
  time: column.datetime({ format: "%Y-%m-%d %H:%M" }),
});
const rows = [
  ["None", "12", "0.25", "2016-02-29 17:00"],
  ['"a, ""b"""', "340", "-1.5", "2018-12-31 23:59"],
  ['"two\nlines"', "7", "1e3", "2012-10-02 00:00"],
  ["é", "0", "100", "2014-01-31 03:00"],
];
const whole = new TextEncoder().encode(`name,count,share,time\n${rows.map((row) => row.join(",")).join("\n")}\n`);
const intact = cells(whole);

describe("parseCsv on damaged files", () => {
  it("refuses with a sentence, or changes the one cell that was hit and no other", () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (offset, flip) => {
        const damaged = whole.slice();
        damaged[offset] = (damaged[offset] ?? 0) ^ flip;
        try {
          const found = cells(damaged);
          expect(found.length).toBe(intact.length);
          expect(found.filter((cell, index) => cell !== intact[index]).length).toBeLessThanOrEqual(1);
        } catch (thrown) {
          if (!(thrown instanceof CuadernoError)) throw thrown;
          expect(thrown.message).toMatch(/^readTable: .*damaged\.csv/);
          refused += 1;
        }
      }),
      { numRuns: 500, seed: 7 },
    );
    expect(refused).toBeGreaterThan(200);
  });

  it("refuses a file cut at any byte that is not the end of a line or of its last cell", () => {
    for (let length = 0; length < whole.length; length++) {
      let height: number | undefined;
      try {
        height = cells(whole.subarray(0, length)).length / 4;
      } catch (thrown) {
        if (!(thrown instanceof CuadernoError)) throw thrown;
      }
      if (height !== undefined && whole[length - 1] !== 0x0a && whole[length] !== 0x0a) {
        expect.fail(`accepted ${length} bytes as ${height} rows`);
      }
    }
  });
});

function cells(bytes: Uint8Array): string[] {
  const frame = parseCsv(bytes, table, { place: "damaged.csv" });
  return frame
    .rows()
    .flatMap((row) => (row as unknown[]).map((value) => (value instanceof Date ? value.toISOString() : String(value))));
}
