import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { datasetDrift } from "../../drift/dataset-drift.js";
import { type DriftDashboard, driftDashboard } from "../../drift/drift-dashboard.js";
import { driftOverTime } from "../../drift/drift-over-time.js";
import { driftRows } from "../../drift/drift-rows.js";
import { type Column, type Columns, columnsFromEntries } from "../../table/columns.js";
import { type SqlServer, sqlServerKinds } from "../../testing/sql-server.js";
import { readSql } from "./read-sql.js";
import { writeSql } from "./write-sql.js";

const table = (shift: number): Columns => {
  const random = randomSource(8);
  const number = (values: Float64Array): Column => ({ kind: "number", values });
  const rows = Array.from({ length: 400 }, (_, row) => row);
  return columnsFromEntries([
    ["at", { kind: "time", values: Float64Array.from(rows, (row) => Date.UTC(2026, 0, 1) + row * 3_600_000 * 6) }],
    ["rain", number(Float64Array.from(rows, () => random.normal() + shift))],
    ["o'clock", number(Float64Array.from(rows, () => random.integer(24)))],
  ]);
};
const watched = {
  dataset: datasetDrift(table(0), table(2), { columns: ["rain", "o'clock"] }),
  overTime: driftOverTime(table(0), table(2), { time: "at", by: "month" }),
};
const subject = 'O\'Hare "1"';
const rows = driftRows(watched, { subject, at: Date.UTC(2026, 4, 1) });
const key = ["measured_at", "subject", "window_start", "window_end", "column", "metric"];

describe("writeSql", () => {
  it("refuses other databases and keys that are not columns, before it connects", async () => {
    await expect(writeSql(rows, { database: "sqlite:shop.db", table: "drift" })).rejects.toThrow(
      "writeSql: expected a PostgreSQL database, got sqlite:shop.db",
    );
    await expect(
      writeSql(rows, { database: "postgres://a@localhost/b", table: "drift", key: ["day"] }),
    ).rejects.toThrow('writeSql: key: no column "day"');
    await expect(writeSql(rows, { database: "postgres://a@127.0.0.1:1/b", table: "drift" })).rejects.toThrow(
      "writeSql: cannot connect to postgres://a@127.0.0.1:1/b (ECONNREFUSED)",
    );
  });
});

const [, postgres] = sqlServerKinds();
describe.skipIf(postgres.missing !== undefined)(`writeSql on PostgreSQL (${postgres.missing ?? "here"})`, () => {
  let server: SqlServer;
  beforeAll(async () => {
    server = await postgres.start();
  }, 60_000);
  afterAll(() => server.stop());
  const count = async (table: string): Promise<number> => {
    const frame = await readSql({ database: server.url, query: `select count(*)::int as n from ${table}` });
    return Number(frame.getColumn("n").get(0));
  };

  it("makes the table, writes every row, and updates those that it has", async () => {
    const options = { database: server.url, table: "drift", key };
    expect(await writeSql(rows, options)).toEqual({ rows: rows.rowCount });
    expect(await count("drift")).toBe(rows.rowCount);
    await writeSql(rows, options);
    expect(await count("drift")).toBe(rows.rowCount);
    const query = `select value, level from drift where "column" = 'rain' and metric = 'score' and window_start is null`;
    const found = await readSql({ database: server.url, query });
    expect(found.getColumn("level").get(0)).toBe("fail");
    expect(Number(found.getColumn("value").get(0))).toBeCloseTo(watched.dataset.columns[0]?.score ?? 0, 12);
  });

  it("runs every query of the Grafana dashboard", async () => {
    const board = driftDashboard({ table: "drift" });
    const panels = board.panels as readonly { readonly title: string; readonly targets: readonly DriftDashboard[] }[];
    expect(panels.length).toBe(6);
    for (const { title, targets } of panels) {
      const literal = `'${subject.replaceAll("'", "''")}'`;
      const query = String(targets[0]?.rawSql).replaceAll(/\$\{subject:sqlstring\}/g, literal);
      const frame = await readSql({ database: server.url, query });
      if (!title.startsWith("Accuracy")) expect([title, frame.height > 0]).toEqual([title, true]);
    }
    const { list } = board.templating as { readonly list: readonly DriftDashboard[] };
    const subjects = await readSql({ database: server.url, query: String(list.at(-1)?.query) });
    expect(subjects.getColumn("subject").get(0)).toBe(subject);
  });

  it("writes nothing when a row fails, and says why without the password", async () => {
    await server.execute("create table strict (x double precision not null)");
    await server.execute("grant all on strict to public");
    const bad = columnsFromEntries([["x", { kind: "number", values: Float64Array.of(1, Number.NaN) }]]);
    const failed = writeSql(bad, { database: server.url, table: "strict" });
    await expect(failed).rejects.toThrow(/^writeSql: strict at postgres:.*:\*\*\*@.*not-null|null value/);
    expect(await count("strict")).toBe(0);
  });
});
