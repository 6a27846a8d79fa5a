import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CuadernoError } from "../../core/errors.js";
import { column } from "../schema/column.js";
import { schema } from "../schema/schema.js";
import { parseCsv } from "./parse-csv.js";

// What damage may do. A digit that becomes another digit, or a line that is removed with its line end, cannot be
// distinguished from data without a
// checksum. All else must be refused with a sentence, or leave every row that was not hit exactly as it was: never a
// shifted column, a
// moved row, a cell of another type or outside its rules.
const tables = [
  schema("plain", {
    id: column.integer({ unique: true, min: 0 }),
    name: column.string({ nullable: true }),
    share: column.number({ min: 0, max: 1 }),
    time: column.datetime({ format: "%Y-%m-%d %H:%M", nullable: true }),
  }),
  schema("marked", {
    id: column.integer({ unique: true, min: 0 }),
    name: column.string({ nullable: true }),
    share: column.number({ min: 0, max: 1, decimal: "," }),
    time: column.datetime({ format: "%Y-%m-%d %H:%M", nullable: true }),
  }),
];
const delimiters = [",", ";", "\t"];

interface Row {
  readonly name: string;
  readonly share: number;
  readonly time: string;
}

const word = fc.oneof(
  fc.constantFrom("", "None", "é", "a,b", 'say "x"', "two\nlines", "semi;colon", "tab\there", "NaN", "  "),
  fc.string({ maxLength: 8 }).filter((text) => !/[\0\r]/.test(text)),
);
const anyRow: fc.Arbitrary<Row> = fc.record({
  name: word,
  share: fc.integer({ min: 0, max: 1000 }).map((value) => value / 1000),
  time: fc.constantFrom("", "2016-02-29 17:00", "2018-12-31 23:59", "2012-10-02 00:00"),
});
const file = fc.record({
  rows: fc.array(anyRow, { minLength: 2, maxLength: 12 }),
  kind: fc.nat(tables.length - 1),
  delimiter: fc.constantFrom(...delimiters),
  end: fc.constantFrom("\n", "\r\n"),
});
type File = typeof file extends fc.Arbitrary<infer Value> ? Value : never;

function written({ rows, kind, delimiter, end }: File): Uint8Array {
  const quoted = (text: string): string =>
    /["\n,;\t]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = rows.map(({ name, share, time }, row) =>
    [row * 7, quoted(name), quoted(kind === 1 ? String(share).replace(".", ",") : String(share)), time].join(delimiter),
  );
  return new TextEncoder().encode([["id", "name", "share", "time"].join(delimiter), ...lines, ""].join(end));
}

/** The rows as they were before the damage, in the form of `read`. */
function intact({ rows }: File): readonly string[] {
  const missing = (text: string): string | null => (text === "" ? null : text);
  return rows.map(({ name, share, time }, row) =>
    JSON.stringify([row * 7, missing(name), share, time === "" ? null : new Date(`${time.replace(" ", "T")}:00Z`)]),
  );
}

/**
 * The rows as strings that tell apart what differs; undefined when the file is refused with a sentence that names it.
 */
function read(bytes: Uint8Array, { kind, delimiter }: File): readonly string[] | undefined {
  const table = tables[kind];
  if (table === undefined) throw new Error("no such table");
  try {
    const frame = parseCsv(bytes, table, { uri: "damaged.csv", delimiter });
    for (const [id, , share] of frame.rows() as [number, unknown, number][]) {
      expect(Number.isInteger(id) && id >= 0 && share >= 0 && share <= 1).toBe(true);
    }
    expect(frame.getColumn("id").nUnique()).toBe(frame.height);
    return (frame.rows() as unknown[][]).map((cells) => JSON.stringify(cells));
  } catch (thrown) {
    if (!(thrown instanceof CuadernoError)) throw thrown;
    expect(thrown.message).toMatch(/^readTable: [^\n]*damaged\.csv/);
    return undefined;
  }
}

