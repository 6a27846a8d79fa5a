import type { DataFrame } from "nodejs-polars";
import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { profileTable } from "../drift/table-profile.js";
import { type Column, columnsFromEntries } from "../table/columns.js";
import { column } from "../table/schema/column.js";
import { schema } from "../table/schema/schema.js";
import { toFrame } from "../table/to-frame.js";
import { dataQuality } from "./data-quality.js";

const hourMs = 3_600_000;
const start = Date.UTC(2026, 0, 1);
interface Change {
  readonly hours?: number;
  readonly seed?: number;
  readonly edit?: (columns: Map<string, Column>) => void;
}

/** Hours with rain that is mostly zero, two temperatures that go together, and a road. */
function hours({ hours: count = 24 * 60, seed = 1, edit }: Change = {}): DataFrame {
  const random = randomSource(seed);
  const numbers = (draw: (row: number) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, row) => draw(row));
  const inside = numbers(() => 20 + 3 * random.normal());
  const columns = new Map<string, Column>([
    ["time", { kind: "time", values: numbers((row) => start + row * hourMs) }],
    ["rain", { kind: "number", values: numbers(() => (random.uniform() < 0.8 ? 0 : -2 * Math.log(random.uniform()))) }],
    ["inside", { kind: "number", values: inside }],
    ["outside", { kind: "number", values: inside.map((value) => value - 10 + random.normal()) }],
    ["road", { kind: "string", values: Array.from(inside, () => "abc"[random.integer(3)] as string) }],
  ]);
  edit?.(columns);
  return toFrame(columnsFromEntries(columns));
}
const history = hours({ hours: 24 * 200 });
const edited = (name: string, change: (values: Float64Array) => void): DataFrame =>
  hours({
    seed: 2,
    edit: (columns) => {
      const found = columns.get(name);
      if (found?.kind === "number" || found?.kind === "time") change(found.values);
    },
  });
const checks = (table: DataFrame, options: Parameters<typeof dataQuality>[1] = {}) =>
  dataQuality(table, { history, time: "time", by: "day", ...options }).findings.map((own) => [
    own.check,
    own.column,
    own.level,
  ]);

describe("dataQuality", () => {
  it("finds nothing in rows like those before, against rows or their profile", () => {
    const found = dataQuality(hours({ seed: 2 }), {
      history,
      time: "time",
      by: "day",
      now: new Date(start + 60 * 24 * hourMs),
    });
    expect([found.level, found.severity, found.findings, found.periods.length]).toEqual(["none", 0, [], 60]);
    expect(dataQuality(hours({ seed: 3 }), { history: profileTable(history) }).findings).toEqual([]);
  });

  it("is silent in at least 57 of 60 tables without a fault", () => {
    const saved = profileTable(history);
    const alarms = Array.from({ length: 60 }, (_, run) =>
      dataQuality(hours({ seed: 10 + run, hours: 300 }), { history: saved, time: "time" }),
    )
      .map(({ severity }) => severity)
      .filter(Boolean);
    expect(alarms.length).toBeLessThan(4);
  });

  it("finds values far outside the history with their rows, such as 9,831 mm of rain", () => {
    const [finding] = dataQuality(
      edited("rain", (values) => {
        values[7] = 9_831;
      }),
      { history },
    ).findings;
    expect(finding).toMatchObject({
      check: "unusual values",
      column: "rain",
      level: "warn",
      examples: [{ location: "row 7", value: "9831" }],
    });
  });

  it("finds a burst of missing values, a column without values, and a constant one", () => {
    expect(checks(edited("inside", (values) => values.fill(Number.NaN, 0, 200)))).toEqual([
      ["missing", "inside", "warn"],
    ]);
    expect(checks(edited("inside", (values) => values.fill(Number.NaN)))).toEqual([["missing", "inside", "fail"]]);
    expect(checks(edited("rain", (values) => values.fill(0)))).toEqual([["cardinality", "rain", "warn"]]);
  });

  it("finds a lost correlation, and labels that are new or many", () => {
    const random = randomSource(9);
    const lost = edited("outside", (values) => {
      values.forEach((_, row) => {
        values[row] = 10 + 3 * random.normal();
      });
    });
    const [finding] = dataQuality(lost, { history }).findings;
    expect(finding?.reason).toMatch(/^rank correlation of inside and outside went from 0\.9\d to -?0\.0\d$/);
    const many = hours({
      seed: 2,
      edit: (columns) =>
        columns.set("road", { kind: "string", values: Array.from({ length: 1_440 }, (_, row) => `road ${row % 20}`) }),
    });
    expect(checks(many)).toEqual([
      ["unusual values", "road", "warn"],
      ["cardinality", "road", "warn"],
    ]);
  });

  it("finds days without rows, old rows and rows of the future", () => {
    const gap = edited("time", (values) => {
      values.forEach((time, row) => {
        if (row >= 240) values[row] = time + 3 * 24 * hourMs;
      });
    });
    expect(checks(gap)).toEqual([["row count", undefined, "fail"]]);
    const end = start + 60 * 24 * hourMs;
    expect(checks(hours({ seed: 2 }), { now: new Date(end + 40 * 24 * hourMs) })).toEqual([
      ["freshness", "time", "fail"],
    ]);
    expect(checks(hours({ seed: 2 }), { now: new Date(end + 2 * 24 * hourMs), maxAgeDays: 3 })).toEqual([]);
    expect(checks(hours({ seed: 2 }), { now: new Date(start) })).toEqual([["freshness", "time", "warn"]]);
  });

  it("finds breaches of the schema and repeated keys, with rows", () => {
    const rules = schema("hours", {
      time: column.datetime({ unique: true }),
      rain: column.number({ min: 0, max: 500, unit: "mm" }),
      inside: column.number(),
      outside: column.number(),
      road: column.category({ values: ["a", "b", "c"] }),
    });
    const broken = edited("rain", (values) => {
      values[3] = -4;
    });
    const found = dataQuality(broken, { schema: rules }).findings;
    expect(found.map(({ check, column: name, level }) => [check, name, level])).toEqual([["schema", "rain", "fail"]]);
    expect(found[0]?.reason).toBe("1 cell breaks the rule: 0 to 500 mm");
    expect(found[0]?.examples[0]?.value).toBe("-4");
    const again = edited("time", (values) => {
      values[5] = values[4] ?? 0;
    });
    const repeated = dataQuality(again, { key: ["time"] }).findings[0];
    expect(repeated).toMatchObject({
      check: "duplicates",
      level: "fail",
      reason: "1 row repeats the time of an earlier row",
    });
    expect(repeated?.examples[0]?.location).toBe("row 5");
    const other = dataQuality(broken.drop(["road"]), { schema: rules }).findings;
    expect(other[0]).toMatchObject({ check: "schema", level: "fail" });
  });

  it("refuses a time that is none and a key that is absent", () => {
    expect(() => dataQuality(history, { time: "rain" })).toThrow('dataQuality: "rain" is not a time column');
    expect(() => dataQuality(history, { key: ["day"] })).toThrow('dataQuality: key: no column "day"');
  });
});
