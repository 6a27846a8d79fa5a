import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { localStore } from "../../store/local-store.js";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { readTable } from "../tables/read-table.js";
import { openDataset } from "./open-dataset.js";
import { publishDataset } from "./publish-dataset.js";

const sales = schema("sales", { id: column.integer(), month: column.string() });

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-publish-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("publishDataset writes files that a reader of Hive folders reads back, given a folder or a store", async () => {
  const pl = loadPolars();
  const table = await openDataset(join(folder, "sales"), sales, { partitionBy: ["month"] });
  await table.append(pl.DataFrame([pl.Series("id", [1, 2], pl.Int64), pl.Series("month", ["a", "b"], pl.Utf8)]));
  const keys = ["month=a/published-1.parquet", "month=b/published-1.parquet"];
  expect(await publishDataset(table, join(folder, "plain"))).toEqual(keys);
  expect(await publishDataset(table, localStore(join(folder, "plain")))).toEqual(keys);
  expect((await readTable(`${folder}/plain/`, sales)).sort("id").rows()).toEqual([
    [1, "a"],
    [2, "b"],
  ]);
});
