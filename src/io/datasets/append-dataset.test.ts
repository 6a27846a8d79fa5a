import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { appendDataset } from "./append-dataset.js";
import { openDataset, readDataset } from "./open-dataset.js";

let folder: string;
let uri: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-append-"));
  uri = join(folder, "prices");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const prices = schema(
  "prices",
  {
    month: column.datetime({ format: "%Y-%m" }),
    region: column.category(),
    price: column.number({ unit: "peso", min: 0, nullable: true }),
  },
  { key: ["month", "region"] },
);
const month = (index: number): string =>
  `${2020 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
const history = Array.from({ length: 40 }, (_, index) => `${month(index)},north,${60 + ((index * 37) % 290)}`);

function file(name: string, ...rows: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, ["month,region,price", ...rows, ""].join("\n"));
  return path;
}
const append = (rows: readonly string[], options = {}) =>
  appendDataset(uri, file("new.csv", ...rows), { schema: prices, ...options });

describe("appendDataset", () => {
  it("inserts each key once, and the same file again changes nothing", async () => {
    expect(await append(history)).toMatchObject({ inserted: 40, duplicates: 0, version: 1, rows: 40 });
    expect(await append(history)).toMatchObject({ inserted: 0, duplicates: 40, version: 1, refused: [], unusual: [] });
    const more = [...history.slice(-2), "2023-05,north,100", "2023-05,north,100", "2023-06,north,"];
    expect(await append(more)).toMatchObject({ rowCount: 5, inserted: 2, duplicates: 3, version: 2, rows: 42 });
  });

  it("does not insert what is unusual against the history, unless accepted", async () => {
    await append(history);
    const rows = ["2023-05,north,99999", "2023-06,south,100", "2023-07,north,355"];
    const first = await append(rows);
    expect(first).toMatchObject({ inserted: 1, version: 2 });
    expect(first.unusual).toEqual([
      { row: "month=2023-06-01, region=south", column: "region", value: '"south"', history: "north" },
      { row: "month=2023-05-01, region=north", column: "price", value: "99999", history: "60 to 343" },
    ]);
    expect(await append(rows, { accept: true, dryRun: true })).toMatchObject({ inserted: 2, version: 2 });
    expect(await append(rows, { accept: true })).toMatchObject({ inserted: 2, duplicates: 1, version: 3, rows: 43 });
  });

  it("refuses rows that break the schema, repeat a key or change one", async () => {
    await append(history);
    const report = await append([
      "2023-05,north,-1",
      "2023-06,north,abc",
      "2023-07,north,1",
      "2023-07,north,2",
      "2020-01,north,1",
    ]);
    expect(report).toMatchObject({ rowCount: 5, inserted: 0, version: 1 });
    expect(report.refused).toEqual([
      { row: "line 2", reason: expect.stringMatching(/price: .*, got "-1"/) },
      { row: "line 3", reason: expect.stringMatching(/price: .*, got "abc"/) },
      { row: "month=2023-07-01, region=north", reason: "the file has this key with several values" },
      { row: "month=2023-07-01, region=north", reason: "the file has this key with several values" },
      { row: "month=2020-01-01, region=north", reason: expect.stringContaining("pass update to replace") },
    ]);
    expect(await append(["2020-01,north,61"], { update: true })).toMatchObject({ inserted: 0, updated: 1, rows: 40 });
    expect((await readDataset(uri, prices)).getColumn("price").min()).toBe(61);
  });

  it("needs no schema: that of the dataset, or of the file for a new dataset", async () => {
    const first = await appendDataset(uri, file("a.csv", ...history), { key: ["month", "region"] });
    expect(first).toMatchObject({ inserted: 40, version: 1 });
    const second = file("b.csv", "2023-05,north,99999", "2023-06,north,200");
    expect(await appendDataset(uri, second)).toMatchObject({ inserted: 1, unusual: [{ value: "99999" }], version: 2 });
    const other = join(folder, "other");
    await expect(appendDataset(other, second)).rejects.toThrow("has no key, so duplicates cannot be found");
    const frame = loadPolars().DataFrame({ a: [1] });
    await expect(appendDataset(other, frame)).rejects.toThrow("give their schema");
  });

  it("takes frames, with missing cells as values", async () => {
    const pl = loadPolars();
    const rows = schema("t", { id: column.integer(), x: column.number({ nullable: true }) }, { key: ["id"] });
    const frame = (...cells: (number | null)[]) =>
      pl.DataFrame([
        pl.Series(
          "id",
          cells.map((_, index) => index),
          pl.Int64,
        ),
        pl.Series("x", cells, pl.Float64),
      ]);
    await appendDataset(uri, frame(1, null), { schema: rows });
    expect(await appendDataset(uri, frame(1, null, 3), { schema: rows })).toMatchObject({ inserted: 1, duplicates: 2 });
  });

  it("extends a dataset that was written by other functions", async () => {
    const dataset = await openDataset(uri, prices, { partitionBy: ["region"] });
    await append(history, { partitionBy: ["region"] });
    await dataset.compact();
    expect(await append(["2023-05,north,100"])).toMatchObject({ inserted: 1, rows: 41 });
    expect((await dataset.manifest())?.definition?.key).toEqual(["month", "region"]);
  });
});
