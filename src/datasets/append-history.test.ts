import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { memoryStore } from "../store/memory-store.js";
import { loadPolars } from "../table/load-polars.js";
import { column } from "../table/schema/column.js";
import { schema } from "../table/schema/schema.js";
import { readAppendHistory } from "./append-history.js";
import { createDataset } from "./dataset.js";
import { planAppend } from "./plan-append.js";

const pl = loadPolars();
const sales = schema(
  "sales",
  { id: column.integer(), price: column.number(), shop: column.category() },
  { key: ["id"] },
);
const random = randomSource(4);
const rows = (ids: readonly number[], price: (id: number) => number = () => random.normal()) =>
  pl.DataFrame([
    pl.Series("id", [...ids], pl.Int64),
    pl.Series("price", ids.map(price), pl.Float64),
    pl.Series(
      "shop",
      ids.map((id) => (id % 2 === 0 ? "north" : "south")),
      pl.Utf8,
    ),
  ]);
const range = (start: number, end: number): number[] =>
  Array.from({ length: end - start }, (_, index) => start + index);

function open() {
  const store = memoryStore();
  const read: string[] = [];
  const counting = {
    ...store,
    read: (key: string) => {
      if (key.endsWith(".parquet")) read.push(key);
      return store.read(key);
    },
  };
  let count = 0;
  const table = createDataset(
    counting,
    sales,
    { rowsPerFile: 10, now: () => new Date(1e12 + count), newId: () => `n${count++}` },
    "appendDataset",
  );
  return { table, read };
}

describe("readAppendHistory", () => {
  it("plans the same from the parts as from all rows, with only rows of the new keys in memory", async () => {
    const { table } = open();
    const past = rows(range(0, 95));
    await table.append(past);
    const known = past.filter(pl.col("id").eq(pl.lit(12)));
    const offered = pl.concat([known, rows([13, 100]), rows([101], () => 99)]);
    const history = await readAppendHistory(table.readParts(), offered, sales);
    expect(history.rows.getColumn("id").toArray().map(Number).sort()).toEqual([12, 13]);
    const all = (async function* () {
      yield { file: { key: "all", rows: 95, size: 0, sha256: "", partition: {} }, rows: await table.read() };
    })();
    const plan = planAppend(offered, history, sales);
    expect(plan).toMatchObject({
      inserted: 1,
      duplicates: 1,
      refused: [{ row: "id=13" }],
      unusual: [{ row: "id=101" }],
    });
    const { rows: planned, ...counts } = planAppend(offered, await readAppendHistory(all, offered, sales), sales);
    expect({ ...plan, rows: plan.rows.rows() }).toEqual({ ...counts, rows: planned.rows() });
  });

  it("reads each part once for new keys, and again only parts that have one", async () => {
    const { table, read } = open();
    await table.append(rows(range(0, 95)));
    const offered = rows([7, 200], () => 5);
    const { untouched } = await readAppendHistory(table.readParts(), offered, sales);
    expect([read.length, untouched.size]).toEqual([10, 9]);
    const before = await table.manifest();
    read.length = 0;
    const manifest = await table.upsertSkipping(untouched, offered, { skipUnchanged: true });
    expect(new Set(read)).toEqual(new Set([before?.files[0]?.key]));
    expect(manifest).toMatchObject({ number: 2, rows: 96 });
    expect(
      (await table.read())
        .sort("id")
        .filter(pl.col("price").eq(pl.lit(5)))
        .getColumn("id")
        .toArray()
        .map(Number),
    ).toEqual([7, 200]);
  });

  it("upserts over a version that another writer made meanwhile", async () => {
    const { table } = open();
    await table.append(rows(range(0, 30)));
    const offered = rows([200], () => 5);
    const { untouched } = await readAppendHistory(table.readParts(), offered, sales);
    await table.append(rows([200], () => 1));
    expect(await table.upsertSkipping(untouched, offered, { skipUnchanged: true })).toMatchObject({ rows: 31 });
    expect(
      (await table.read())
        .filter(pl.col("id").eq(pl.lit(200)))
        .getColumn("price")
        .toArray(),
    ).toEqual([5]);
  });
});
