import { describe, expect, it } from "vitest";
import { parseCsv } from "../csv/parse-csv.js";
import { loadPolars } from "../load-polars.js";
import { column } from "./column.js";
import { schema } from "./schema.js";
import type { TableReport } from "./table-report.js";
import { validateTable } from "./validate-table.js";
import { ValidationError } from "./validation-error.js";

const pl = loadPolars();
const sales = schema("sales", {
  id: column.integer({ unique: true }),
  code: column.string({ pattern: "[A-Z]\\d{3}", nullable: true }),
  kind: column.category({ values: ["shop", "web"] }),
  amount: column.number({ min: 0, max: 100, nullable: true }),
  day: column.datetime({ format: "%d/%m/%Y" }),
});
const text = `id,code,kind,amount,day
1,A001,shop,5,01/02/2020
2,B1,shop,6,02/02/2020
2,C003,mail,-7,31/02/2020
4,,web,x,04/02/2020
,A005,web,200,05/02/2020
6,A006,web,,06/02/2020
`;
const bytes = new TextEncoder().encode(text);

function read(mode: "quarantine" | "coerce") {
  const reports: TableReport[] = [];
  const frame = parseCsv(bytes, sales, { uri: "s.csv", mode, onReport: (report) => reports.push(report) });
  return { frame, report: reports[0] };
}

describe("a table with broken rules", () => {
  it("is refused by its first, with the list of all in the error", () => {
    let thrown: unknown;
    try {
      parseCsv(bytes, sales, { uri: "s.csv" });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ValidationError);
    expect((thrown as Error).message).toBe(
      'readTable: column "amount" line 5 of s.csv is "x", the schema "sales" expects a number; fix it, or add it to "missing"; 6 more rules are broken too',
    );
    expect((thrown as ValidationError).violations.map(({ column: name, kind, count }) => [name, kind, count])).toEqual([
      ["amount", "type", 1],
      ["day", "type", 1],
      ["id", "missing", 1],
      ["id", "unique", 1],
      ["code", "pattern", 1],
      ["kind", "values", 1],
      ["amount", "range", 2],
    ]);
  });

  it("has its bad rows set apart as they stand in the file, with line and reasons", () => {
    const { frame, report } = read("quarantine");
    expect(frame.getColumn("id").toArray().map(Number)).toEqual([1, 6]);
    expect(report?.rowCount).toBe(2);
    expect(report?.missing).toEqual({ amount: 1 });
    const apart = report?.quarantined;
    expect(apart?.columns).toEqual(["location", "violation", "id", "code", "kind", "amount", "day"]);
    expect(apart?.getColumn("location").toArray()).toEqual(["line 3", "line 4", "line 5", "line 6"]);
    expect(apart?.getColumn("amount").toArray()).toEqual(["6", "-7", "x", "200"]);
    expect(apart?.getColumn("violation").get(1)).toBe(
      "day: a date like %d/%m/%Y; id: a value that no earlier row has; kind: one of shop, web; amount: 0 to 100",
    );
    expect(report?.violations?.at(-1)).toEqual({
      column: "amount",
      kind: "range",
      rule: "0 to 100",
      count: 2,
      action: "quarantined",
      examples: [
        { location: "line 4 of s.csv", value: "-7" },
        { location: "line 6 of s.csv", value: "200" },
      ],
    });
  });

  it("has cells emptied where they may be missing and rows left out where not, with an account of both", () => {
    const { frame, report } = read("coerce");
    expect(frame.getColumn("id").toArray().map(Number)).toEqual([1, 2, 4, 6]);
    expect(frame.getColumn("code").toArray()).toEqual(["A001", null, null, "A006"]);
    expect(frame.getColumn("amount").toArray()).toEqual([5, 6, null, null]);
    expect(report?.violations?.map(({ column: name, kind, action }) => [name, kind, action])).toEqual([
      ["amount", "type", "emptied"],
      ["day", "type", "dropped"],
      ["id", "missing", "dropped"],
      ["id", "unique", "dropped"],
      ["code", "pattern", "emptied"],
      ["kind", "values", "dropped"],
      ["amount", "range", "emptied"],
    ]);
    expect(report?.quarantined?.height).toBe(2);
  });

  it("is one without an account when every rule holds", () => {
    const reports: TableReport[] = [];
    const good = new TextEncoder().encode(text.split("\n").slice(0, 2).join("\n"));
    parseCsv(good, sales, { mode: "coerce", onReport: (report) => reports.push(report) });
    expect(reports[0]).not.toHaveProperty("broken");
    expect((reports[0] as TableReport).quarantined).toBeUndefined();
  });
});

describe("validateTable", () => {
  const table = schema("t", { x: column.number({ max: 2 }), location: column.string({ unique: true }) });
  const frame = pl.DataFrame({ x: [1, 2, 3], location: ["a", "b", "b"] });

  it("gives the rows that keep the rules, and the others with free names next to them", () => {
    const { ok, violations, frame: accepted, quarantined } = validateTable(frame, table);
    expect(ok).toBe(false);
    expect(violations.map(({ kind, count }) => [kind, count])).toEqual([
      ["range", 1],
      ["unique", 1],
    ]);
    expect(accepted?.height).toBe(2);
    expect(quarantined?.columns).toEqual(["_location", "violation", "x", "location"]);
    expect(quarantined?.getColumn("_location").toArray()).toEqual(["row 3"]);
  });

  it('refuses without throwing in mode "refuse"', () => {
    expect(validateTable(frame, table, { mode: "refuse" })).toMatchObject({ ok: false, frame: undefined });
    expect(validateTable(frame.head(2), table, { mode: "refuse" })).toMatchObject({ ok: true, violations: [] });
    expect(() => validateTable(frame.drop("x"), table)).toThrow('no column "x"');
  });

  it("names the rows of a million in seconds", () => {
    const big = pl.DataFrame({ x: Float64Array.from({ length: 1_000_000 }, (_, row) => row % 4) });
    const { frame: accepted, quarantined } = validateTable(big, schema("big", { x: column.number({ max: 2 }) }));
    expect([accepted?.height, quarantined?.height]).toEqual([750_000, 250_000]);
  });
});
