import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { zones } from "../../table/zones.js";
import { catalogue } from "./catalogue.js";
import { openDataset } from "./open-dataset.js";

const root = mkdtempSync(join(tmpdir(), "cuaderno-catalogue-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const paths = zones({
  root,
  raw: "raw/{table}/{month}.csv.gz",
  trusted: "trusted/{table}/",
  refined: "refined/all.parquet",
});
const price = schema("price", { month: column.string(), price: column.number({ unit: "peso" }) }, { key: ["month"] });
const lake = catalogue({
  prices: { schema: price, uri: paths.raw({ table: "price", month: "*" }) },
  history: { schema: price, dataset: paths.trusted({ table: "price" }) },
});

describe("catalogue", () => {
  it("reads files and datasets by name, in frames with columns known to the compiler", async () => {
    mkdirSync(join(root, "raw", "price"), { recursive: true });
    for (const month of ["2020-01", "2020-02"]) {
      writeFileSync(paths.raw({ table: "price", month }), gzipSync(`month,price\n${month},1.5\n`));
    }
    const frame = await lake.read("prices");
    const names: readonly ("month" | "price")[] = frame.columns as ("month" | "price")[];
    expect([names, frame.height, frame.getColumn("price").sum()]).toEqual([["month", "price"], 2, 3]);
    const chunks = [];
    for await (const chunk of lake.chunks("prices", { rows: 1 })) chunks.push(chunk.height);
    expect(chunks).toEqual([1, 1]);
    const history = await openDataset(paths.trusted({ table: "price" }), price);
    await history.append(frame.head(1));
    await history.append(frame.tail(1));
    expect((await lake.read("history")).height).toBe(2);
    expect((await lake.read("history", { at: 1 })).height).toBe(1);
    await expect(lake.read("prices", { at: 1 })).rejects.toThrow('"prices" is read from files, which have no versions');
    await expect(lake.read("history", { options: { extra: "ignore" } })).rejects.toThrow(
      "is a dataset, which has no reading options; use at and where",
    );
  });

  it("rejects unknown names, at compile time and at run time", async () => {
    expect(lake.names).toEqual(["prices", "history"]);
    // @ts-expect-error: no such table
    await expect(lake.read("price")).rejects.toThrow('no table "price"; did you mean "prices"?');
    // @ts-expect-error: a property of every object, not a table
    await expect(lake.read("toString")).rejects.toThrow('no table "toString"');
    // @ts-expect-error: neither a uri nor a dataset
    expect(() => catalogue({ x: { schema: price } })).toThrow(
      'catalogue: "x": expected either uri or dataset, got neither',
    );
  });
});
