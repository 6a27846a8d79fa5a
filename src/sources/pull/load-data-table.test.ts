import { expect, it } from "vitest";
import { dataset } from "../../datasets/dataset.js";
import { memoryStore } from "../../store/memory-store.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { loadDataTable } from "./load-data-table.js";

const sales = schema("sales", { month: column.string(), price: column.number() });
const write = (text: string) => new TextEncoder().encode(text);

it("reads new and changed files only", async () => {
  let id = 0;
  const target = dataset(memoryStore(), sales, {
    now: () => new Date(0),
    newId: () => String(++id),
    partitionBy: ["month"],
  });
  const files = memoryStore();
  await files.write("2018-01.csv", write("month,price\n2018-01,5\n"));
  const table = { name: "sales", schema: sales, pieceColumn: "month", pieceOf: (file: string) => file.slice(0, -4) };
  const states = async () => (await loadDataTable(target, table, files)).map(({ state }) => state);
  expect(await states()).toEqual(["loaded"]);
  expect(await states()).toEqual(["unchanged"]);
  await files.write("2018-02.csv", write("month,price\n2018-02,7\n"));
  expect(await states()).toEqual(["unchanged", "loaded"]);
  expect((await target.manifest())?.rows).toBe(2);
});
