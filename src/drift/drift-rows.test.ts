import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { datasetDrift } from "./dataset-drift.js";
import { driftDashboard } from "./drift-dashboard.js";
import { driftOverTime } from "./drift-over-time.js";
import { driftRows } from "./drift-rows.js";

const table = (shift: number, seed: number): Columns => {
  const random = randomSource(seed);
  return columnsFromEntries([
    ["at", { kind: "time", values: Float64Array.from({ length: 120 }, (_, row) => row * 86_400_000) }],
    ["x", { kind: "number", values: Float64Array.from({ length: 120 }, () => random.normal() + shift) }],
  ]);
};
const found = {
  dataset: datasetDrift(table(0, 1), table(3, 2), { columns: ["x"] }),
  overTime: driftOverTime(table(0, 1), table(3, 2), { time: "at", windowDays: 60 }),
};

describe("driftRows", () => {
  it("has a row per metric of the table, of each column and of each window, with one key each", () => {
    const rows = driftRows(found, { subject: "toy", at: new Date(Date.UTC(2026, 0, 2)) });
    expect([...rows.byName.keys()]).toEqual([
      ...["measured_at", "subject", "window_start", "window_end", "column", "metric", "value", "level"],
    ]);
    // 3 of the table, 4 of the column, 2 windows with 3 and 1 of the column each.
    expect(rows.rowCount).toBe(3 + 4 + 2 * (3 + 1));
    const cells = (name: string): readonly unknown[] => {
      const column = rows.byName.get(name);
      return column === undefined || column.kind === "category" ? [] : Array.from<unknown>(column.values);
    };
    const keys = cells("metric").map((metric, row) =>
      [metric, cells("column")[row], cells("window_start")[row]].join(),
    );
    expect(new Set(keys).size).toBe(rows.rowCount);
    expect(cells("value").every((value) => Number.isFinite(value))).toBe(true);
    expect([cells("metric")[0], cells("value")[0], cells("level")[0]]).toEqual(["severity", 2, "fail"]);
  });
});

describe("driftDashboard", () => {
  it("has panels that do not overlap, a subject to choose, and quotes the table", () => {
    const board = driftDashboard({ table: 'lake.my "drift"', datasource: "abc", title: "Roads" });
    const panels = board.panels as readonly {
      readonly id: number;
      readonly gridPos: Readonly<Record<"x" | "y" | "w" | "h", number>>;
      readonly targets: readonly { readonly rawSql: string; readonly datasource: { readonly uid: string } }[];
    }[];
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { targets } of panels) {
      expect(targets[0]?.rawSql).toContain('from "lake"."my ""drift"""');
      expect(targets[0]?.datasource.uid).toBe("abc");
    }
    expect((board.templating as { readonly list: readonly unknown[] }).list.length).toBe(1);
    expect((driftDashboard().templating as { readonly list: readonly unknown[] }).list.length).toBe(2);
  });
});
