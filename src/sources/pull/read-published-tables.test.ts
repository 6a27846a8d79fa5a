import { expect, it } from "vitest";
import { memoryStore } from "../../store/memory-store.js";
import { loadPolars } from "../../table/load-polars.js";
import { readPublishedTables } from "./read-published-tables.js";

const parquet = (values: readonly number[]): Uint8Array =>
  new Uint8Array(
    loadPolars()
      .DataFrame({ x: [...values] })
      .writeParquet() as Buffer,
  );

it("joins the partitions of a table and gives them their column", async () => {
  const store = memoryStore();
  await store.write("statistics/base=A%20B/part.parquet", parquet([1]));
  await store.write("statistics/base=C/part.parquet", parquet([2, 3]));
  await store.write("names.parquet", parquet([4]));
  const { statistics, names } = await readPublishedTables(store);
  expect(statistics?.toRecords()).toEqual([
    { base: "A B", x: 1 },
    { base: "C", x: 2 },
    { base: "C", x: 3 },
  ]);
  expect(names?.height).toBe(1);
  expect(Object.keys(await readPublishedTables(store, "statistics/base=C"))).toEqual(["statistics"]);
});

it("refuses a store without tables and a prefix that leaves it", async () => {
  await expect(readPublishedTables(memoryStore())).rejects.toThrow("no published tables in memory");
  await expect(readPublishedTables(memoryStore(), "../x")).rejects.toThrow("leaves its folder");
});