function changedCells(one: readonly string[], other: readonly string[]): number {
  return one.reduce((total, row, index) => {
    const [cells, others] = [JSON.parse(row) as unknown[], JSON.parse(other[index] ?? "[]") as unknown[]];
    return total + cells.filter((cell, at) => cell !== others[at]).length;
  }, 0);
}

/** Rows of `found` that are not, in their order, among those of `whole`. */
function strangers(found: readonly string[], whole: readonly string[]): number {
  let count = 0;
  let next = 0;
  for (const row of found) {
    const at = whole.indexOf(row, next);
    if (at < 0) count += 1;
    else next = at + 1;
  }
  return count;
}

function cut(bytes: Uint8Array, from: number, to: number, put: Uint8Array = new Uint8Array(0)): Uint8Array {
  return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)]);
}

describe("parseCsv on damaged files", () => {
  it("reads undamaged ones as they were written", () => {
    fc.assert(
      fc.property(file, (given) => {
        expect(read(written(given), given)).toEqual(intact(given));
      }),
      { numRuns: 40, seed: 5 },
    );
  }, 60_000);

  it("of a flipped byte: refuses, or the cell that was hit differs and no other", () => {
    let refused = 0;
    fc.assert(
      fc.property(file, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, position, flip) => {
        const bytes = written(given);
        const whole = intact(given);
        const damaged = bytes.slice();
        const at = position % bytes.length;
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const found = read(damaged, given);
        if (found === undefined) refused += 1;
        else {
          expect(found.length).toBe(whole.length);
          expect(changedCells(found, whole)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(refused).toBeGreaterThan(120);
  }, 60_000);

  it("of bytes that are removed, put in or doubled: refuses, or every row but the one at the seam is as it was", () => {
    let refused = 0;
    const damage = fc.record({
      kind: fc.constantFrom("removed", "cut short", "doubled", "put in"),
      position: fc.nat(),
      length: fc.integer({ min: 1, max: 60 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }),
    });
    fc.assert(
      fc.property(file, damage, (given, { kind, position, length, bytes: put }) => {
        const bytes = written(given);
        const whole = intact(given);
        const from = position % bytes.length;
        const to = Math.min(bytes.length, from + length);
        const damaged = {
          removed: () => cut(bytes, from, to),
          "cut short": () => bytes.subarray(0, from),
          doubled: () => cut(bytes, from, from, bytes.subarray(from, to)),
          "put in": () => cut(bytes, from, from, put),
        }[kind]();
        const found = read(damaged, given);
        if (found === undefined) refused += 1;
        else {
          expect(strangers(found, whole)).toBeLessThanOrEqual(kind === "put in" || kind === "doubled" ? 2 : 1);
          expect(found.length).toBeLessThanOrEqual(whole.length + 2);
        }
      }),
      { numRuns: 200, seed: 11 },
    );
    expect(refused).toBeGreaterThan(100);
  }, 60_000);

  it("of a flipped byte in a packed file: refuses, or reads exactly what was packed", () => {
    let refused = 0;
    fc.assert(
      fc.property(file, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, position, flip) => {
        const packed = Uint8Array.from(gzipSync(written(given)));
        const at = position % packed.length;
        packed[at] = (packed[at] ?? 0) ^ flip;
        const found = read(packed, given);
        if (found === undefined) refused += 1;
        else expect(found).toEqual(intact(given));
      }),
      { numRuns: 60, seed: 13 },
    );
    expect(refused).toBeGreaterThan(40);
  }, 60_000);

  it("refuses a file cut at any byte that ends neither a line nor its last cell", () => {
    const given: File = {
      rows: [
        { name: "None", share: 0.25, time: "2016-02-29 17:00" },
        { name: 'a, "b"\nc', share: 1, time: "2018-12-31 23:59" },
      ],
      kind: 0,
      delimiter: ",",
      end: "\n",
    };
    const whole = written(given);
    for (let length = 0; length < whole.length; length++) {
      const found = read(whole.subarray(0, length), given);
      if (found !== undefined && ![0x0a, 0x2c].includes(whole[length - 1] ?? 0) && whole[length] !== 0x0a) {
        expect.fail(`accepted ${length} bytes as ${found.length} rows`);
      }
    }
  });
});
